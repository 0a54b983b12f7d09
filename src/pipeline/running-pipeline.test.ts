/** A running pipeline ends once, whoever asks for it. Every method works after that. It does not touch the caller's objects. */

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { calm, FakePlatform, FakeTrack, FakeVideo } from '../../e2e/support/fake-platform.ts';
import type { FakeWorker } from '../../e2e/support/scripted-worker.ts';
import { CONTROL, LEDGER } from '../generated/layout.ts';
import { controlWords } from '../memory/shared-memory.ts';
import type { PipelineState } from '../terms.ts';
import type { Pipeline, PipelineOptions } from '../types.ts';
import { LOOK_MS } from './watchdog.ts';

let platform: FakePlatform;
let createPipeline: (options: PipelineOptions) => Promise<Pipeline>;

beforeEach(async () => {
  platform = new FakePlatform().install();
  vi.resetModules();
  ({ createPipeline } = await import('../pipeline.ts'));
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

/** Starts a pipeline and notes its states. */
async function run(options: PipelineOptions = {}) {
  const pipeline = await createPipeline({ source: 'camera', threads: 2, ...options });
  const states: PipelineState[] = [];
  pipeline.addEventListener('statechange', () => states.push(pipeline.state));
  platform.workers.newest('capture').say({ type: 'first-frame' });
  states.length = 0;
  const track = pipeline.stream.getVideoTracks()[0] as unknown as FakeTrack;
  return { pipeline, states, track };
}

/** The words of the threads' control block. */
function words(): Int32Array {
  const memory = platform.workers.newest('capture').posted[0]?.setup?.memory;
  if (!memory) throw new Error('the threads have no memory');
  return controlWords(memory.buffer);
}

function deliver(count: number): void {
  Atomics.add(words(), (CONTROL.ledger + LEDGER.delivered) >> 2, count);
  Atomics.add(words(), (CONTROL.ledger + LEDGER.inFlight) >> 2, count);
}

const looks = (count: number) => vi.advanceTimersByTimeAsync(count * LOOK_MS);
const started = (thread: string) => platform.workers.all.filter((worker) => worker.thread === thread).length;
const stops = ({ posted }: FakeWorker) => posted.filter(({ type }) => type === 'stop').length;

function expectTornDownOnce(): void {
  expect(platform.left).toEqual([]);
  for (const thread of ['capture', 'present']) expect(stops(platform.workers.newest(thread))).toBe(1);
}

describe('close', () => {
  it('turns the camera off before it returns, and leaves nothing', async () => {
    const { pipeline, states } = await run();
    const closed = pipeline.close();
    expect(platform.cameras[0]?.readyState).toBe('ended');
    expect(states).toEqual(['closed']);
    await closed;
    expectTornDownOnce();
  });

  it('tears down once, however often it is called', async () => {
    const { pipeline, states } = await run();
    await Promise.all([pipeline.close(), pipeline.close(), pipeline[Symbol.asyncDispose]()]);
    await pipeline.close();
    expect(states).toEqual(['closed']);
    expectTornDownOnce();
  });

  it('tears down once, called from a listener of its own event', async () => {
    const { pipeline, states } = await run();
    let inner: Promise<void> | undefined;
    pipeline.addEventListener('statechange', () => {
      inner = pipeline.close();
    });
    const closed = pipeline.close();
    expect(inner).toBe(closed);
    await closed;
    expect(states).toEqual(['closed']);
    expectTornDownOnce();
  });

  it.each(['capture', 'pool', 'present'])(
    'resolves within two seconds where the %s thread hangs',
    async (thread) => {
      const { pipeline } = await run();
      for (const worker of platform.workers.all) if (worker.thread === thread) worker.stops = false;
      let closed = false;
      void pipeline.close().then(() => {
        closed = true;
      });
      await vi.advanceTimersByTimeAsync(2000);
      expect(closed).toBe(true);
      expect(platform.left).toEqual([]);
    },
  );

  it('is what an abort of the signal leads to', async () => {
    const controller = new AbortController();
    const { pipeline, states } = await run({ signal: controller.signal });
    controller.abort();
    expect(states).toEqual(['closed']);
    await pipeline.close();
    expectTornDownOnce();
  });

  it('leaves what is not its own', async () => {
    const source = new FakeTrack('video');
    const microphone = new FakeTrack('audio');
    const { pipeline, track } = await run({ source: source as unknown as MediaStreamTrack });
    pipeline.stream.addTrack(microphone as unknown as MediaStreamTrack);
    await pipeline.close();
    expect(microphone.readyState).toBe('live');
    expect(source.readyState).toBe('live');
    expect(track.readyState).toBe('ended');
    expect(platform.left).toEqual([]);
  });

  it('lets the element go that showed it', async () => {
    const { pipeline } = await run();
    const video = new FakeVideo();
    platform.videos.push(video);
    pipeline.attach(video as unknown as HTMLVideoElement);
    expect(video.srcObject).toBe(pipeline.stream);
    expect(video.waiting.size).toBe(1);
    await pipeline.close();
    expectTornDownOnce();
  });
});

describe('after close', () => {
  it('every method is defined', async () => {
    const { pipeline } = await run();
    const heard = vi.fn();
    for (const type of ['settingschange', 'tracechange']) pipeline.addEventListener(type, heard);
    deliver(3);
    const waiting = pipeline.sample().catch((error: unknown) => error);
    await pipeline.close();
    expect(await waiting).toMatchObject({ name: 'InvalidStateError' });
    const before = platform.workers.all.length;
    await pipeline.setThreads(8);
    await pipeline.prepareThreads(8);
    pipeline.setFilters([{ name: 'grayscale' }]);
    pipeline.setSimd(false);
    pipeline.setEffects([]);
    expect(() => pipeline.setEffects([null] as never)).toThrow(
      /^effects\[0\] is null; it must be an object /,
    );
    expect(() => pipeline.setEffects('gain' as never)).toThrow(/^effects is "gain"; it must be an array /);
    const version = pipeline.override({ threads: 1 });
    expect(pipeline.override(null)).toBe(version);
    expect(platform.workers.all).toHaveLength(before);
    await expect(pipeline.sample()).rejects.toMatchObject({ name: 'InvalidStateError' });
    expect(() => pipeline.startTrace()).toThrow(expect.objectContaining({ name: 'InvalidStateError' }));
    expect(() => pipeline.stopTrace()).toThrow(expect.objectContaining({ name: 'InvalidStateError' }));
    expect(pipeline.tracing).toBe(false);
    const stats = pipeline.stats();
    expect(stats).toMatchObject({ state: 'closed', threads: 2, filters: [], delivered: 3, inFlight: 0 });
    const dropped = Object.values(stats.dropped).reduce((sum, count) => sum + count, 0);
    expect(stats.delivered).toBe(stats.presented + dropped);
    expect(pipeline.histogram('latency')).toBeInstanceOf(Uint32Array);
    expect((await pipeline.recentTrace(5).toCsv().text()).length).toBeGreaterThan(0);
    expect(pipeline.settingsLog).toHaveLength(1);
    expect(pipeline.traceReader()).toBeDefined();
    const video = new FakeVideo();
    pipeline.attach(video as unknown as HTMLVideoElement)();
    expect(video.srcObject).toBe(null);
    expect(heard).not.toHaveBeenCalled();
    expect(platform.left).toEqual([]);
  });

  it('a trace that was being taken can still be had', async () => {
    const { pipeline } = await run();
    pipeline.startTrace();
    pipeline.setFilters([{ name: 'grayscale' }]);
    await pipeline.close();
    expect(pipeline.tracing).toBe(true);
    expect((await pipeline.stopTrace().toCsv().text()).length).toBeGreaterThan(0);
    expect(pipeline.tracing).toBe(false);
  });

  it('it keeps nothing of the shared memory', async () => {
    const { pipeline } = await run();
    const memory = words();
    await pipeline.close();
    const before = pipeline.stats().delivered;
    memory.fill(77);
    expect(pipeline.stats().delivered).toBe(before);
  });
});

describe('threads', () => {
  it('are started when they are wanted, and wait for nobody twice', async () => {
    const { pipeline } = await run();
    await pipeline.setThreads(4);
    await pipeline.setThreads(3);
    expect(started('pool')).toBe(4);
    expect(pipeline.stats().threads).toBe(3);
    await pipeline.close();
    expectTornDownOnce();
  });

  it('a wish that is refused takes nothing from one that is under way, and the latest one counts', async () => {
    const { pipeline } = await run();
    platform.workers.behaviours.set('pool', 'late');
    const four = pipeline.setThreads(4);
    await expect(pipeline.setThreads(99)).rejects.toBeInstanceOf(TypeError);
    for (const worker of platform.workers.all) worker.open();
    await four;
    expect(pipeline.stats().threads).toBe(4);
    platform.workers.behaviours.set('pool', 'late');
    const six = pipeline.setThreads(6);
    await pipeline.setThreads(1);
    for (const worker of platform.workers.all) worker.open();
    await six;
    expect(pipeline.stats().threads).toBe(1);
    await pipeline.close();
  });

  it('none is left that was wanted while the pipeline closed', async () => {
    const { pipeline } = await run();
    platform.workers.behaviours.set('pool', 'late');
    const before = pipeline.setThreads(8);
    const closed = pipeline.close();
    const within = pipeline.setThreads(8);
    await vi.advanceTimersByTimeAsync(2000);
    await Promise.all([before, closed, within]);
    for (const worker of platform.workers.all) worker.open();
    await calm();
    expect(platform.left).toEqual([]);
    expect(started('pool')).toBeLessThanOrEqual(8);
  });

  it.each(['error', 'failed', 'dies', 'refused', 'untransferable'] as const)(
    'that cannot be had (%s) are told, the pipeline goes on, and the next wish tries again',
    async (behaviour) => {
      const { pipeline, states } = await run();
      platform.workers.behaviours.set('pool', behaviour);
      await expect(pipeline.setThreads(4)).rejects.toBeInstanceOf(Error);
      expect(pipeline.stats().threads).toBe(2);
      expect(platform.workers.running.filter(({ thread }) => thread === 'pool')).toHaveLength(2);
      platform.workers.behaviours.delete('pool');
      await pipeline.setThreads(4);
      expect(pipeline.stats().threads).toBe(4);
      expect(platform.workers.running.filter(({ thread }) => thread === 'pool')).toHaveLength(4);
      expect(states).toEqual([]);
      await pipeline.close();
      expectTornDownOnce();
    },
  );

  it('that never get ready are given up, and the next wish tries again', async () => {
    const { pipeline } = await run();
    platform.workers.behaviours.set('pool', 'never');
    const refused = expect(pipeline.setThreads(4)).rejects.toMatchObject({ code: 'start-timeout' });
    await vi.advanceTimersByTimeAsync(20_000);
    await refused;
    platform.workers.behaviours.delete('pool');
    await pipeline.setThreads(4);
    expect(platform.workers.running.filter(({ thread }) => thread === 'pool')).toHaveLength(4);
    await pipeline.close();
    expectTornDownOnce();
  });
});

describe('the output track', () => {
  it('that its consumer stops closes the pipeline', async () => {
    const { pipeline, states, track } = await run();
    track.stop();
    await looks(2);
    expect(states).toEqual(['closed']);
    expect(platform.cameras[0]?.readyState).toBe('ended');
    await pipeline.close();
    expectTornDownOnce();
  });

  it('that its consumer stops is no failure of the thread that writes to it', async () => {
    const { pipeline, states, track } = await run();
    track.stop();
    platform.workers.newest('present').say({ type: 'failed', message: 'the stream is closed' });
    await calm();
    expect(states).toEqual(['closed']);
    expect(pipeline.error).toBe(null);
  });

  it('of a worker is taken into the stream, and followed', async () => {
    const { pipeline, states } = await run();
    const track = new FakeTrack('video');
    platform.workers.newest('present').say({ type: 'track', track });
    expect(pipeline.stream.getVideoTracks()).toContain(track);
    track.stop();
    await looks(2);
    expect(states).toEqual(['closed']);
  });
});

describe('a source that ends', () => {
  it.each([
    ['its track', () => platform.cameras[0]?.endByItself()],
    ['its feed', () => platform.workers.newest('capture').say({ type: 'ended' })],
  ])('by %s ends the output track, with its event, and the pipeline', async (_, end) => {
    const { pipeline, states, track } = await run();
    const ended = vi.fn();
    track.addEventListener('ended', ended);
    end();
    end();
    await calm();
    expect(states).toEqual(['ended']);
    expect(track.readyState).toBe('ended');
    expect(ended).toHaveBeenCalledOnce();
    expectTornDownOnce();
    await pipeline.close();
    expect(states).toEqual(['ended', 'closed']);
    expect(ended).toHaveBeenCalledOnce();
  });

  it('is waited for, where sources are held', async () => {
    const { pipeline, states, track } = await run({ whenSourceEnds: 'hold' });
    const ended = vi.fn();
    track.addEventListener('ended', ended);
    platform.cameras[0]?.endByItself();
    await looks(100);
    expect(states).toEqual(['lost']);
    expect(pipeline.stateReason).toContain('source');
    expect(track.readyState).toBe('live');
    expect(ended).not.toHaveBeenCalled();
    await pipeline.close();
    expect(states).toEqual(['lost', 'closed']);
    expect(ended).not.toHaveBeenCalled();
    expectTornDownOnce();
  });

  it('is waited for no longer than the output is wanted', async () => {
    const { states, track } = await run({ whenSourceEnds: 'hold' });
    platform.cameras[0]?.endByItself();
    track.stop();
    await looks(2);
    expect(states).toEqual(['lost', 'closed']);
  });
});

describe('a source that is silent', () => {
  it('is told after two seconds, and that it goes on', async () => {
    const { pipeline, states } = await run();
    deliver(1);
    await looks(1 + 2000 / LOOK_MS);
    expect(states).toEqual(['stalled']);
    expect(pipeline.stateReason).toContain('no frame for two seconds');
    deliver(1);
    await looks(1);
    expect(states).toEqual(['stalled', 'running']);
    expect(pipeline.stateReason).toBe('');
    await pipeline.close();
  });
});

describe.each(['capture', 'pool', 'present'])('the %s thread', (thread) => {
  it.each<[string, (worker: FakeWorker) => void, string]>([
    ['tells of a failure', (worker) => worker.say({ type: 'failed', message: 'it broke' }), 'it broke'],
    ['traps', (worker) => worker.throw('unreachable'), 'unreachable'],
    ['dies', (worker) => worker.die(), 'died'],
  ])('%s: the pipeline has failed, with the cause, and nothing is left', async (_, fail, message) => {
    const { pipeline, states, track } = await run();
    const ended = vi.fn();
    track.addEventListener('ended', ended);
    const waiting = pipeline.sample().catch((error: unknown) => error);
    fail(platform.workers.newest(thread));
    await calm();
    expect(states).toEqual(['failed']);
    expect(pipeline.error).toMatchObject({
      code: 'pipeline-failed',
      message: expect.stringContaining(message),
      cause: expect.objectContaining({ message: expect.stringContaining(message) }),
    });
    expect(await waiting).toBe(pipeline.error);
    await expect(pipeline.sample()).rejects.toBe(pipeline.error);
    expect(ended).toHaveBeenCalledOnce();
    expect(platform.left).toEqual([]);
    await pipeline.close();
    expect(states).toEqual(['failed']);
  });
});
