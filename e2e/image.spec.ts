/** Still images in Chromium: real workers, isolated or not, other realms, arrays that are detached, workers that end. */

import { expect, type Page, test } from 'playwright/test';
import { checkFilters, FILTERS, type FilterSpec } from '../src/catalogue/filters.ts';
import { fillRandom, fnv1aHex, frameBytes, makeFrame } from './support/frame.ts';
import { poll } from './support/poll.ts';
import { applyFilters } from './support/reference.ts';

type Images = typeof import('../src/image.ts');

const WIDTH = 67;
const HEIGHT = 61;
const RADIUS = 5;
const FRAME = fillRandom(makeFrame('RGBA', WIDTH, HEIGHT), 7);
const BLURRED = fnv1aHex(frameBytes(applyFilters(FRAME, [{ name: 'box-blur', radius: RADIUS }])));

/** Each filter that needs no earlier frame, and all of them in chains as long as chains may be. */
const STILL = checkFilters(
  FILTERS.filter(({ remembers }) => !remembers)
    .map(({ name }) => ({ name }))
    .slice(0, 16),
);
const REST = checkFilters(
  FILTERS.filter(({ remembers }) => !remembers)
    .slice(16)
    .map(({ name }) => ({ name })),
);
const CHAINS: FilterSpec[][] = [...[...STILL, ...REST].map((filter) => [filter]), STILL];

/** The tools in the page. */
interface Rig {
  images: Images;
  picture: number[];
  workers: Worker[];
  /** Blurs a picture that `make` puts into an array. Returns the checksum of the result. */
  blur(make?: (bytes: number[]) => Uint8Array | Uint8ClampedArray): Promise<string>;
}
declare const rig: Rig;

/** Opens an empty page with the library. */
async function open(page: Page, headers: Record<string, string>): Promise<void> {
  await page.addInitScript(() => {
    const made: Worker[] = [];
    Object.assign(globalThis, { madeWorkers: made });
    const { Worker: Native } = globalThis;
    globalThis.Worker = class extends Native {
      constructor(...args: ConstructorParameters<typeof Native>) {
        super(...args);
        made.push(this);
      }
    };
  });
  // On this page only the library loads files and starts workers.
  await page.route('**/blank.html', (route) =>
    route.fulfill({
      contentType: 'text/html',
      body: '<!doctype html><title>Still images</title>',
      headers,
    }),
  );
  await page.goto('./blank.html');
  await page.evaluate(
    async ({ picture, width, height, radius }) => {
      const url = new URL('./lib/image.js', location.href).href;
      const images = (await import(url)) as Images;
      const workers = (globalThis as unknown as { madeWorkers: Worker[] }).madeWorkers;
      const blur: Rig['blur'] = async (make = (bytes) => Uint8ClampedArray.from(bytes)) => {
        const rgba = await images.boxBlur(make(picture), width, height, radius);
        return images.fnv1a(rgba).toString(16).padStart(16, '0');
      };
      Object.assign(globalThis, { rig: { images, picture, workers, blur } });
    },
    { picture: Array.from(frameBytes(FRAME)), width: WIDTH, height: HEIGHT, radius: RADIUS },
  );
}

test.beforeEach(({ page }, { title }) =>
  open(
    page,
    title.includes('not isolated')
      ? {}
      : { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' },
  ),
);

for (const isolated of [true, false]) {
  test(`every filter gives the reference, in a page that is ${isolated ? '' : 'not '}isolated`, async ({
    page,
  }) => {
    const large = fillRandom(makeFrame('RGBA', 1200, 1100), 3);
    const result = await page.evaluate(
      async ({ chains, width, height }) => {
        const { images, picture } = rig;
        await images.init({ threads: 2 });
        const hash = (bytes: Uint8ClampedArray) => images.fnv1a(bytes).toString(16).padStart(16, '0');
        const image = await images.allocate(width, height);
        const { data } = image;
        const hashes: [string, string][] = [];
        for (const filters of chains) {
          const rgba = await images.apply(Uint8ClampedArray.from(picture), width, height, filters);
          data.set(picture);
          await image.apply(filters);
          hashes.push([hash(rgba), hash(data)]);
        }
        image.free();
        // Larger than a band: 5 MiB.
        let state = 3;
        const bytes = Uint8ClampedArray.from({ length: 4 * 1200 * 1100 }, () => {
          state ^= state << 13;
          state ^= state >>> 17;
          state ^= state << 5;
          return state >>> 24;
        });
        const chain = chains.at(-1) as FilterSpec[];
        const bands = hash(await images.apply(bytes, 1200, 1100, chain));
        return { isolated: crossOriginIsolated, workers: rig.workers.length, hashes, bands };
      },
      { chains: CHAINS, width: WIDTH, height: HEIGHT },
    );
    expect(result.isolated).toBe(isolated);
    expect(result.workers).toBe(isolated ? 2 : 0);
    for (const [index, filters] of CHAINS.entries()) {
      const expected = fnv1aHex(frameBytes(applyFilters(FRAME, filters)));
      expect(result.hashes[index], JSON.stringify(filters)).toEqual([expected, expected]);
    }
    expect(result.bands).toBe(fnv1aHex(frameBytes(applyFilters(large, STILL))));
  });
}

/** Waits for this number of workers. The browser reports a worker's end a moment later. */
const expectWorkers = (page: Page, count: number) => poll(() => page.workers().length).toBe(count);

test('two first calls start one pool, and init with one thread ends it', async ({ page }) => {
  const first = await page.evaluate(async () => {
    const hashes = await Promise.all([rig.blur(), rig.blur()]);
    return { hashes, workers: rig.workers.length };
  });
  expect(first.hashes).toEqual([BLURRED, BLURRED]);
  expect(first.workers).toBeGreaterThan(0);
  await expectWorkers(page, first.workers);
  await page.evaluate(() => rig.images.init({ threads: 1 }));
  await expectWorkers(page, 0);
  expect(await page.evaluate(() => rig.blur())).toBe(BLURRED);
});

test('arrays of an iframe, on shared and resizable buffers, and views are welcome', async ({ page }) => {
  const hashes = await page.evaluate(async () => {
    await rig.images.init({ threads: 2 });
    const frame = document.body.appendChild(document.createElement('iframe'));
    const foreign = frame.contentWindow as unknown as typeof globalThis;
    const size = rig.picture.length;
    const into = (array: Uint8Array | Uint8ClampedArray) => () => {
      array.set(rig.picture);
      return array;
    };
    const hashes = [
      await rig.blur(into(new foreign.Uint8ClampedArray(size))),
      await rig.blur(into(new foreign.Uint8Array(size))),
      await rig.blur(into(new Uint8Array(new SharedArrayBuffer(size)))),
      await rig.blur(into(new Uint8Array(new ArrayBuffer(size, { maxByteLength: 2 * size })))),
      await rig.blur(into(new Uint8ClampedArray(size + 12).subarray(5, size + 5))),
    ];
    frame.remove();
    return hashes;
  });
  expect(hashes).toEqual(Array(5).fill(BLURRED));
});

test('an array whose bytes go away fails alone', async ({ page }) => {
  const result = await page.evaluate(async () => {
    await rig.images.init({ threads: 2 });
    const side = 512;
    const outcomes: string[] = [];
    const lose = async (rgba: Uint8Array<ArrayBuffer>, how: () => unknown, turns: number) => {
      const call = rig.images.boxBlur(rgba, side, side, 50);
      for (let turn = 0; turn < turns; turn++) await Promise.resolve();
      how();
      outcomes.push(await call.then(() => 'done', String), await rig.blur());
    };
    // Before the call's turn, during it, and when the pool has the pixels.
    for (const turns of [0, 1, 2, 4, 8, 16]) {
      const detached = new Uint8Array(4 * side * side);
      await lose(detached, () => structuredClone(null, { transfer: [detached.buffer] }), turns);
      const buffer = new ArrayBuffer(4 * side * side, { maxByteLength: 4 * side * side });
      await lose(new Uint8Array(buffer), () => buffer.resize(16), turns);
    }
    const gone = new Uint8Array(8);
    structuredClone(null, { transfer: [gone.buffer] });
    let checksum = '';
    try {
      checksum = String(rig.images.fnv1a(gone));
    } catch (error) {
      checksum = String(error);
    }
    return { outcomes, checksum, workers: rig.workers.length };
  });
  const outcomes = result.outcomes.filter((_, index) => index % 2 === 0);
  // The first two come before the call's turn. In the others the pool may have been faster.
  for (const outcome of outcomes.slice(0, 2)) expect(outcome).toMatch(/^TypeError: rgba has /);
  for (const outcome of outcomes) expect(outcome).toMatch(/^(TypeError: rgba has .*|done)$/);
  expect(result.outcomes.filter((_, index) => index % 2 === 1)).toEqual(Array(12).fill(BLURRED));
  expect(result.checksum).toBe('TypeError: bytes has no bytes: it is detached, or its buffer has shrunk');
  expect(result.workers).toBe(2);
});

test('a call whose workers are killed rejects, and the next one has new workers', async ({ page }) => {
  const result = await page.evaluate(async () => {
    await rig.images.init({ threads: 2 });
    for (const worker of rig.workers) worker.terminate();
    // The browser lets a thread inside WASM continue for a while.
    let error: unknown;
    while (!error) {
      await rig.blur().catch((reason: unknown) => {
        error = reason;
      });
    }
    const { name, code, cause } = error as Error & { code: string };
    return { name, code, cause: cause instanceof Error, hash: await rig.blur(), workers: rig.workers.length };
  });
  expect(result).toEqual({
    name: 'PipelineFailedError',
    code: 'pipeline-failed',
    cause: true,
    hash: BLURRED,
    workers: 4,
  });
  await expectWorkers(page, 2);
});

test('a .wasm file that is missing fails init, and the next init asks again', async ({ page }) => {
  await page.route('**/ringlight.*.wasm', (route) => route.fulfill({ status: 404 }));
  const refused = await page.evaluate(() =>
    rig.images.init({ threads: 2 }).then(
      () => null,
      (error: Error & { code: string }) => ({ code: error.code, message: error.message }),
    ),
  );
  expect(refused?.code).toBe('load-failed');
  expect(refused?.message).toMatch(/\/lib\/ringlight\.\w+\.wasm is not there: the server answered 404/);
  await page.unroute('**/ringlight.*.wasm');
  expect(await page.evaluate(() => rig.images.init({ threads: 2 }).then(() => rig.blur()))).toBe(BLURRED);
});

test('a worker script that never arrives fails init, and leaves no worker', async ({ page }) => {
  await page.clock.install();
  const asked = page.waitForRequest('**/pool.worker*.js');
  await page.route('**/pool.worker*.js', () => undefined);
  const outcome = page.evaluate(() => rig.images.init({ threads: 2 }).then(() => 'started', String));
  await asked;
  await page.clock.fastForward(10_000);
  expect(await outcome).toMatch(/^PipelineFailedError: .*gave no answer within 10 s/);
  await expectWorkers(page, 0);
});
