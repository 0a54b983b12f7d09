/** Helpers for tests of sound: record a track, and measure the recording. Node side. Callbacks run in the page. */

import { writeFile } from 'node:fs/promises';
import { expect, type Page } from 'playwright/test';
import type { RlApp } from '../../src/elements/rl-app/rl-app.ts';
import type { AudioStats, Pipeline } from '../../src/types.ts';

/** One channel. */
export interface Recording {
  /** Hertz. */
  rate: number;
  samples: Float64Array;
}

/** The numbers of the page's sound. */
export function soundStats(page: Page): Promise<AudioStats | null> {
  return page.evaluate(() => document.querySelector<RlApp>('rl-app')?.pipeline?.stats().audio ?? null);
}

/** A function that runs in the page during a recording. It uses nothing outside of itself. */
export type Meanwhile = (pipeline: Pipeline) => unknown;

/** Records the first channel of the audio track of the page's pipeline. `meanwhile` begins with the first samples. */
export async function recordStream(page: Page, seconds: number, meanwhile?: Meanwhile): Promise<Recording> {
  const { rate, samples } = (await page.evaluate(`(${record})(${seconds}, ${meanwhile ?? null})`)) as {
    rate: number;
    samples: number[];
  };
  return { rate, samples: Float64Array.from(samples) };
}

// This function runs in the page, as text.
async function record(seconds: number, meanwhile: Meanwhile | null) {
  const pipeline = document.querySelector<RlApp>('rl-app')?.pipeline;
  const track = pipeline?.stream.getAudioTracks()[0];
  if (!pipeline || !track) throw new Error('the stream has no audio track');
  interface AudioChunk {
    numberOfFrames: number;
    sampleRate: number;
    copyTo(to: Float32Array, options: object): void;
    close(): void;
  }
  type Processor = new (init: object) => { readable: ReadableStream<AudioChunk> };
  const { MediaStreamTrackProcessor } = globalThis as unknown as { MediaStreamTrackProcessor: Processor };
  const copy = track.clone();
  const reader = new MediaStreamTrackProcessor({ track: copy, maxBufferSize: 500 }).readable.getReader();
  const samples: number[] = [];
  let rate = 0;
  while (rate === 0 || samples.length < seconds * rate) {
    const { value } = await reader.read();
    if (!value) throw new Error('the track has ended');
    if (rate === 0 && meanwhile) Promise.resolve(meanwhile(pipeline)).catch(reportError);
    rate = value.sampleRate;
    const plane = new Float32Array(value.numberOfFrames);
    value.copyTo(plane, { planeIndex: 0, format: 'f32-planar' });
    value.close();
    samples.push(...plane);
  }
  await reader.cancel();
  copy.stop();
  return { rate, samples };
}

/** The amplitude of one frequency in dB below full scale, with a Hann window over all samples. */
export function levelAt({ rate, samples }: Recording, hertz: number): number {
  const n = samples.length;
  let re = 0;
  let im = 0;
  let sum = 0;
  for (let i = 0; i < n; i++) {
    const window = 0.5 - 0.5 * Math.cos((2 * Math.PI * (i + 0.5)) / n);
    const angle = (2 * Math.PI * hertz * i) / rate;
    re += window * (samples[i] as number) * Math.cos(angle);
    im += window * (samples[i] as number) * Math.sin(angle);
    sum += window;
  }
  return 20 * Math.log10((2 * Math.hypot(re, im)) / sum);
}

/** The stream has the test tone, whole. A busy machine may tear a recording, so this records until one is right. */
export async function expectTone(page: Page): Promise<void> {
  const level = async () => levelAt(await recordStream(page, 0.3), 1000);
  await expect.poll(level).toBeCloseTo(-12, 1);
}

/** The root mean square in dB below full scale, without the frequency `without`. */
export function noiseLevel(recording: Recording, without: number): number {
  const { samples, rate } = recording;
  const square = samples.reduce((total, x) => total + x * x, 0) / samples.length;
  // Fits a sine and a cosine by least squares. The rest contains neither.
  let [ss, sc, cc, xs, xc] = [0, 0, 0, 0, 0];
  for (const [i, x] of samples.entries()) {
    const s = Math.sin((2 * Math.PI * without * i) / rate);
    const c = Math.cos((2 * Math.PI * without * i) / rate);
    ss += s * s;
    sc += s * c;
    cc += c * c;
    xs += x * s;
    xc += x * c;
  }
  const det = ss * cc - sc * sc;
  const a = (xs * cc - xc * sc) / det;
  const b = (xc * ss - xs * sc) / det;
  const explained = (a * xs + b * xc) / samples.length;
  return 10 * Math.log10(Math.max(1e-20, square - explained));
}

/** The largest difference between two neighbouring samples, from sample `from` on. */
export function largestStep({ samples }: { samples: ArrayLike<number> }, from = 1): number {
  let largest = 0;
  for (let i = from; i < samples.length; i++) {
    largest = Math.max(largest, Math.abs((samples[i] as number) - (samples[i - 1] as number)));
  }
  return largest;
}

/** Writes sines as a mono WAV file of 16 bits. Their amplitudes together must be at most 1. */
export async function writeWav(
  file: string,
  {
    rate,
    seconds,
    sines,
  }: { rate: number; seconds: number; sines: readonly { hertz: number; amplitude: number }[] },
): Promise<void> {
  const frames = Math.round(rate * seconds);
  const bytes = Buffer.alloc(44 + 2 * frames);
  bytes.write('RIFF', 0);
  bytes.writeUInt32LE(36 + 2 * frames, 4);
  bytes.write('WAVEfmt ', 8);
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(1, 20);
  bytes.writeUInt16LE(1, 22);
  bytes.writeUInt32LE(rate, 24);
  bytes.writeUInt32LE(2 * rate, 28);
  bytes.writeUInt16LE(2, 32);
  bytes.writeUInt16LE(16, 34);
  bytes.write('data', 36);
  bytes.writeUInt32LE(2 * frames, 40);
  for (let i = 0; i < frames; i++) {
    const value = sines.reduce((sum, { hertz, amplitude }) => {
      return sum + amplitude * Math.sin((2 * Math.PI * hertz * i) / rate);
    }, 0);
    bytes.writeInt16LE(Math.round(32767 * value), 44 + 2 * i);
  }
  await writeFile(file, bytes);
}
