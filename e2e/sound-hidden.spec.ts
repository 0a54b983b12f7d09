/**
 * A really hidden tab. Another tab of the same window is in front, and the browser throttles the page's timers as for a user.
 * Playwright keeps every page visible by its focus emulation, so puppeteer drives the browser of this test.
 */

import { expect, test } from 'playwright/test';
import puppeteer, { type Browser, type Page } from 'puppeteer-core';
import { CHROMIUM_FLAGS, FAKE_CAMERA_FLAGS, requireChromium } from '../scripts/browsers.mjs';
import type { RlApp } from '../src/elements/rl-app/rl-app.ts';
import type { Pipeline, Stats } from '../src/types.ts';
import { SMALL } from './support/app.ts';
import { poll } from './support/poll.ts';

/** A skew that nobody notices, in milliseconds. */
const MOST_SKEW_MS = 20;
/** The possible error of `skewMs`, in milliseconds. */
const PIECE_MS = 10;

let browser: Browser;
let page: Page;

test.beforeEach(async () => {
  browser = await puppeteer.launch({
    executablePath: await requireChromium(),
    args: [...CHROMIUM_FLAGS, ...FAKE_CAMERA_FLAGS, '--autoplay-policy=no-user-gesture-required'],
    // With these flags a hidden page would be as fast as a visible one.
    ignoreDefaultArgs: [
      '--disable-background-timer-throttling',
      '--disable-backgrounding-occluded-windows',
      '--disable-renderer-backgrounding',
    ],
  });
  page = await browser.newPage();
});

test.afterEach(async () => {
  await browser.close();
});

async function stats(): Promise<Stats> {
  const stats = await page.evaluate(() => document.querySelector<RlApp>('rl-app')?.pipeline?.stats());
  if (!stats) throw new Error('there is no pipeline');
  return stats;
}

const visibility = () => page.evaluate(() => document.visibilityState);

/** The seconds of sound that were processed. */
const processed = () =>
  page.evaluate(() => document.querySelector<RlApp>('rl-app')?.pipeline?.audio?.context.currentTime ?? 0);

/** Waits for more presented frames, and for more seconds of processed sound. */
async function untilMore(frames: number, seconds: number): Promise<void> {
  const { presented } = await stats();
  const before = await processed();
  await poll(async () => (await stats()).presented).toBeGreaterThanOrEqual(presented + frames);
  await poll(processed).toBeGreaterThanOrEqual(before + seconds);
}

/** Opens the page, waits until picture and sound flow, and brings another tab to the front. */
async function openAndHide(baseURL: string | undefined, audio: string): Promise<void> {
  await page.goto(`${baseURL}?${SMALL}&audio=${audio}&autostart=1`);
  await poll(() =>
    page.evaluate(() => document.querySelector<RlApp>('rl-app')?.pipeline?.stats().audio?.state),
  ).toBe('running');
  await untilMore(30, 0.5);
  const other = await browser.newPage();
  await other.bringToFront();
  await poll(visibility).toBe('hidden');
}

for (const source of ['tone', 'microphone']) {
  test(`${source}: sound and picture go on while the tab is hidden, and are together when it is shown`, async ({
    baseURL,
  }) => {
    await openAndHide(baseURL, source);
    // Waits for some readings of the picture's latency. There is one a second now.
    await untilMore(120, 4);
    expect(await visibility()).toBe('hidden');
    const hidden = (await stats()).audio;
    expect(hidden?.state).toBe('running');
    expect(hidden?.peakDb, 'sound still comes in').toBeGreaterThan(-60);

    await page.bringToFront();
    await poll(visibility).toBe('visible');
    await untilMore(30, 0.5);
    await poll(async () => Math.abs((await stats()).audio?.skewMs ?? Number.NaN)).toBeLessThanOrEqual(
      MOST_SKEW_MS + PIECE_MS,
    );
    const { state, audio } = await stats();
    expect(state).toBe('running');
    expect(audio?.state).toBe('running');
    // A picture of this size is a few milliseconds late, whatever its delay was while the page was hidden.
    expect(audio?.delayMs).toBeLessThanOrEqual(MOST_SKEW_MS);
  });
}

test('the delay does not keep what happened while hidden: frames that were held up count no more', async ({
  baseURL,
}) => {
  await openAndHide(baseURL, 'tone');
  // Makes `histogram('latency')` look as if the browser had delayed every frame for a long while. The browser never delays the
  // test picture's own frames, because a worker's timer makes them.
  const holdUp = (more: boolean) =>
    page.evaluate((more) => {
      const pipeline = document.querySelector<RlApp>('rl-app')?.pipeline;
      if (!pipeline) throw new Error('there is no pipeline');
      const real = Object.getPrototypeOf(pipeline).histogram.bind(pipeline) as Pipeline['histogram'];
      const until = more ? Number.POSITIVE_INFINITY : performance.now();
      pipeline.histogram = (name) => {
        const counts = real(name);
        // The last bucket is for the longest times. A thousand counts per millisecond outweigh all others.
        if (name === 'latency') counts[counts.length - 1] = 1000 * Math.min(until, performance.now());
        return counts;
      };
    }, more);
  await holdUp(true);
  const delay = async () => (await stats()).audio?.delayMs;
  await poll(delay).toBe(1000);
  await holdUp(false);
  // Collects every delay since the page came into sight, until one is small enough.
  const delays = page.evaluate(
    (most) =>
      new Promise<number[]>((resolve) => {
        const seen: number[] = [];
        const look = () => {
          const delayMs = document.querySelector<RlApp>('rl-app')?.pipeline?.stats().audio?.delayMs ?? 0;
          if (seen.at(-1) !== delayMs) seen.push(delayMs);
          if (delayMs > most) return;
          clearInterval(timer);
          resolve(seen);
        };
        const timer = setInterval(look, 20);
      }),
    MOST_SKEW_MS,
  );
  await page.bringToFront();
  await poll(visibility).toBe('visible');
  // In the small steps of a visible page it would have taken a dozen.
  expect(await delays).toHaveLength(2);
  expect(Math.abs((await stats()).audio?.skewMs ?? Number.NaN)).toBeLessThanOrEqual(MOST_SKEW_MS);
});
