/**
 * Sound and picture together. When the browser's fake microphone beeps, frames are white. Both must leave the pipeline with the
 * same distance as they went in. All times are on one clock. They are taken when something comes out of a track.
 */

import { expect } from 'playwright/test';
import type { Pipeline } from '../src/types.ts';
import { prepareWorkers, test } from './support/faults.ts';

/** A skew that nobody notices, in milliseconds. */
const MOST_SKEW_MS = 20;
/** The allowed error of the pipeline's own value, in milliseconds. */
const MOST_ERROR_MS = 12;

interface Outcome {
  /** For each burst: how much later than its flash it came out, minus how much later it went in. In milliseconds. */
  skews: number[];
  /** The pipeline's own value at each burst. */
  said: number[];
  delayMs: number;
  pictureMs: number;
}

/** A disturbance of the audio thread before the measurement. */
type Mishap = 'none' | 'suspended';

/** Runs in the page, as text. */
async function measure(frameMs: number, events: number, mishap: Mishap) {
  const library = new URL('./lib/ringlight.js', location.href).href;
  const { createPipeline } = (await import(library)) as typeof import('../src/index.ts');
  interface Chunk {
    numberOfFrames: number;
    sampleRate: number;
    copyTo(to: ArrayBufferView, options: object): Promise<unknown>;
    close(): void;
  }
  type Processor = new (init: object) => { readable: ReadableStream<Chunk & VideoFrame> };
  type Generator = new (init: object) => MediaStreamTrack & { writable: WritableStream<VideoFrame> };
  const { MediaStreamTrackProcessor: Processor, MediaStreamTrackGenerator: Generator } =
    globalThis as unknown as {
      MediaStreamTrackProcessor: Processor;
      MediaStreamTrackGenerator: Generator;
    };
  const size = { width: 320, height: 180 };
  const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

  // The flash: a generator's frames are white while `white` is true.
  const generator = new Generator({ kind: 'video' });
  const writer = generator.writable.getWriter();
  const planes = [0, 255].map((value) => new Uint8Array((size.width * size.height * 3) / 2).fill(value));
  let white = false;
  let drawing = true;
  const draw = async () => {
    while (drawing) {
      const data = planes[white ? 1 : 0] as Uint8Array;
      const timestamp = Math.round(performance.now() * 1000);
      const { width: codedWidth, height: codedHeight } = size;
      await writer.write(new VideoFrame(data, { format: 'I420', codedWidth, codedHeight, timestamp }));
      await wait(frameMs);
    }
  };
  // The beep: the browser's own fake microphone beeps now and then.
  const processing = { echoCancellation: false, noiseSuppression: false, autoGainControl: false };
  const microphone = await navigator.mediaDevices.getUserMedia({ audio: processing });
  const [beep] = microphone.getAudioTracks() as [MediaStreamTrack];

  /** Notes when a track gets loud or white, by the page's clock. */
  const watch = (track: MediaStreamTrack, onOnset = () => {}) => {
    const onsets: number[] = [];
    const isAudio = track.kind === 'audio';
    const reader = new Processor({
      track: track.clone(),
      ...(isAudio && { maxBufferSize: 100 }),
    }).readable.getReader();
    const samples = new Float32Array(8192);
    const corner = new Uint8Array(1024);
    let on = false;
    const read = async () => {
      for (;;) {
        const { value, done } = await reader.read();
        if (done) return;
        const now = performance.now();
        let at = now;
        let strong = false;
        if (isAudio) {
          const count = value.numberOfFrames;
          await value.copyTo(samples, { planeIndex: 0, format: 'f32-planar' });
          const first = samples.subarray(0, count).findIndex((x) => Math.abs(x) > 0.05);
          strong = first >= 0;
          // The browser hands a piece over when its last sample is there.
          if (strong) at = now - ((count - first) / value.sampleRate) * 1000;
        } else {
          // Copies only a corner. To copy the whole frame takes longer than the skew that is measured.
          await value.copyTo(corner, { rect: { x: 0, y: 0, width: 16, height: 16 } });
          strong = (corner[0] as number) > 127;
        }
        value.close();
        if (strong && !on) {
          onsets.push(at);
          onOnset();
        }
        on = strong;
      }
    };
    read().catch(reportError);
    return onsets;
  };

  const running = draw();
  const flash = async () => {
    white = true;
    await wait(50 + 2 * frameMs);
    white = false;
  };
  const seenIn = { flashIn: watch(generator), beepIn: watch(beep, flash) };
  const pipeline: Pipeline = await createPipeline({
    source: generator,
    threads: 1,
    audio: { source: beep },
  });
  const [picture] = pipeline.stream.getVideoTracks() as [MediaStreamTrack];
  const [sound] = pipeline.stream.getAudioTracks() as [MediaStreamTrack];
  const seen = {
    ...seenIn,
    flashOut: watch(picture),
    beepOut: watch(sound),
  };
  // The delay follows the picture in steps. By now it has seen a dozen readings.
  while (pipeline.stats().latencyUs.count < 60) await wait(100);
  const sounding = pipeline.audio?.context as AudioContext;
  if (mishap === 'suspended') {
    await sounding.suspend();
    await wait(500);
    await sounding.resume();
  }
  // Every two seconds the jitter buffer checks how much it can drop.
  const { currentTime } = sounding;
  while (mishap !== 'none' && sounding.currentTime < currentTime + 2.5) await wait(50);
  // Waits for the next beep, because a beep that has just begun may be on its way already.
  const beeps = seen.beepIn.length;
  while (seen.beepIn.length === beeps) await wait(5);
  const before = Object.values(seen).map((onsets) => onsets.length);
  before[Object.keys(seen).indexOf('beepIn')] = beeps;
  while (Object.values(seen).some((onsets, index) => onsets.length === before[index])) await wait(5);
  for (const onsets of Object.values(seen)) onsets.length = 0;
  const said: number[] = [];
  const whole = () => Math.min(...Object.values(seen).map((onsets) => onsets.length));
  while (whole() < events) {
    const before = whole();
    while (whole() === before) await wait(20);
    said.push(pipeline.stats().audio?.skewMs ?? Number.NaN);
  }
  drawing = false;
  await running;
  const { delayMs = 0 } = pipeline.stats().audio ?? {};
  const pictureMs = pipeline.stats().latencyUs.p50 / 1000;
  const skews = seen.beepOut.slice(0, events).map((at, event) => {
    const of = (onsets: number[]) => onsets[event] as number;
    return at - of(seen.beepIn) - (of(seen.flashOut) - of(seen.flashIn));
  });
  await pipeline.close();
  beep.stop();
  return { skews, said, delayMs, pictureMs };
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1] as number;

for (const [what, slowMs, frameMs, mishap] of [
  ['a fast picture', 0, 20, 'none'],
  // The copying thread is delayed, so the picture is slower than the sound's own way on any machine.
  ['a slow picture', 60, 120, 'none'],
  // The browser keeps what the track delivers meanwhile.
  ['sound that was suspended for half a second', 0, 20, 'suspended'],
] as const) {
  test(`a flash and a beep stay together, ${what}`, async ({ page }) => {
    test.setTimeout(180_000);
    if (slowMs > 0) await prepareWorkers(page, { faults: [{ where: 'copy', every: 1, what: slowMs }] });
    await page.goto('./?source=pattern');
    const run = `(${measure})(${frameMs}, 8, '${mishap}')`;
    // A busy machine delays the audio thread, and then the buffer keeps more. So the test repeats until a quiet moment.
    await expect(async () => {
      const { skews, said, delayMs, pictureMs } = (await page.evaluate(run)) as Outcome;
      const skewMs = median(skews);
      const each = skews.map((skew) => skew.toFixed(1)).join(', ');
      const about = `${each} ms; said ${median(said).toFixed(1)}, delay ${delayMs.toFixed(1)}, picture ${pictureMs.toFixed(1)}`;
      test.info().annotations.push({ type: 'measured', description: about });
      expect(Math.abs(skewMs), about).toBeLessThanOrEqual(MOST_SKEW_MS);
      // The browser's pieces of sound are coarse, and the delay may just have changed. Both make this error.
      expect(Math.abs(median(said) - skewMs), about).toBeLessThanOrEqual(MOST_ERROR_MS);
      if (slowMs > 0) expect(delayMs, about).toBeGreaterThan(slowMs / 2);
    }).toPass({ timeout: 150_000 });
    await page.unrouteAll({ behavior: 'ignoreErrors' });
  });
}
