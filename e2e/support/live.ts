/**
 * Helpers for the live tests: a browser whose camera plays a known file, the page with a running pipeline, and checks of its
 * output. Node side. Callbacks run in the page.
 */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base, expect, type Page } from 'playwright/test';
import type { FilterSpec } from '../../src/catalogue/filters.ts';
import type { Stats } from '../../src/types.ts';
import { untilPresented } from './app.ts';
import { fnv1aHex, frameBytes } from './frame.ts';
import { formatChain } from './golden.ts';
import { patternFrame } from './pattern.ts';
import { prepareRecorder, type SeenFrame } from './recorder.ts';
import { applyFilters } from './reference.ts';
import { cameraFollows, makeCameraFile } from './y4m.ts';

/** The size of the picture. It is the smallest from which its number can be read. */
export const SIZE = { width: 320, height: 180 };
/** A rate that is slow enough for a busy machine. */
const FRAME_RATE = 30;
/** The number of frames in the camera's file. The camera plays it in a loop. */
const CAMERA_FRAMES = 150;

/** The number of frames after which each source starts over. */
export const SOURCES = { pattern: 2 ** 32, camera: CAMERA_FRAMES } as const;
/** The source of the frames. */
export type Source = keyof typeof SOURCES;

/** Playwright's test, in a browser whose camera plays a file. The file is made first. */
export const test = base.extend<object, { cameraFile: string }>({
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
export async function openLive(page: Page, source: Source, more: string): Promise<void> {
  await prepareRecorder(page);
  const size = `width=${SIZE.width}&height=${SIZE.height}&fps=${FRAME_RATE}`;
  const sink = more.includes('sink=') ? '' : 'sink=video&';
  await page.goto(`./?source=${source}&${size}&${sink}autostart=1&${more}`);
  await untilPresented(page, 5);
}

/** The pipeline's numbers. */
export const statsOf = (page: Page): Promise<Stats> =>
  page.evaluate(() => globalThis.ringlightTest.pipeline().stats());

const hashes = new Map<string, string>();

/** The expected hash of the output for the source's frame `number`. The camera's file holds the test pattern, too. */
export function referenceHash(number: number, filters: readonly FilterSpec[]): string {
  const key = `${number} ${formatChain(filters)}`;
  const known = hashes.get(key);
  if (known !== undefined) return known;
  const hash = fnv1aHex(frameBytes(applyFilters(patternFrame(number, SIZE), filters)));
  hashes.set(key, hash);
  return hash;
}

/** Counts the frames that are missing between the seen ones. Fails if a frame cannot be read or comes twice. */
export function countMissing(seen: readonly SeenFrame[], loop: number): number {
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

/** The length of the longest row of frames that follow each other. */
export function longestRun(seen: readonly SeenFrame[], loop: number): number {
  let longest = 0;
  let run = 0;
  for (const [i, { number }] of seen.entries()) {
    const before = seen[i - 1]?.number ?? null;
    run = before !== null && number !== null && cameraFollows(before, number, loop) ? run + 1 : 1;
    longest = Math.max(longest, run);
  }
  return longest;
}

/**
 * Checks that we dropped no frame, and that frames lost at the source are counted as such. There is one exception. On a busy
 * machine the source may give two frames at once. Then the newer one may win, and the trace must show such a pair.
 */
export async function expectNothingLost(page: Page, missing: number): Promise<Stats> {
  const stats = await statsOf(page);
  const { dropped, delivered, presented, inFlight, stagesUs } = stats;
  // Says where a frame was delayed, if one was dropped.
  const longest = Object.entries(stagesUs).map(([stage, { max }]) => `${stage} ${Math.round(max / 1000)} ms`);
  const { superseded, ...others } = dropped;
  const drops = Object.entries(others).filter(([, count]) => count > 0);
  const told = `of ${delivered} frames; longest stages: ${longest.join(', ')}`;
  expect(drops, told).toEqual([]);
  if (superseded > 0) expect(await supersededInPairs(page), told).toBe(superseded);
  expect(delivered).toBe(presented + inFlight + superseded);
  if (stats.discardedAtSource === 0) expect(missing).toBeLessThanOrEqual(superseded);
  return stats;
}

/** Counts frames that were superseded by one that came within half the source's interval. */
async function supersededInPairs(page: Page): Promise<number> {
  const csv = await page.evaluate(() => globalThis.ringlightTest.pipeline().recentTrace().toCsv().text());
  const rows = csv.split('\n').map((row) => row.split(','));
  const arrivals = new Map<number, number>();
  for (const [, kind, frame, timeUs] of rows)
    if (kind === 'copy') arrivals.set(Number(frame), Number(timeUs));
  const gapAfter = (frame: number) =>
    (arrivals.get(frame + 1) ?? Number.NaN) - (arrivals.get(frame) ?? Number.NaN);
  const lost = rows.filter((row) => row[1] === 'drop' && row.at(-1) === 'cause superseded');
  return lost.filter(([, , frame]) => gapAfter(Number(frame)) < 500_000 / FRAME_RATE).length;
}
