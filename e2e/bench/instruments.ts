/**
 * What the instruments themselves cost: the recorder that is always on, a trace that is being taken, and the HUD.
 * In: a browser, the served build. Out: medians of blocks that take turns. Runs in Node; callbacks run in the page.
 */

import type { Browser, Page } from 'playwright';
import { percentiles } from '../../src/stats.ts';
import type { HistogramName, Pipeline, PipelineOptions } from '../../src/types.ts';

/** Medians over blocks, in microseconds, and how much more the first of two takes. */
export interface Paired {
  /** What was compared, and with what. */
  what: string;
  /** Mean frame time and latency: with the instrument, and without. */
  frameTimeUs: { with: number; without: number };
  latencyUs: { with: number; without: number };
  /** Median of the blocks' differences, and the least and the most of the middle half, as shares of 1. */
  moreFrameTime: Spread;
  moreLatency: Spread;
  pairs: number;
}

/** A median with the quartiles around it. */
export interface Spread {
  q1: number;
  median: number;
  q3: number;
}

/** Shares of one core that the main thread was busy: 0.01 is 1 %. */
export interface MainThread {
  /** The app's page with everything on it. */
  page: { task: number; script: number; layout: number };
  /** The same pipeline with its picture and nothing else. */
  bare: { task: number; script: number; layout: number };
  /** Median of the pairs' differences of `task`: what the HUD takes. */
  hud: Spread;
  pairs: number;
}

/** Every figure of this file. */
export interface InstrumentsResult {
  recorder: Paired;
  trace: Paired;
  mainThread: MainThread;
}

/** How long and how often. */
export interface InstrumentsSetup {
  width: number;
  height: number;
  frameRate: number;
  radius: number;
  threads: number;
  /** Seconds of one block. */
  blockSeconds: number;
  /** Pairs of blocks, one with and one without. */
  pairs: number;
}

type Block = Record<'frameTime' | 'latency', { count: number; sum: number }>;
type Counts = Record<'frameTime' | 'latency', number[]>;
/** What a page keeps between two calls. */
type Holder = typeof globalThis & { measured?: Pipeline };

/** Measures all three, one after the other, in one browser. */
export async function measureInstruments(
  browser: Browser,
  origin: string,
  setup: InstrumentsSetup,
): Promise<InstrumentsResult> {
  const page = await browser.newPage();
  await openBare(page, origin);
  const recorder = await compareRecorder(page, setup);
  const trace = await compareTrace(page, setup);
  await page.close();
  return { recorder, trace, mainThread: await compareMainThread(browser, origin, setup) };
}

/** A page with nothing on it that may use the library. */
async function openBare(page: Page, origin: string): Promise<void> {
  await page.goto(`${origin}/?source=pattern`);
  await page.evaluate(() => document.body.replaceChildren());
}

async function startPipeline(page: Page, setup: InstrumentsSetup, traceSeconds: number): Promise<void> {
  const { width, height, frameRate, radius, threads } = setup;
  const options: PipelineOptions = {
    source: { type: 'pattern', width, height, frameRate },
    filters: [{ name: 'grayscale' }, { name: 'box-blur', radius }],
    threads,
    sink: 'video',
    traceSeconds,
  };
  // As text: what transforms this file for Node would take the import for one of its own.
  await page.evaluate(
    `import(new URL('lib/ringlight.js', location.origin)).then(async ({ createPipeline }) => {
      globalThis.measured = await createPipeline(${JSON.stringify(options)});
    })`,
  );
  // Code is optimized and memory is in place after that.
  await page.waitForTimeout(1500);
}

async function stopPipeline(page: Page): Promise<void> {
  await page.evaluate(() => (globalThis as Holder).measured?.close());
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

/** The mean of the middle: what the machine does beside it makes the slowest frames, and differs from block to block. */
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

/** Blocks take turns, and turns who is first, so that a machine that warms up or throttles favours neither. */
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

/** Quartiles; of an even number of values the median is the middle of two. */
function spread(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) => {
    const place = share * (sorted.length - 1);
    const [low, high] = [sorted[Math.floor(place)] as number, sorted[Math.ceil(place)] as number];
    return low + (high - low) * (place - Math.floor(place));
  };
  return { q1: at(0.25), median: at(0.5), q3: at(0.75) };
}

type Shares = MainThread['page'];

async function compareMainThread(
  browser: Browser,
  origin: string,
  setup: InstrumentsSetup,
): Promise<MainThread> {
  const pages: Shares[] = [];
  const bares: Shares[] = [];
  for (let index = 0; index < setup.pairs; index++) {
    pages.push(await measurePage(browser, origin, setup));
    bares.push(await measureBare(browser, origin, setup));
  }
  const medians = (shares: Shares[]) => ({
    task: spread(shares.map(({ task }) => task)).median,
    script: spread(shares.map(({ script }) => script)).median,
    layout: spread(shares.map(({ layout }) => layout)).median,
  });
  const hud = spread(pages.map(({ task }, index) => task - (bares[index] as Shares).task));
  return { page: medians(pages), bare: medians(bares), hud, pairs: setup.pairs };
}

async function measurePage(browser: Browser, origin: string, setup: InstrumentsSetup): Promise<Shares> {
  const page = await browser.newPage();
  const { width, height, frameRate, radius, threads } = setup;
  const query = new URLSearchParams({
    source: 'pattern',
    width: `${width}`,
    height: `${height}`,
    fps: `${frameRate}`,
    filters: `grayscale,box-blur:${radius}`,
    threads: `${threads}`,
    sink: 'video',
    autostart: '1',
  });
  await page.goto(`${origin}/?${query}`);
  await page.waitForFunction(
    () =>
      (document.querySelector('rl-app') as { pipeline?: Pipeline | null } | null)?.pipeline?.state ===
      'running',
  );
  return shares(page, setup.blockSeconds);
}

async function measureBare(browser: Browser, origin: string, setup: InstrumentsSetup): Promise<Shares> {
  const page = await browser.newPage();
  await openBare(page, origin);
  await startPipeline(page, setup, 30);
  await page.evaluate(() => {
    const video = document.createElement('video');
    document.body.append(video);
    (globalThis as Holder).measured?.attach(video);
  });
  return shares(page, setup.blockSeconds);
}

/** How busy the page's main thread is, once it has settled; closes the page. */
async function shares(page: Page, seconds: number): Promise<Shares> {
  const session = await page.context().newCDPSession(page);
  // Processor time: what the thread waits for a core while others use it is not its own.
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const read = async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    const values = new Map(metrics.map(({ name, value }) => [name, value]));
    return values.set('wall', performance.now() / 1000);
  };
  await page.waitForTimeout(3000);
  const before = await read();
  await page.waitForTimeout(1000 * seconds);
  const after = await read();
  await page.close();
  const difference = (name: string) => (after.get(name) ?? 0) - (before.get(name) ?? 0);
  const wall = difference('wall');
  return {
    task: difference('TaskDuration') / wall,
    script: difference('ScriptDuration') / wall,
    layout: (difference('LayoutDuration') + difference('RecalcStyleDuration')) / wall,
  };
}
