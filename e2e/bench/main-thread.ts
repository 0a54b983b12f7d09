/**
 * Measures how much of the main thread the HUD takes. Compares the whole page with the same pipeline and its picture alone.
 * In: a browser, the served build. Out: shares of one core. Runs in Node; callbacks run in the page.
 */

import type { Browser, Page } from 'playwright';
import type { Pipeline } from '../../src/types.ts';
import { type Holder, type InstrumentsSetup, openBare, startPipeline } from './bare.ts';
import { type Spread, spread } from './spread.ts';

/** Shares of one core that the main thread was busy: 0.01 is 1 %. */
export interface MainThread {
  /** The app's page with everything on it. */
  page: { task: number; script: number; layout: number };
  /** The same pipeline with its picture and nothing else. */
  bare: { task: number; script: number; layout: number };
  /** The HUD's share: the median of the pairs' differences of `task`. */
  hud: Spread;
  pairs: number;
}

/** As many instruments are in sight as on a usual desktop. */
const VIEWPORT = { width: 1440, height: 900 };

type Shares = MainThread['page'];

/** Blocks of one visit; a visit takes a minute to fill the charts. */
const BLOCKS = 3;
/** Seconds that charts look back, and some for the page's start. */
const FILL_SECONDS = 63;
const SETTLE_SECONDS = 3;

/** Visits to both, in turn. */
export async function compareMainThread(
  browser: Browser,
  origin: string,
  setup: InstrumentsSetup,
): Promise<MainThread> {
  const pages: Shares[] = [];
  const bares: Shares[] = [];
  while (pages.length < setup.pairs) {
    pages.push(...(await measurePage(browser, origin, setup)));
    bares.push(...(await measureBare(browser, origin, setup)));
  }
  const medians = (shares: Shares[]) => ({
    task: spread(shares.map(({ task }) => task)).median,
    script: spread(shares.map(({ script }) => script)).median,
    layout: spread(shares.map(({ layout }) => layout)).median,
  });
  const hud = spread(pages.map(({ task }, index) => task - (bares[index] as Shares).task));
  return { page: medians(pages), bare: medians(bares), hud, pairs: pages.length };
}

async function measurePage(browser: Browser, origin: string, setup: InstrumentsSetup): Promise<Shares[]> {
  const page = await browser.newPage({ viewport: VIEWPORT });
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
  // An emptier chart costs less.
  return shares(page, FILL_SECONDS, setup.blockSeconds);
}

async function measureBare(browser: Browser, origin: string, setup: InstrumentsSetup): Promise<Shares[]> {
  const page = await browser.newPage({ viewport: VIEWPORT });
  await openBare(page, origin);
  await startPipeline(page, setup, 30);
  await page.evaluate(() => {
    const video = document.createElement('video');
    document.body.append(video);
    (globalThis as Holder).measured?.attach(video);
  });
  return shares(page, SETTLE_SECONDS, setup.blockSeconds);
}

/** How busy the page's main thread is in each block, once it has settled; closes the page. */
async function shares(page: Page, settleSeconds: number, seconds: number): Promise<Shares[]> {
  const session = await page.context().newCDPSession(page);
  // Processor time: it leaves out the time in which the thread waits for a core.
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const read = async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    const values = new Map(metrics.map(({ name, value }) => [name, value]));
    return values.set('wall', performance.now() / 1000);
  };
  const blocks: Shares[] = [];
  await page.waitForTimeout(1000 * settleSeconds);
  for (let index = 0; index < BLOCKS; index++) {
    const before = await read();
    await page.waitForTimeout(1000 * seconds);
    const after = await read();
    const difference = (name: string) => (after.get(name) ?? 0) - (before.get(name) ?? 0);
    const wall = difference('wall');
    blocks.push({
      task: difference('TaskDuration') / wall,
      script: difference('ScriptDuration') / wall,
      layout: (difference('LayoutDuration') + difference('RecalcStyleDuration')) / wall,
    });
  }
  await page.close();
  return blocks;
}
