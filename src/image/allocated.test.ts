/** Images in the module's own memory, and chains over callers' arrays: what calls promise. The kernels are the real ones. */

import * as v8 from 'node:v8';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { FakeWorker } from '../../e2e/support/fake-worker.ts';
import { fillRandom, frameBytes, makeFrame } from '../../e2e/support/frame.ts';
import { applyFilters } from '../../e2e/support/reference.ts';
import { MODULES } from '../../e2e/support/ring.ts';
import type { FilterSpec } from '../catalogue/filters.ts';
import { loadModules } from '../engine/modules.ts';

vi.mock('../engine/modules.ts', () => ({ loadModules: vi.fn() }));

const WIDTH = 67;
const HEIGHT = 61;
const FRAME = fillRandom(makeFrame('RGBA', WIDTH, HEIGHT), 1);
const CHAIN: FilterSpec[] = [
  { name: 'pixelate', size: 6 },
  { name: 'flip' },
  { name: 'sharpen', amount: 120 },
  { name: 'vignette', enabled: false },
  { name: 'flip', enabled: false },
];
const EXPECTED = Uint8ClampedArray.from(frameBytes(applyFilters(FRAME, CHAIN)));

type Images = typeof import('../image.ts');
let images: Images;
/** Images to free after a test. The garbage collector would warn of the others in a later test. */
const made: Awaited<ReturnType<Images['allocate']>>[] = [];

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
  for (const image of made.splice(0)) image.free();
  await images.init({ threads: 1 });
  vi.unstubAllGlobals();
});

const picture = () => Uint8ClampedArray.from(frameBytes(FRAME));

async function allocate(width: number, height: number) {
  const image = await images.allocate(width, height);
  made.push(image);
  return image;
}

async function allocatePicture() {
  const image = await allocate(WIDTH, HEIGHT);
  expect(image.data.every((value) => value === 0)).toBe(true);
  image.data.set(picture());
  return image;
}

it.each([1, 3])("apply filters a caller's array in place, with %i threads", async (threads) => {
  await images.init({ threads });
  const rgba = picture();
  expect(await images.apply(rgba, WIDTH, HEIGHT, CHAIN)).toBe(rgba);
  expect(rgba).toEqual(EXPECTED);
  const untouched = picture();
  await images.apply(untouched, WIDTH, HEIGHT, []);
  await images.apply(untouched, WIDTH, HEIGHT, [{ name: 'invert', enabled: false }]);
  expect(untouched).toEqual(picture());
});

it.each([1, 3])('images keep their array, and nothing is copied, with %i threads', async (threads) => {
  await images.init({ threads });
  const [one, other] = [await allocatePicture(), await allocatePicture()];
  const { data } = one;
  expect([one.width, one.height, data.length]).toEqual([WIDTH, HEIGHT, 4 * WIDTH * HEIGHT]);
  const set = vi.spyOn(Object.getPrototypeOf(Uint8Array.prototype), 'set');
  const apart = CHAIN.filter(({ name }) => name !== 'flip');
  expect(await one.apply(apart)).toBe(one);
  expect(set).not.toHaveBeenCalled();
  set.mockRestore();
  expect(one.data).toBe(data);
  expect(new Uint8ClampedArray(data)).toEqual(Uint8ClampedArray.from(frameBytes(applyFilters(FRAME, apart))));
  expect(new Uint8ClampedArray(other.data)).toEqual(picture());
  // The memory grows, and views of it stay as they are.
  const large = await allocate(3000, 2000);
  data.set(picture());
  await Promise.all([one.apply(CHAIN), other.apply(CHAIN), large.apply([{ name: 'invert' }])]);
  expect(new Uint8ClampedArray(data)).toEqual(EXPECTED);
  expect(new Uint8ClampedArray(other.data)).toEqual(EXPECTED);
  expect([...large.data.subarray(0, 4)]).toEqual([255, 255, 255, 0]);
});

it('an image is freed once, after the calls before, and its memory is used again', async () => {
  FakeWorker.behaviours = ['hold', 'work'];
  await images.init({ threads: 2 });
  const image = await allocatePicture();
  const { data } = image;
  const call = image.apply(CHAIN);
  const late = image.apply(CHAIN);
  image.free();
  image.free();
  image[Symbol.dispose]();
  const next = allocate(WIDTH, HEIGHT);
  FakeWorker.release();
  await call.catch(() => undefined);
  await expect(late).rejects.toThrow(new TypeError('the image was freed; allocate another one'));
  expect((await next).data.byteOffset).toBe(data.byteOffset);
  expect((await next).data.every((value) => value === 0)).toBe(true);
  expect(() => image.data).toThrow(new TypeError('the image was freed; allocate another one'));
  await expect(image.apply([])).rejects.toThrow(TypeError);
});

it('an image outlives the engine that it was made with', async () => {
  await images.init({ threads: 2 });
  const image = await allocatePicture();
  const { data } = image;
  await images.init({ threads: 1, simd: false });
  await image.apply(CHAIN);
  expect(image.data).toBe(data);
  expect(new Uint8ClampedArray(data)).toEqual(EXPECTED);
  image.free();
  await images.apply(picture(), WIDTH, HEIGHT, CHAIN);
});

it('a thread that traps fails one call, and the image is filtered by the next', async () => {
  FakeWorker.behaviours = ['trap', 'trap', 'work'];
  await images.init({ threads: 2 });
  const image = await allocatePicture();
  await expect(image.apply(CHAIN)).rejects.toMatchObject({ code: 'pipeline-failed' });
  image.data.set(picture());
  await image.apply(CHAIN);
  expect(new Uint8ClampedArray(image.data)).toEqual(EXPECTED);
});

it('what there is no memory for is a RangeError, and the next call works', async () => {
  await expect(images.allocate(30_000, 30_000)).rejects.toThrow(RangeError);
  await expect(images.allocate(30_000, 30_000)).rejects.toThrow(
    /^there is no memory for an image of 30000 x 30000 pixels: it cannot grow by the 3434 MiB that are missing$/,
  );
  expect(await images.apply(picture(), WIDTH, HEIGHT, CHAIN)).toEqual(EXPECTED);
});

it('a bad argument is a TypeError that names it', async () => {
  const image = await allocate(1, 1);
  const apply = (filters: unknown) => images.apply(new Uint8Array(4), 1, 1, filters as FilterSpec[]);
  const wrong: [() => Promise<unknown>, string][] = [
    [() => images.apply([] as never, 1, 1, []), 'rgba must be a Uint8Array or a Uint8ClampedArray'],
    [() => images.apply(new Uint8Array(4), 1, 2, []), 'rgba has 4 bytes; 1 x 2 pixels are 8'],
    [
      () => images.apply(new Uint8Array(4), 65_536, 1, []),
      'width is 65536; it must be a whole number from 1 to 65535',
    ],
    [() => images.allocate(1, 0.5), 'height is 0.5; it must be a whole number from 1 to 65535'],
    [
      () => apply(undefined),
      "filters is undefined; it must be an array of filters such as { name: 'grayscale' }",
    ],
    [() => apply(Array(17).fill({ name: 'flip' })), 'filters has 17 filters; at most 16 are possible'],
    [
      () => apply([{ name: 'box-blur', radius: 128 }]),
      'filters[0].radius is 128; it must be a whole number from 0 to 127',
    ],
    [
      () => apply([{ name: 'invert' }, { name: 'temporal-denoise' }]),
      'filters[1] is temporal-denoise, which needs earlier frames; it must be a filter that needs this image alone',
    ],
    [
      () => image.apply([{ name: 'temporal-denoise' }]),
      'filters[0] is temporal-denoise, which needs earlier frames; it must be a filter that needs this image alone',
    ],
  ];
  for (const [call, message] of wrong) await expect(call()).rejects.toThrow(new TypeError(message));
  expect(await apply([{ name: 'temporal-denoise', enabled: false }])).toHaveLength(4);
});

it('an image that nobody freed is told of, and its memory is used again', async () => {
  const warned = Promise.withResolvers<string>();
  const warn = vi.spyOn(console, 'warn').mockImplementation((text) => warned.resolve(text));
  let image: (typeof made)[number] | undefined = await images.allocate(WIDTH, HEIGHT);
  const { byteOffset } = image.data;
  const kept = await allocate(1, 1);
  (await images.allocate(1, 1)).free();
  image = undefined;
  // The current turn of the event loop keeps the image alive. `queryObjects` collects garbage.
  await new Promise((resolve) => setImmediate(resolve));
  v8.queryObjects(Promise, { format: 'count' });
  expect(await warned.promise).toMatch(/^A still image was garbage collected, and not freed/);
  // The registry reports all images in one task.
  await new Promise((resolve) => setImmediate(resolve));
  expect((await allocate(WIDTH, HEIGHT)).data.byteOffset).toBe(byteOffset);
  expect(kept.data).toHaveLength(4);
  expect(warn).toHaveBeenCalledTimes(1);
  warn.mockRestore();
});
