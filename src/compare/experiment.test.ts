/** A comparison from start to end, with a pipeline that only writes records: its effect is known, and its faults are chosen. */

import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { FrameSettings } from '../control.ts';
import { CAPTURE_LANE, PRESENT_LANE, TRACE_KINDS } from '../generated/layout.ts';
import { LaneWriter, mirrorArea, TraceReader } from '../trace/lanes.ts';
import type { FrameSample, Pipeline, Sample } from '../types.ts';
import type { ExperimentOptions } from './check.ts';
import { runExperiment } from './experiment.ts';
import { seededRandom } from './random.ts';

const FRAME_MS = 16;
/** The pixel of a frame that has older settings than are asked for. */
const LATE = 9;
const { copy: COPY, frame: FRAME } = TRACE_KINDS;

/** One black pixel and what became of it. */
const picture = (value: number): FrameSample => ({
  format: 'I420',
  codedWidth: 1,
  codedHeight: 1,
  timestamp: 0,
  planes: Array.from({ length: 3 }, () => ({
    data: Uint8Array.of(value),
    stride: 1,
    width: 1,
    height: 1,
    channels: 1,
  })),
});

/** Presents a frame every 16 ms: 1 ms of kernels with SIMD, 4 ms without, and some noise. */
class FakePipeline extends EventTarget {
  state = 'running';
  error = null;
  simdSupported = true;
  maxThreads = 8;
  threadsReady = 2;
  settings: FrameSettings = { simd: true, threads: 2, filters: [{ name: 'grayscale' }] };
  /** Every call of `override`. */
  overrides: (Partial<FrameSettings> | null)[] = [];
  /** Frames that were presented, by version. */
  frames = new Map<number, number>();
  flowing = true;
  /** Samples that come from frames of older settings. */
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

let fake: FakePipeline;

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('navigator', { userAgent: 'Mozilla/5.0 (X11; Linux) Test/7.0', hardwareConcurrency: 2 });
  fake = new FakePipeline();
});

afterEach(() => {
  fake.stop();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const SHORT: ExperimentOptions = {
  a: { simd: false },
  b: { simd: true },
  blocks: 12,
  framesPerBlock: 5,
  seed: 1,
};

/** Starts a comparison; samples replay to `replayed`. */
function start(options: Partial<ExperimentOptions> = {}, replayed = 2) {
  const replay = vi.fn((_: FrameSample) => picture(replayed));
  const pipeline = fake as unknown as Pipeline;
  const running = runExperiment(pipeline, { ...SHORT, ...options }, async () => ({ run: replay }));
  // Whoever awaits it later is told.
  running.catch(() => undefined);
  return { running, replay };
}

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

/** Lets time pass until it has ended, whichever way. */
async function finish<T>(running: Promise<T>): Promise<T> {
  let ended = false;
  running.finally(() => (ended = true)).catch(() => undefined);
  for (let step = 0; step < 10_000 && !ended; step++) await pass(FRAME_MS);
  return running;
}

it('finds the difference that is there, from frames that carry the versions', async () => {
  const result = await finish(start().running);
  expect(result.frameTimeUs.difference).toBeCloseTo(-3000, -2);
  expect(result.frameTimeUs.low).toBeLessThanOrEqual(result.frameTimeUs.difference);
  expect(result.frameTimeUs.high).toBeGreaterThanOrEqual(result.frameTimeUs.difference);
  expect(result.frameTimeUs.found).toBe(true);
  expect(result.frameTimeUs.ratio).toBeCloseTo(0.26, 1);
  expect(result.latencyUs.difference).toBeCloseTo(-3000, -2);
  expect(result.b.latencyUs - result.b.frameTimeUs).toBeCloseTo(600, -1);
  expect([result.a.frames, result.b.frames]).toEqual([30, 30]);
  expect([result.a.settings.simd, result.b.settings.simd]).toEqual([false, true]);
  for (const { version, presented, leftOut, frames } of result.blocks) {
    expect(presented).toBe(fake.frames.get(version));
    expect(presented).toBeGreaterThanOrEqual(frames + leftOut);
    expect(frames).toBe(5);
  }
  expect(result.blocks.map(({ side }) => side).join('')).toMatch(/^(ab|ba){6}$/);
  expect(fake.overrides.at(-1)).toBeNull();
  expect(result.where).toMatchObject({ browser: 'Test 7.0', platform: 'X11', cores: 2, memoryGib: 0 });
});

it('finds nothing where there is nothing', async () => {
  const result = await finish(start({ a: { threads: 1 }, b: { threads: 2 }, blocks: 40 }).running);
  expect(result.frameTimeUs.found).toBe(false);
  expect(Math.abs(result.frameTimeUs.difference)).toBeLessThan(100);
});

it('repeats its order with its seed, and shows a seed that it chose', async () => {
  const sides = async (seed?: number) => {
    const { blocks, seed: used } = await finish(start(seed === undefined ? {} : { seed }).running);
    return { sides: blocks.map(({ side }) => side).join(''), used };
  };
  const first = await sides(77);
  expect(await sides(77)).toEqual(first);
  expect(first.used).toBe(77);
});

it('tells how far it is, step by step', async () => {
  const steps: string[] = [];
  const onProgress: ExperimentOptions['onProgress'] = ({ phase, done, total }) =>
    steps.push(`${phase} ${done}/${total}`);
  await finish(start({ onProgress }).running);
  expect(steps).toHaveLength(2 + 12 + 6 + 1);
  expect([steps[0], steps[2], steps[14], steps.at(-1)]).toEqual([
    'rehearsing 0/20',
    'measuring 2/20',
    'checking 14/20',
    'checking 20/20',
  ]);
});

it('has the threads that it needs before it begins', async () => {
  const result = await finish(start({ a: { threads: 1 }, b: { threads: 5 } }).running);
  expect(fake.threadsReady).toBe(5);
  expect(result.b.settings.threads).toBe(5);
  expect(fake.settings.threads).toBe(2);
});

it('says that the bytes are the same, or where they are not', async () => {
  const { running, replay } = start();
  const same = await finish(running);
  expect(same.bytes).toEqual({ frames: { a: 3, b: 3 }, builds: ['scalar', 'SIMD'], difference: null });
  expect(replay).toHaveBeenCalledTimes(12);
  const { bytes } = await finish(start({}, 3).running);
  expect(bytes.difference).toMatch(/^Frame \d+ of A differs from the scalar build .*: 2, not 3\.$/);
});

it('does not run frames again that depend on others', async () => {
  const { running, replay } = start({ b: { filters: [{ name: 'temporal-denoise' }] } });
  const { bytes } = await finish(running);
  expect(bytes).toMatchObject({ frames: { a: 3, b: 0 }, difference: null });
  expect(replay).toHaveBeenCalledTimes(6);
});

it('does not take samples of frames with other settings', async () => {
  fake.lateSamples = 2;
  const { running, replay } = start();
  const { bytes } = await finish(running);
  expect(fake.lateSamples).toBeLessThan(0);
  expect(bytes.frames).toEqual({ a: 3, b: 3 });
  expect(replay).toHaveBeenCalledTimes(12);
  for (const [input] of replay.mock.calls) expect(input.planes[0]?.data[0]).not.toBe(LATE);
});

it('ends when a setting is changed', async () => {
  const { running } = start();
  await pass(300);
  expect(fake.overrides.at(-1)).not.toBeNull();
  fake.dispatchEvent(new Event('settingschange'));
  await expect(finish(running)).rejects.toMatchObject({ code: 'settings-changed' });
  expect(fake.overrides.at(-1)).toBeNull();
});

it.each(['ended', 'failed', 'closed'])('ends when the pipeline has %s', async (state) => {
  const { running } = start();
  await pass(300);
  fake.state = state;
  fake.dispatchEvent(new Event('statechange'));
  await expect(finish(running)).rejects.toMatchObject({ code: 'pipeline-ended' });
  expect(fake.overrides.at(-1)).toBeNull();
});

it('ends with the reason of its signal, before or while it runs', async () => {
  const controller = new AbortController();
  const { running } = start({ signal: controller.signal });
  await pass(300);
  controller.abort(new Error('enough'));
  await expect(finish(running)).rejects.toThrow('enough');
  expect(fake.overrides.at(-1)).toBeNull();
  await expect(finish(start({ signal: controller.signal }).running)).rejects.toThrow('enough');
});

it('ends when no frame comes any more, while measuring or while checking', async () => {
  const { running } = start();
  await pass(300);
  fake.flowing = false;
  await expect(finish(running)).rejects.toMatchObject({ code: 'source-stalled' });
  expect(fake.overrides.at(-1)).toBeNull();
  fake.flowing = true;
  const onProgress: ExperimentOptions['onProgress'] = ({ phase }) => {
    if (phase === 'checking') fake.flowing = false;
  };
  await expect(finish(start({ onProgress }).running)).rejects.toMatchObject({ code: 'source-stalled' });
  expect(fake.overrides.at(-1)).toBeNull();
});

it('says so where there is no trace to read', async () => {
  fake.stop();
  fake = new FakePipeline(0);
  await expect(finish(start().running)).rejects.toMatchObject({ code: 'trace-off' });
});

it('does not go on with records missing', async () => {
  fake.stop();
  fake = new FakePipeline(16);
  const { running } = start();
  await pass(200);
  for (let i = 0; i < 40; i++) fake.frame();
  await expect(finish(running)).rejects.toMatchObject({ code: 'records-lost' });
});

it('compares a pipeline once at a time, and again afterwards', async () => {
  const { running } = start();
  await expect(start().running).rejects.toThrow(/already/);
  await finish(running);
  await finish(start().running);
});

it.each([
  [{ blocks: 13 }, /blocks is 13.*even/],
  [{ blocks: 10 }, /blocks is 10.*from 12/],
  [{ framesPerBlock: 0 }, /framesPerBlock is 0/],
  [{ seed: -1 }, /seed is -1/],
  [{ a: { threads: 9 } }, /a\.threads is 9.*1 to 8/],
  [{ b: { filters: [{ name: 'blur' }] } }, /b\.filters\[0\]\.name is "blur"/],
  [{ b: { simd: 'on' } }, /b\.simd is "on"/],
  [{ a: null }, /a is null/],
])('refuses %o', async (bad, message) => {
  await expect(start(bad as unknown as ExperimentOptions).running).rejects.toThrow(message);
  expect(fake.overrides).toEqual([]);
});

it('refuses SIMD where there is none, and a pipeline that does not run', async () => {
  fake.simdSupported = false;
  fake.settings = { ...fake.settings, simd: false };
  await expect(start().running).rejects.toMatchObject({ code: 'unsupported' });
  fake.state = 'ended';
  await expect(start().running).rejects.toMatchObject({ name: 'InvalidStateError' });
});
