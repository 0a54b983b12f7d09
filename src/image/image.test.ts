/** The queue and the threads of still images. The workers fail on demand. The kernels are the real ones. */

import * as v8 from 'node:v8';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type Behaviour, FakeWorker } from '../../e2e/support/fake-worker.ts';
import { fillRandom, fnv1aHex, frameBytes, makeFrame } from '../../e2e/support/frame.ts';
import { applyFilters } from '../../e2e/support/reference.ts';
import { MODULES } from '../../e2e/support/ring.ts';
import { loadModules } from '../engine/modules.ts';
import { START_MS } from './pool.ts';

vi.mock('../engine/modules.ts', () => ({ loadModules: vi.fn() }));

const WIDTH = 67;
const HEIGHT = 61;
const RADIUS = 5;
const BYTES = 4 * WIDTH * HEIGHT;
const FRAME = fillRandom(makeFrame('RGBA', WIDTH, HEIGHT), 1);
const BLURRED = fnv1aHex(frameBytes(applyFilters(FRAME, [{ name: 'box-blur', radius: RADIUS }])));

type Images = typeof import('../image.ts');
let images: Images;

beforeEach(async () => {
  vi.stubGlobal('Worker', FakeWorker);
  vi.stubGlobal('crossOriginIsolated', true);
  vi.stubGlobal('navigator', { hardwareConcurrency: 4 });
  FakeWorker.reset();
  vi.mocked(loadModules).mockImplementation(async () => MODULES);
  // A module with no state.
  vi.resetModules();
  images = await import('../image.ts');
});

afterEach(async () => {
  FakeWorker.release();
  await images.init({ threads: 1 });
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

const picture = () => Uint8ClampedArray.from(frameBytes(FRAME));
const blur = (rgba: Uint8Array | Uint8ClampedArray) => images.boxBlur(rgba, WIDTH, HEIGHT, RADIUS);
const hash = (bytes: Uint8Array | Uint8ClampedArray) => images.fnv1a(bytes).toString(16).padStart(16, '0');

/** Blurs a picture, and expects that the pool did it. */
async function expectPool(): Promise<void> {
  const waits = vi.spyOn(Atomics, 'waitAsync');
  const rgba = await blur(picture());
  expect(hash(rgba)).toBe(BLURRED);
  expect(waits.mock.calls.filter(([, , , ms]) => ms !== undefined)).toHaveLength(1);
  waits.mockRestore();
}

/** Starts a call. Resolves when the pool has its pixels. */
async function handedOver<T>(start: () => Promise<T>): Promise<{ result: Promise<T> }> {
  const waiting = Promise.withResolvers<void>();
  const { waitAsync } = Atomics;
  const waits = vi.spyOn(Atomics, 'waitAsync').mockImplementation((...args) => {
    // Pool threads wait without a limit. The call has one, because it looks again from time to time.
    if (args[3] !== undefined) waiting.resolve();
    return waitAsync(...args);
  });
  const result = start();
  await waiting.promise;
  waits.mockRestore();
  return { result };
}

function detach({ buffer }: Uint8ClampedArray<ArrayBuffer>): void {
  structuredClone(buffer, { transfer: [buffer] });
}

it('two first calls start one pool', async () => {
  const [one, other] = await Promise.all([blur(picture()), images.boxBlur(picture(), WIDTH, HEIGHT, RADIUS)]);
  expect([hash(one), hash(other)]).toEqual([BLURRED, BLURRED]);
  expect(FakeWorker.all).toHaveLength(2);
});

it('the calling thread does the work if the page is not isolated or one thread is wanted', async () => {
  await images.init({ threads: 1 });
  expect(hash(await blur(picture()))).toBe(BLURRED);
  vi.stubGlobal('crossOriginIsolated', undefined);
  await images.init({ threads: 4 });
  expect(hash(await blur(picture()))).toBe(BLURRED);
  expect(FakeWorker.all).toHaveLength(0);
});

it.each([1, 2])(
  'an array that loses its bytes before its turn fails alone, with %i threads',
  async (threads) => {
    await images.init({ threads });
    const gone = picture();
    const buffer = new ArrayBuffer(gone.length, { maxByteLength: 2 * gone.length });
    const tracking = new Uint8Array(buffer);
    const [first, second, last] = [blur(gone), blur(tracking), blur(picture())];
    detach(gone);
    buffer.resize(buffer.byteLength + 4);
    await expect(first).rejects.toThrow(/^rgba has no bytes/);
    await expect(second).rejects.toThrow(/^rgba has 16352 bytes; it had 16348/);
    expect(hash(await last)).toBe(BLURRED);
  },
);

it.each(['detached', 'shrunk'])('an array that is %s while threads work on it fails alone', async (how) => {
  FakeWorker.behaviours = ['hold'];
  await images.init({ threads: 2 });
  const buffer = new ArrayBuffer(BYTES, { maxByteLength: BYTES });
  const rgba = how === 'shrunk' ? new Uint8ClampedArray(buffer) : picture();
  const call = await handedOver(() => blur(rgba));
  if (how === 'shrunk') buffer.resize(4);
  else detach(rgba);
  FakeWorker.release();
  await expect(call.result).rejects.toThrow(how === 'shrunk' ? /^rgba has 4 bytes/ : /^rgba has no bytes/);
  await expectPool();
  expect(FakeWorker.all).toHaveLength(2);
});

it.each<Behaviour>(['trap', 'die'])(
  'a call whose threads %s rejects, and the next one has new threads',
  async (end) => {
    FakeWorker.behaviours = [end, end, 'work'];
    await images.init({ threads: 2 });
    const rgba = picture();
    const error = await blur(rgba).catch((error: unknown) => error);
    expect(error).toMatchObject({ name: 'PipelineFailedError', code: 'pipeline-failed' });
    expect((error as Error).cause).toBeInstanceOf(Error);
    expect(rgba).toEqual(picture());
    expect(FakeWorker.running).toBe(0);
    await expectPool();
    expect(FakeWorker.running).toBe(2);
  },
);

it('threads that fail while no call waits are replaced, and no call fails', async () => {
  await images.init({ threads: 2 });
  FakeWorker.all[1]?.onerror?.({ message: 'out of memory' });
  expect(FakeWorker.running).toBe(0);
  await expectPool();
  expect(FakeWorker.all).toHaveLength(4);
});

it.each<Behaviour>(['no-script', 'no-message', 'no-worker', 'fail'])(
  'a start that ends with "%s" leaves no worker, and keeps the settings in force',
  async (end) => {
    const code = end === 'no-script' ? 'load-failed' : 'pipeline-failed';
    FakeWorker.behaviours = ['work', end];
    await expect(images.init({ threads: 2 })).rejects.toMatchObject({ code });
    expect(FakeWorker.running).toBe(0);
    FakeWorker.behaviours = ['work'];
    await images.init({ threads: 3 });
    FakeWorker.behaviours = [end];
    await expect(images.init({ threads: 2 })).rejects.toMatchObject({ code });
    expect(FakeWorker.running).toBe(3);
    await expectPool();
  },
);

it('a worker that never answers is given up', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  FakeWorker.behaviours = ['silent'];
  const init = images.init({ threads: 2 });
  const next = blur(picture());
  const outcome = expect(init).rejects.toThrow(/gave no answer within 10 s/);
  await vi.waitFor(() => expect(FakeWorker.all).toHaveLength(2));
  FakeWorker.behaviours = ['work'];
  await vi.advanceTimersByTimeAsync(START_MS);
  await outcome;
  expect(hash(await next)).toBe(BLURRED);
  expect(FakeWorker.running).toBe(2);
  expect(vi.getTimerCount()).toBe(0);
});

it('files that cannot be loaded give an error, and the next call asks for them again', async () => {
  const cause = new Error('ringlight.simd.wasm could not be loaded: the server says 404');
  vi.mocked(loadModules).mockRejectedValueOnce(cause);
  const error = await images.init({ threads: 2 }).catch((error: unknown) => error);
  expect(error).toMatchObject({ code: 'pipeline-failed', cause });
  expect(String(error)).toContain('ringlight.simd.wasm');
  await expectPool();
});

it('files that never arrive are given up', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const asked = Promise.withResolvers<void>();
  vi.mocked(loadModules).mockImplementationOnce(() => {
    asked.resolve();
    return new Promise(() => undefined);
  });
  const outcome = expect(images.init()).rejects.toThrow(/did not arrive within 10 s/);
  await asked.promise;
  await vi.advanceTimersByTimeAsync(10_000);
  await outcome;
  await expectPool();
});

it('calls take turns with init, and init ends the earlier threads', async () => {
  const calls = [
    images.init({ threads: 2 }),
    blur(picture()),
    images.init({ threads: 3 }),
    images.init({ threads: 4 }),
    blur(picture()),
    images.init({ threads: 1 }),
    blur(picture()),
  ];
  const results = (await Promise.all(calls)).filter((result) => result !== undefined);
  expect(results.map(hash)).toEqual([BLURRED, BLURRED, BLURRED]);
  expect(FakeWorker.all).toHaveLength(9);
  expect(FakeWorker.running).toBe(0);
});

it('a checksum may be asked for while threads work', async () => {
  FakeWorker.behaviours = ['hold'];
  await images.init({ threads: 2 });
  const { result } = await handedOver(() => blur(picture()));
  expect(hash(picture())).toBe(fnv1aHex(frameBytes(FRAME)));
  FakeWorker.release();
  expect(hash(await result)).toBe(BLURRED);
});

it('nothing of a call stays', async () => {
  await images.init({ threads: 2 });
  const calls = async (count: number) => {
    for (let call = 0; call < count; call++) await blur(picture());
  };
  const promises = () => v8.queryObjects(Promise, { format: 'count' });
  await calls(20);
  const before = promises();
  await calls(200);
  expect(promises() - before).toBeLessThan(50);
  const last = new WeakRef(await blur(picture()));
  // A weak reference keeps its object until the end of the current turn of the event loop.
  await new Promise((resolve) => setImmediate(resolve));
  promises();
  expect(last.deref()).toBeUndefined();
});

it('a bad argument is a TypeError that names it, and changes nothing', async () => {
  await images.init({ threads: 2 });
  const wrong: [() => Promise<unknown>, string][] = [
    [() => images.init(null as never), 'options must be an object such as { threads: 2 }'],
    [() => images.init({ simd: 1n as never }), 'simd is 1; it must be true, false, "on", "off" or "auto"'],
    [() => images.init({ threads: 0 }), 'threads is 0; it must be a whole number from 1 to 8'],
    [() => images.grayscale(new Uint8Array(6)), 'rgba has 6 bytes; it must have 4 per pixel'],
    [() => images.boxBlur(picture(), 0, 1, 1), 'width is 0; it must be a whole number from 1 to 65535'],
    [() => images.boxBlur(picture(), 1, 1, 1), 'rgba has 16348 bytes; 1 x 1 pixels are 4'],
  ];
  for (const [call, message] of wrong) await expect(call()).rejects.toThrow(new TypeError(message));
  expect(await images.grayscale(new Uint8Array(0))).toHaveLength(0);
  await expectPool();
  expect(FakeWorker.all).toHaveLength(2);
});
