/**
 * A pipeline that only writes records, for tests of comparisons. Its effect is known, and tests choose its faults. Also runs a
 * short comparison on it, with fake timers. In: settings and faults. Out: records. Node side.
 */

import { afterEach, beforeEach, vi } from 'vitest';
import type { ExperimentOptions } from '../../src/compare/check.ts';
import { runExperiment } from '../../src/compare/experiment.ts';
import { seededRandom } from '../../src/compare/random.ts';
import { CAPTURE_LANE, PRESENT_LANE, TRACE_KINDS } from '../../src/generated/layout.ts';
import type { FrameSettings } from '../../src/memory/control.ts';
import { LaneWriter, TraceReader } from '../../src/memory/lanes.ts';
import { mirrorArea } from '../../src/memory/trace-area.ts';
import type { FrameSample } from '../../src/terms.ts';
import type { Pipeline, Sample } from '../../src/types.ts';
import { plainSample } from './frame.ts';

/** Milliseconds from one frame to the next. */
export const FRAME_MS = 16;
/** The pixel of a frame that still has older settings. */
export const LATE = 9;
const { copy: COPY, frame: FRAME } = TRACE_KINDS;

/** A frame of one pixel. Each of its samples has this value. */
export const picture = (value: number): FrameSample =>
  plainSample({
    format: 'I420',
    codedWidth: 1,
    codedHeight: 1,
    planes: Array.from({ length: 3 }, () => ({
      data: Uint8Array.of(value),
      stride: 1,
      width: 1,
      height: 1,
      channels: 1,
    })),
  });

/** Presents a frame every 16 ms: 1 ms of kernels with SIMD, 4 ms without, and some noise. */
export class FakePipeline extends EventTarget {
  state = 'running';
  error = null;
  simdSupported = true;
  maxThreads = 8;
  threadsReady = 2;
  settings: FrameSettings = { simd: true, threads: 2, filters: [{ name: 'grayscale' }] };
  /** All calls of `override`. */
  overrides: (Partial<FrameSettings> | null)[] = [];
  /** The number of presented frames per version. */
  frames = new Map<number, number>();
  flowing = true;
  /** The number of samples that come from frames with older settings. */
  lateSamples = 0;
  readonly #area;
  readonly #writers;
  readonly #random = seededRandom(3);
  readonly #timer = setInterval(() => this.flowing && this.frame(), FRAME_MS);
  #version = 2;
  #sequence = 0;
  #waiting: ((sample: Sample) => void)[] = [];

  constructor(capacity = 4096) {
    super();
    this.#area = mirrorArea(capacity);
    this.#writers = [CAPTURE_LANE, PRESENT_LANE].map((lane) => new LaneWriter(this.#area, lane));
  }

  frame(): void {
    const sequence = this.#sequence++;
    const { simd } = { ...this.settings, ...this.overrides.at(-1) };
    const nowUs = performance.now() * 1000;
    const kernelNs = (simd ? 1e6 : 4e6) + Math.floor(1e5 * this.#random());
    const [capture, present] = this.#writers as [LaneWriter, LaneWriter];
    capture.write(COPY, nowUs, 100, sequence, this.#version, 1);
    present.write(FRAME, nowUs, 100, sequence, 200_000, kernelNs, 300_000);
    this.frames.set(this.#version, (this.frames.get(this.#version) ?? 0) + 1);
    const late = this.#waiting.length > 0 && this.lateSamples-- > 0;
    const filters = [...this.settings.filters];
    const input = picture(late ? LATE : 1);
    const sample = { input, output: picture(2), filters, sequence: late ? 0 : sequence };
    for (const resolve of this.#waiting.splice(0)) resolve(sample);
  }

  stats() {
    const source = { width: 320, height: 180, format: 'I420', frameRate: 60 };
    return { ...this.settings, source, sink: 'video', presented: this.#sequence };
  }

  override(change: Partial<FrameSettings> | null): number {
    this.overrides.push(change);
    if ((change?.threads ?? 0) > this.threadsReady) throw new Error('a thread that does not exist');
    this.#version += 2;
    return this.#version;
  }

  async prepareThreads(threads: number): Promise<void> {
    this.threadsReady = Math.max(this.threadsReady, threads);
  }

  traceReader() {
    return new TraceReader(this.#area, 'now');
  }

  sample({ signal }: { signal: AbortSignal }): Promise<Sample> {
    return new Promise((resolve, reject) => {
      this.#waiting.push(resolve);
      signal.addEventListener('abort', () => reject(signal.reason));
    });
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}

const SHORT: ExperimentOptions = {
  a: { simd: false },
  b: { simd: true },
  blocks: 12,
  framesPerBlock: 5,
  seed: 1,
};

/** Gives each test a new pipeline, and a clock that only the test moves. */
export class Bench {
  fake!: FakePipeline;

  constructor() {
    beforeEach(() => {
      vi.useFakeTimers();
      vi.stubGlobal('navigator', { userAgent: 'Mozilla/5.0 (X11; Linux) Test/7.0', hardwareConcurrency: 2 });
      this.fake = new FakePipeline();
    });
    afterEach(() => {
      this.fake.stop();
      vi.useRealTimers();
      vi.unstubAllGlobals();
    });
  }

  /** Replaces the pipeline by one whose lanes hold `capacity` records. */
  replace(capacity: number): void {
    this.fake.stop();
    this.fake = new FakePipeline(capacity);
  }

  /** Starts a comparison. A replay of any sample gives `replayed`. */
  start(options: Partial<ExperimentOptions> = {}, replayed = 2) {
    const replay = vi.fn((_: FrameSample) => picture(replayed));
    const pipeline = this.fake as unknown as Pipeline;
    const running = runExperiment(pipeline, { ...SHORT, ...options }, async () => ({ run: replay }));
    // Prevents an unhandled rejection. The test awaits it later.
    running.catch(() => undefined);
    return { running, replay };
  }
}

/** Lets milliseconds pass. */
export const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

/** Lets time pass until the promise has settled. */
export async function finish<T>(running: Promise<T>): Promise<T> {
  let ended = false;
  running.finally(() => (ended = true)).catch(() => undefined);
  for (let step = 0; step < 10_000 && !ended; step++) await pass(FRAME_MS);
  return running;
}
