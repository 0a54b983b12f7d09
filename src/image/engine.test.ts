/** Compares every filter, in bands and in place, with the reference on the whole image. The kernels are the real ones. */

import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FakeWorker } from '../../e2e/support/fake-worker.ts';
import { type Frame, fillRandom, frameBytes, makeFrame, randomBytes } from '../../e2e/support/frame.ts';
import { formatChain } from '../../e2e/support/golden.ts';
import { applyFilters } from '../../e2e/support/reference.ts';
import { MODULES } from '../../e2e/support/ring.ts';
import { valueAt } from '../../e2e/support/specs.ts';
import { checkFilters, FILTERS, type FilterDefinition, type FilterSpec } from '../catalogue/filters.ts';
import { MAX_FILTERS, PAGE_BYTES } from '../generated/layout.ts';
import { ImageEngine, type ImageSettings } from './engine.ts';
import type { ImageLimits } from './passes.ts';

vi.mock('../engine/modules.ts', () => ({ loadModules: async () => MODULES }));
vi.stubGlobal('Worker', FakeWorker);

const SIZES = [
  [1, 1],
  [7, 2],
  [3, 61],
  [33, 150],
] as const;

/** Rows of 33 pixels have 132 bytes. */
const LIMITS: Record<string, ImageLimits | undefined> = {
  whole: undefined,
  'bands of four halos': { bandBytes: 1, roomBytes: 2 ** 30 },
  'bands of one halo, filter by filter': { bandBytes: 1, roomBytes: 1 },
  'bands of 17 rows': { bandBytes: 17 * 132, roomBytes: 1 },
};

const MANNERS: Record<string, Omit<ImageSettings, 'limits'>> = {
  scalar: { simd: false, poolThreads: 0 },
  SIMD: { simd: true, poolThreads: 0 },
  'SIMD, 3 threads': { simd: true, poolThreads: 3 },
};

const STILL = FILTERS.filter(({ remembers }) => !remembers);

const open: ImageEngine[] = [];
beforeEach(() => FakeWorker.reset());
afterEach(() => {
  for (const engine of open.splice(0)) engine.close();
});
afterAll(() => vi.unstubAllGlobals());

async function start(settings: ImageSettings): Promise<ImageEngine> {
  const engine = await ImageEngine.start(settings);
  open.push(engine);
  return engine;
}

/** A filter whose parameters lie `share` of the way through their ranges. */
function specAt(filter: FilterDefinition, share: number): FilterSpec {
  const values = filter.parameters.map((parameter) => [parameter.name, valueAt(parameter, share)]);
  return checkFilters([{ name: filter.name, ...Object.fromEntries(values) }])[0] as FilterSpec;
}

const pictureOf = (width: number, height: number) =>
  fillRandom(makeFrame('RGBA', width, height), width * 1000 + height);

function check(result: Uint8Array | Uint8ClampedArray, expected: Uint8Array, what: string): void {
  const wrong = expected.findIndex((value, index) => value !== result[index]);
  if (wrong >= 0) expect.fail(`${what}: byte ${wrong} is ${result[wrong]}, not ${expected[wrong]}`);
}

/** Runs a chain over a copy of a picture, and over one in the engine's memory. */
async function expectRight(
  engine: ImageEngine,
  frame: Frame,
  filters: readonly FilterSpec[],
  expected: Uint8Array = frameBytes(applyFilters(frame, filters)),
): Promise<void> {
  const { width, height } = frame;
  const rgba = frameBytes(frame).slice();
  const what = `${formatChain(filters)} ${width} x ${height}`;
  await engine.run(filters, { rgba, length: rgba.length }, { from: 0, to: rgba.length, width, height });
  check(rgba, expected, what);
  const data = engine.allocate(width, height);
  data.set(frameBytes(frame));
  await engine.runInPlace(filters, data, width, height);
  check(data, expected, `${what}, in place`);
  engine.free(data.byteOffset);
}

describe.each(Object.entries(MANNERS))('%s', (_, manner) => {
  it.each(Object.entries(LIMITS))('every filter gives the reference: %s', async (_, limits) => {
    const engine = await start({ ...manner, ...(limits && { limits }) });
    for (const [width, height] of SIZES) {
      const frame = pictureOf(width, height);
      for (const filter of STILL) {
        for (const share of filter.parameters.length > 0 ? [0, 0.03, 0.3, 1] : [0]) {
          await expectRight(engine, frame, [specAt(filter, share)]);
        }
      }
    }
  });

  it.each(Object.entries(LIMITS))('chains up to the longest give the reference: %s', async (_, limits) => {
    const engine = await start({ ...manner, ...(limits && { limits }) });
    const next = randomBytes(11);
    for (let round = 0; round < 12; round++) {
      const frame = pictureOf(9 + (next() % 30), 1 + (next() % 90));
      const count = round === 0 ? MAX_FILTERS : 2 + (next() % 5);
      const filters = Array.from({ length: count }, () =>
        specAt(STILL[next() % STILL.length] as FilterDefinition, next() / 1200),
      );
      await expectRight(engine, frame, filters);
    }
  });
});

it('sides beyond 8192 and beyond 46340 pixels give the reference', async () => {
  const engine = await start({ simd: true, poolThreads: 0 });
  const chain = checkFilters([{ name: 'vignette' }, { name: 'flip' }, { name: 'edges' }, { name: 'mirror' }]);
  for (const [width, height] of [
    [8193, 20],
    [50_000, 2],
    [2, 65_535],
  ] as const) {
    await expectRight(engine, pictureOf(width, height), chain);
  }
});

it('the memory does not grow with the image, nor from call to call', async () => {
  const grow = vi.spyOn(WebAssembly.Memory.prototype, 'grow');
  const engine = await start({ simd: true, poolThreads: 0 });
  const filters = checkFilters([{ name: 'box-blur', radius: 5 }, { name: 'flip' }]);
  const [width, height] = [8200, 1000];
  const rgba = new Uint8Array(4 * width * height).fill(9);
  for (let call = 0; call < 3; call++) {
    await engine.run(filters, { rgba, length: rgba.length }, { from: 0, to: rgba.length, width, height });
  }
  const pages = grow.mock.calls.reduce((sum, [delta]) => sum + delta, 0);
  grow.mockRestore();
  expect(rgba.length / 2 ** 20).toBeGreaterThan(31);
  expect(pages / 16).toBeLessThan(8);
  expect(rgba.every((value) => value === 9)).toBe(true);
});

it('a chain finds room where there is little memory', async () => {
  const engine = await start({ simd: true, poolThreads: 0 });
  const grow = WebAssembly.Memory.prototype.grow;
  const spy = vi.spyOn(WebAssembly.Memory.prototype, 'grow').mockImplementation(function (
    this: WebAssembly.Memory,
    delta,
  ) {
    if (this.buffer.byteLength + delta * PAGE_BYTES > 16 << 20)
      throw new RangeError('Maximum memory size exceeded');
    return grow.call(this, delta);
  });
  // The chain as a whole wants 192 MiB.
  const chain = checkFilters(Array(MAX_FILTERS).fill({ name: 'box-blur', radius: 127 }));
  const frame = makeFrame('RGBA', 4096, 2, { fill: 100 });
  await expectRight(engine, frame, chain, frameBytes(frame));
  spy.mockRestore();
});

it('what does not fit is a RangeError, and the next image is filtered', async () => {
  const engine = await start({ simd: true, poolThreads: 0 });
  const sentence =
    'there is no memory for an image of 20000 x 20000 pixels: it cannot grow by the 1526 MiB that are missing';
  expect(() => engine.allocate(20_000, 20_000)).toThrow(new RangeError(sentence));
  await expectRight(engine, pictureOf(33, 20), checkFilters([{ name: 'sharpen' }]));
  expect(engine.failure).toBeUndefined();
});
