/**
 * Reads every frame of a pipeline's output stream in the page. Keeps each frame's number (read from the picture) and its FNV-1a.
 * In: a page with a running pipeline. Out: `SeenFrame`s. Node side. Callbacks run in the page.
 */

import type { Page } from 'playwright/test';
import type { FilterSpec } from '../../src/catalogue/filters.ts';
import type { RlApp } from '../../src/elements/rl-app/rl-app.ts';
import type { Pipeline } from '../../src/types.ts';
import { fnv1aHex } from './frame.ts';
import { readFrameNumber } from './pattern.ts';
import { cameraFollows } from './y4m.ts';

/** One frame of the output. */
export interface SeenFrame {
  /** The number in the picture. `null`: it could not be read. */
  number: number | null;
  /** The hash of all planes, 16 hexadecimal digits. */
  hash: string;
  /** The format and size, such as `I420 320x180`. */
  what: string;
  /** How often the filters had been changed when the frame was read. */
  asked: number;
}

/** A change of settings while the pipeline runs. */
export interface Change {
  filters?: FilterSpec[];
  simd?: boolean;
  threads?: number;
  /** The number of output frames to wait for before the change. */
  after: number;
  /** Whether to wait until a frame has been processed with the new filters. */
  settle: boolean;
}

/** The tools that `installRecorder` puts into the page. */
interface Tools {
  pipeline(): Pipeline;
  /** Starts to read the output. */
  record(): Recording;
  /** Resolves when a frame with exactly these filters is on its way to the sink. */
  inForce(filters: readonly FilterSpec[]): Promise<void>;
  follows: typeof cameraFollows;
  /** The tracks that `getUserMedia` gave. */
  cameraTracks: MediaStreamTrack[];
}

interface Recording {
  readonly seen: SeenFrame[];
  asked: number;
  /** Resolves when `count` more frames have been read. */
  more(count: number): Promise<void>;
  stop(): Promise<void>;
}

declare global {
  var ringlightTest: Tools;
}

/** Runs in the page before the page's scripts, with `hash`, `readNumber` and `follows` in scope. */
function installRecorder(
  hash: typeof fnv1aHex,
  readNumber: typeof readFrameNumber,
  follows: typeof cameraFollows,
): void {
  const cameraTracks: MediaStreamTrack[] = [];
  const ask = MediaDevices.prototype.getUserMedia;
  MediaDevices.prototype.getUserMedia = async function (constraints) {
    const stream = await ask.call(this, constraints);
    cameraTracks.push(...stream.getTracks());
    return stream;
  };
  const pipeline = () => document.querySelector<RlApp>('rl-app')?.pipeline as Pipeline;
  const record = (): Recording => {
    const Processor = (
      globalThis as unknown as { MediaStreamTrackProcessor: MediaStreamTrackProcessorConstructor }
    ).MediaStreamTrackProcessor;
    const track = pipeline().stream.getVideoTracks()[0] as MediaStreamTrack;
    const reader = new Processor({ track, maxBufferSize: 1000 }).readable.getReader();
    const waiting: { count: number; resolve: () => void }[] = [];
    let bytes = new Uint8Array();
    const recording: Recording = {
      seen: [],
      asked: 0,
      more: (more) =>
        new Promise((resolve) => {
          waiting.push({ count: recording.seen.length + more, resolve });
          wake();
        }),
      stop: () => reader.cancel(),
    };
    const wake = () => {
      for (const waiter of waiting) if (recording.seen.length >= waiter.count) waiter.resolve();
    };
    const run = async () => {
      for (;;) {
        const { value: frame, done } = await reader.read();
        if (done) return;
        const { format, codedWidth: width, codedHeight: height } = frame;
        if (bytes.length !== frame.allocationSize()) bytes = new Uint8Array(frame.allocationSize());
        await frame.copyTo(bytes);
        frame.close();
        const number = readNumber(bytes, width, width, height);
        const { asked } = recording;
        recording.seen.push({ number, hash: hash(bytes), what: `${format} ${width}x${height}`, asked });
        wake();
      }
    };
    void run();
    return recording;
  };
  const inForce = async (filters: readonly FilterSpec[]) => {
    while (JSON.stringify((await pipeline().sample()).filters) !== JSON.stringify(filters));
  };
  globalThis.ringlightTest = { pipeline, record, inForce, follows, cameraTracks };
}

/** Adds the tools to the page that is opened next. */
export async function prepareRecorder(page: Page): Promise<void> {
  // The browser injects the tools as source text. The page's policy allows no eval, but it allows this.
  const tools = [fnv1aHex, readFrameNumber, cameraFollows].map(String).join(', ');
  await page.addInitScript({ content: `(${installRecorder})(${tools});` });
}

/**
 * Sets filters and reads frames until `count` of them in a row follow each other. Gives up after six times as many frames, or
 * if a frame has no number.
 * @param loop the number of frames after which the source starts over; 2^32 for the test pattern
 */
export function recordRun(
  page: Page,
  options: { filters: FilterSpec[]; count: number; loop: number },
): Promise<SeenFrame[]> {
  return page.evaluate(async ({ filters, count, loop }) => {
    const { pipeline, record, inForce, follows } = globalThis.ringlightTest;
    pipeline().setFilters(filters);
    await inForce(filters);
    const recording = record();
    for (let run = 1, i = 1; run < count && i < 6 * count; i++) {
      await recording.more(1 + i - recording.seen.length);
      const [before, now] = [recording.seen[i - 1]?.number, recording.seen[i]?.number];
      if (typeof before !== 'number' || typeof now !== 'number') break;
      run = follows(before, now, loop) ? run + 1 : 1;
    }
    await recording.stop();
    return recording.seen;
  }, options);
}

/** Reads frames while settings change. Ends when it has read frames with the last filters. */
export function recordChanges(page: Page, plan: Change[]): Promise<SeenFrame[]> {
  return page.evaluate(async (plan) => {
    const { pipeline, record, inForce } = globalThis.ringlightTest;
    const recording = record();
    const threads: Promise<void>[] = [];
    let filters = pipeline().stats().filters;
    await recording.more(1);
    for (const change of plan) {
      await recording.more(change.after);
      if (change.filters) {
        filters = change.filters;
        recording.asked++;
        pipeline().setFilters(filters);
      }
      if (change.simd !== undefined) pipeline().setSimd(change.simd);
      if (change.threads !== undefined) threads.push(pipeline().setThreads(change.threads));
      if (change.settle) await inForce(filters);
    }
    await Promise.all(threads);
    await inForce(filters);
    await recording.more(20);
    await recording.stop();
    return recording.seen;
  }, plan);
}
