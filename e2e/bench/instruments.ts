/**
 * Measures the cost of the instruments: the recorder, which is always on, a trace that is being taken, and the HUD.
 * In: a browser, the served build. Out: medians of blocks that take turns. Runs in Node. Callbacks run in the page.
 */

import type { Browser, Page } from 'playwright';
import { percentiles } from '../../src/memory/stats.ts';
import type { HistogramName } from '../../src/terms.ts';
import { type Holder, type InstrumentsSetup, openBare, startPipeline, stopPipeline } from './bare.ts';
import { compareMainThread, type MainThread } from './main-thread.ts';
import { measureRecordCost, type RecordCost } from './record-cost.ts';
import { type Spread, spread } from './spread.ts';

/** Medians over blocks, in microseconds, and how much longer the first of the two takes. */
export interface Paired {
  /** The two set-ups that were compared. */
  what: string;
  /** Mean frame time and latency: with the instrument, and without. */
  frameTimeUs: { with: number; without: number };
  latencyUs: { with: number; without: number };
  /** Median of the blocks' differences, and the least and the most of the middle half, as shares of 1. */
  moreFrameTime: Spread;
  moreLatency: Spread;
  pairs: number;
}

/** Every figure of this file. */
export interface InstrumentsResult {
  recorder: Paired;
  trace: Paired;
  record: RecordCost;
  mainThread: MainThread;
}

type Block = Record<'frameTime' | 'latency', { count: number; sum: number }>;
type Counts = Record<'frameTime' | 'latency', number[]>;

/** Measures all four, one after the other, in one browser. `dist` is the build that `origin` serves. */
export async function measureInstruments(
  browser: Browser,
  { origin, dist, setup }: { origin: string; dist: string; setup: InstrumentsSetup },
): Promise<InstrumentsResult> {
  const page = await browser.newPage();
  await openBare(page, origin);
  const recorder = await compareRecorder(page, setup);
  const trace = await compareTrace(page, setup);
  const record = await measureRecordCost(page, { origin, dist, setup });
  await page.close();
  return { recorder, trace, record, mainThread: await compareMainThread(browser, origin, setup) };
}

/** One block of frames. */
async function block(page: Page, seconds: number): Promise<Block> {
  const before = await readCounts(page);
  await page.waitForTimeout(1000 * seconds);
  const after = await readCounts(page);
  const take = (name: 'frameTime' | 'latency') => {
    const counts = Uint32Array.from(after[name], (count, index) => count - (before[name][index] as number));
    return { count: counts.reduce((sum, n) => sum + n, 0), sum: trimmedSum(counts) };
  };
  return { frameTime: take('frameTime'), latency: take('latency') };
}

function readCounts(page: Page): Promise<Counts> {
  return page.evaluate(() => {
    const pipeline = (globalThis as Holder).measured;
    if (!pipeline) throw new Error('no pipeline runs');
    const counts = (name: HistogramName) => Array.from(pipeline.histogram(name));
    return { frameTime: counts('frameTime'), latency: counts('latency') };
  });
}

/** The mean of the middle values. Other work of the machine causes the slowest frames, and it differs from block to block. */
function trimmedSum(counts: Uint32Array): number {
  const shares = Array.from({ length: 80 }, (_, index) => (index + 10.5) / 100);
  const values = percentiles(counts, shares);
  return values.reduce((sum, us) => sum + us, 0) / values.length;
}

async function compareRecorder(page: Page, setup: InstrumentsSetup): Promise<Paired> {
  const run = async (traceSeconds: number) => {
    await startPipeline(page, setup, traceSeconds);
    const result = await block(page, setup.blockSeconds);
    await stopPipeline(page);
    return result;
  };
  return pair(
    'The recorder, on and off',
    setup.pairs,
    () => run(30),
    () => run(0),
  );
}

async function compareTrace(page: Page, setup: InstrumentsSetup): Promise<Paired> {
  await startPipeline(page, setup, 30);
  const taken = async () => {
    await page.evaluate(() => (globalThis as Holder).measured?.startTrace());
    const result = await block(page, setup.blockSeconds);
    await page.evaluate(() => void (globalThis as Holder).measured?.stopTrace());
    return result;
  };
  const result = await pair('A trace that is taken, and none', setup.pairs, taken, () =>
    block(page, setup.blockSeconds),
  );
  await stopPipeline(page);
  return result;
}

/** Blocks take turns, and so does the first place. So neither gains if the machine warms up or throttles. */
async function pair(
  what: string,
  pairs: number,
  withIt: () => Promise<Block>,
  without: () => Promise<Block>,
): Promise<Paired> {
  const on: Block[] = [];
  const off: Block[] = [];
  for (let index = 0; index < pairs; index++) {
    if (index % 2 === 0) on.push(await withIt());
    off.push(await without());
    if (index % 2 === 1) on.push(await withIt());
  }
  const values = (blocks: Block[], name: keyof Block) => blocks.map((block) => block[name].sum);
  const compare = (name: keyof Block) => {
    const [a, b] = [values(on, name), values(off, name)];
    return {
      medians: { with: spread(a).median, without: spread(b).median },
      more: spread(a.map((us, index) => us / (b[index] as number) - 1)),
    };
  };
  const [frameTime, latency] = [compare('frameTime'), compare('latency')];
  return {
    what,
    frameTimeUs: frameTime.medians,
    latencyUs: latency.medians,
    moreFrameTime: frameTime.more,
    moreLatency: latency.more,
    pairs,
  };
}
