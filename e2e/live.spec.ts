/**
 * The whole way of a frame in a real browser, compared with the reference frame by frame: every output frame is read
 * from the pipeline's stream, and its bytes must be what the reference makes of the source's frame with that number.
 */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base, expect, type Page } from 'playwright/test';
import type { FilterSpec } from '../src/filters.ts';
import type { FrameSample, Stats } from '../src/types.ts';
import { untilPresented } from './support/app.ts';
import {
  type Frame,
  fnv1aHex,
  frameBytes,
  frameDifference,
  frameOfSample,
  randomBytes,
} from './support/frame.ts';
import { formatChain, parseChain } from './support/golden.ts';
import { patternFrame, readFrameNumber } from './support/pattern.ts';
import {
  type Change,
  prepareRecorder,
  recordChanges,
  recordRun,
  type SeenFrame,
} from './support/recorder.ts';
import { applyFilters } from './support/reference.ts';
import { cameraFollows, makeCameraFile } from './support/y4m.ts';

const SIZE = { width: 320, height: 180 };
const FRAME_RATE = 20;
/** Frames of the camera's file, which it plays in a loop. */
const CAMERA_FRAMES = 150;

const SOURCES = { pattern: 2 ** 32, camera: CAMERA_FRAMES } as const;
type Source = keyof typeof SOURCES;

// A busy machine may lose frames at the source, and a row of 100 then begins anew.
base.describe.configure({ timeout: 120_000 });

/** A browser whose camera plays a file that is made for it. */
const test = base.extend<object, { cameraFile: string }>({
  cameraFile: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright wants the pattern
    async ({}, use) => {
      const folder = await mkdtemp(join(tmpdir(), 'ringlight-'));
      const file = join(folder, 'camera.y4m');
      await makeCameraFile(file, { ...SIZE, frameRate: FRAME_RATE, frames: CAMERA_FRAMES });
      await use(file);
      await rm(folder, { recursive: true });
    },
    { scope: 'worker' },
  ],
  launchOptions: [
    async ({ launchOptions, cameraFile }, use) => {
      const args = [...(launchOptions.args ?? []), `--use-file-for-fake-video-capture=${cameraFile}`];
      await use({ ...launchOptions, args });
    },
    { scope: 'worker' },
  ],
});

/** Opens the page with a running pipeline. */
async function openLive(page: Page, source: Source, more: string): Promise<void> {
  await prepareRecorder(page);
  const size = `width=${SIZE.width}&height=${SIZE.height}&fps=${FRAME_RATE}`;
  await page.goto(`./?source=${source}&${size}&sink=video&autostart=1&${more}`);
  await untilPresented(page, 5);
}

const statsOf = (page: Page): Promise<Stats> =>
  page.evaluate(() => globalThis.ringlightTest.pipeline().stats());

const hashes = new Map<string, string>();

/** What the output of the source's frame `number` must hash to. The camera's file holds the pattern, too. */
function referenceHash(number: number, filters: readonly FilterSpec[]): string {
  const key = `${number} ${formatChain(filters)}`;
  const known = hashes.get(key);
  if (known !== undefined) return known;
  const hash = fnv1aHex(frameBytes(applyFilters(patternFrame(number, SIZE), filters)));
  hashes.set(key, hash);
  return hash;
}

/** Frames that are missing between the seen ones. A frame that cannot be read or comes twice is an error. */
function countMissing(seen: readonly SeenFrame[], loop: number): number {
  let missing = 0;
  for (const [i, { number, what }] of seen.entries()) {
    expect(what).toBe(`I420 ${SIZE.width}x${SIZE.height}`);
    if (number === null) throw new Error(`The number of output frame ${i} cannot be read.`);
    const before = seen[i - 1]?.number;
    if (typeof before !== 'number' || cameraFollows(before, number, loop)) continue;
    expect(number, `frame ${number} comes after frame ${before}`).not.toBe(before);
    missing += (number - before + loop) % loop;
  }
  return missing;
}

/** Nothing may be dropped on our way; what the source itself lost must have been counted as such. */
async function expectNothingLost(page: Page, missing: number): Promise<Stats> {
  const stats = await statsOf(page);
  const { dropped, delivered, presented, inFlight, stagesUs } = stats;
  // Where a frame was held up, in case one was dropped.
  const longest = Object.entries(stagesUs).map(([stage, { max }]) => `${stage} ${Math.round(max / 1000)} ms`);
  const drops = Object.entries(dropped).filter(([, count]) => count > 0);
  expect(drops, `of ${delivered} frames; longest stages: ${longest.join(', ')}`).toEqual([]);
  expect(delivered).toBe(presented + inFlight);
  if (stats.discardedAtSource === 0) expect(missing).toBe(0);
  return stats;
}

test.describe('at least 100 consecutive frames are byte-equal to the reference', () => {
  const chains = ['grayscale', 'box-blur:5', 'grayscale,box-blur:5'].map(parseChain);
  for (const source of ['pattern', 'camera'] as const) {
    for (const simd of ['off', 'on'] as const) {
      for (const threads of [1, 2]) {
        test(`${source}, SIMD ${simd}, ${threads} threads`, async ({ page }) => {
          await openLive(page, source, `simd=${simd}&threads=${threads}&filters=`);
          for (const filters of chains) {
            const seen = await recordRun(page, { filters, count: 100, loop: SOURCES[source] });
            const missing = countMissing(seen, SOURCES[source]);
            for (const { number, hash } of seen) {
              const what = `frame ${number}, ${formatChain(filters)}`;
              expect(hash, what).toBe(referenceHash(number as number, filters));
            }
            const stats = await expectNothingLost(page, missing);
            expect([stats.simd, stats.threads]).toEqual([simd === 'on', threads]);
            expect(stats.workers.map(({ stripes }) => stripes > 0)).toEqual(Array(threads).fill(true));
          }
        });
      }
    }
  }
});

/** Fifty changes in a seeded order. No chain comes twice, so that a frame tells what it was processed with. */
function makePlan(seed: number): Change[] {
  const next = randomBytes(seed);
  const radii = [0, 1, 2, 3, 4, 5, 6, 7];
  const pairs = ['1,2', '1,3', '1,4', '2,3', '2,4', '3,4'].map((pair) => pair.split(','));
  const chains = [
    ...radii.map((radius) => `box-blur:${radius}`),
    ...radii.map((radius) => `grayscale,box-blur:${radius}`),
    ...pairs.map(([a, b]) => `box-blur:${a},box-blur:${b}`),
    ...pairs.map(([a, b]) => `box-blur:${a},grayscale,box-blur:${b}`),
  ];
  const changes: Pick<Change, 'filters' | 'simd' | 'threads'>[] = [
    ...chains.map((chain) => ({ filters: parseChain(chain) })),
    ...Array.from({ length: 11 }, (_, i) => ({ simd: i % 2 === 1 })),
    ...Array.from({ length: 11 }, (_, i) => ({ threads: 1 + ((i * 5 + 1) % 8) })),
  ];
  const plan: Change[] = [];
  while (changes.length > 0) {
    const [change] = changes.splice(next() % changes.length, 1);
    plan.push({ ...change, after: next() % 4, settle: plan.length % 3 === 0 });
  }
  return plan;
}

/** Every frame is the reference for one of the chains, in the order that they were asked for. Returns those seen. */
function expectChainsInOrder(seen: readonly SeenFrame[], chains: readonly FilterSpec[][]): Set<number> {
  const used = new Set<number>();
  let current = 0;
  for (const { number, hash, asked } of seen) {
    let chain = current;
    while (chain <= asked && referenceHash(number as number, chains[chain] as FilterSpec[]) !== hash) chain++;
    if (chain > asked) {
      const asks = chains.slice(current, asked + 1).map(formatChain);
      throw new Error(`Frame ${number} is none of ${asks.join(' | ')}.`);
    }
    current = chain;
    used.add(chain);
  }
  expect(current, 'the last chain').toBe(chains.length - 1);
  return used;
}

for (const source of ['pattern', 'camera'] as const) {
  test(`50 changes while running, ${source}: no frame wrong, lost or dropped`, async ({ page }) => {
    const first = 'grayscale';
    await openLive(page, source, `simd=on&threads=2&filters=${first}`);
    const plan = makePlan(source === 'pattern' ? 2026 : 7);
    expect(plan.length).toBe(50);
    const seen = await recordChanges(page, plan);
    await expectNothingLost(page, countMissing(seen, SOURCES[source]));
    const chains = [parseChain(first), ...plan.flatMap(({ filters }) => (filters ? [filters] : []))];
    const used = expectChainsInOrder(seen, chains);
    const settled = plan.filter(({ filters, settle }) => filters && settle).length;
    expect(used.size).toBeGreaterThan(settled);
    const stats = await statsOf(page);
    const last = <K extends 'simd' | 'threads'>(name: K) =>
      plan.findLast((change) => change[name] !== undefined)?.[name];
    expect([stats.simd, stats.threads]).toEqual([last('simd'), last('threads')]);
  });
}

test('the ledger holds at every read, also while frames are dropped', async ({ page }) => {
  await prepareRecorder(page);
  const heavy = Array(8).fill('box-blur:127').join(',');
  await page.goto(
    `./?source=pattern&width=1920&height=1080&fps=60&filters=${heavy}&threads=1&simd=off&sink=video&autostart=1`,
  );
  await untilPresented(page, 2);
  const result = await page.evaluate(async () => {
    const pipeline = globalThis.ringlightTest.pipeline();
    const total = (stats: Stats) => Object.values(stats.dropped).reduce((sum, count) => sum + count, 0);
    let before = pipeline.stats();
    let reads = 0;
    const first = before;
    const wrong: string[] = [];
    const changed = () => before.presented > first.presented + 5 && total(before) > total(first);
    while (reads < 5000 || !changed()) {
      for (let i = 0; i < 100; i++, reads++) {
        const stats = pipeline.stats();
        const { delivered, presented, inFlight } = stats;
        const sum = presented + total(stats) + inFlight;
        const back =
          delivered < before.delivered || presented < before.presented || total(stats) < total(before);
        if (delivered !== sum || inFlight < 0 || back)
          wrong.push(JSON.stringify([delivered, sum, inFlight, back]));
        before = stats;
      }
      await new Promise((resolve) => setTimeout(resolve));
    }
    return { wrong, reads };
  });
  expect(result.wrong).toEqual([]);
  expect(result.reads).toBeGreaterThanOrEqual(5000);
});

/** The next sample, as frames. Bytes travel as plain numbers. */
async function takeSample(page: Page): Promise<{ input: Frame; output: Frame; filters: FilterSpec[] }> {
  const sample = await page.evaluate(async () => {
    const { input, output, filters } = await globalThis.ringlightTest.pipeline().sample();
    const plain = (frame: FrameSample) => ({
      ...frame,
      planes: frame.planes.map((plane) => ({ ...plane, data: [...plane.data] })),
    });
    return { input: plain(input), output: plain(output), filters };
  });
  const frame = ({ planes, ...rest }: typeof sample.input): Frame =>
    frameOfSample({
      ...rest,
      planes: planes.map((plane) => ({ ...plane, data: Uint8Array.from(plane.data) })),
    });
  return { input: frame(sample.input), output: frame(sample.output), filters: sample.filters };
}

for (const source of ['pattern', 'camera'] as const) {
  test(`sample() gives a frame before and after, ${source}`, async ({ page }) => {
    await openLive(page, source, 'simd=on&threads=2&filters=grayscale,box-blur:5');
    for (const chain of ['grayscale,box-blur:5', 'box-blur:127', 'grayscale', 'box-blur:0']) {
      const wanted = parseChain(chain);
      await page.evaluate(async (filters) => {
        globalThis.ringlightTest.pipeline().setFilters(filters);
        await globalThis.ringlightTest.inForce(filters);
      }, wanted);
      const { input, output, filters } = await takeSample(page);
      expect(filters).toEqual(wanted);
      const luma = input.planes[0] as Frame['planes'][number];
      const number = readFrameNumber(luma.data, luma.stride, SIZE.width, SIZE.height);
      expect(number).not.toBeNull();
      expect(frameDifference(input, patternFrame(number as number, SIZE))).toBeNull();
      expect(frameDifference(output, applyFilters(input, filters))).toBeNull();
    }
  });

  test(`close() ends every thread and the source, ${source}`, async ({ page }) => {
    await openLive(page, source, 'simd=on&threads=3&filters=box-blur:5');
    // Capture, present and three of the pool.
    expect(page.workers().length).toBe(5);
    const result = await page.evaluate(async () => {
      const { pipeline, cameraTracks } = globalThis.ringlightTest;
      const running = pipeline();
      const outputs = running.stream.getTracks();
      const before = cameraTracks.map(({ readyState }) => readyState);
      await Promise.all([running.close(), running.close()]);
      await running.close();
      const refused = await running.sample().catch((error: Error) => error.name);
      const { state, inFlight, delivered, presented, dropped } = running.stats();
      const lost = Object.values(dropped).reduce((sum, count) => sum + count, 0);
      const tracks = [...outputs, ...cameraTracks].map(({ readyState }) => readyState);
      return { before, refused, state, inFlight, unbooked: delivered - presented - lost, tracks };
    });
    expect(result.before).toEqual(source === 'camera' ? ['live'] : []);
    expect(result.tracks).toEqual(source === 'camera' ? ['ended', 'ended'] : ['ended']);
    expect(result).toMatchObject({ refused: 'InvalidStateError', state: 'closed', inFlight: 0, unbooked: 0 });
    await expect.poll(() => page.workers().length).toBe(0);
  });
}
