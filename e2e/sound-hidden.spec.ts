/**
 * A hidden tab. A real one: another tab of the same window is in front, and the browser throttles the page's timers as it
 * does for a user. Playwright keeps every page visible by its focus emulation, so the browser of this test is driven by puppeteer.
 */

import { expect, test } from 'playwright/test';
import puppeteer, { type Browser, type Page } from 'puppeteer-core';
import { CHROMIUM_FLAGS, FAKE_CAMERA_FLAGS, requireChromium } from '../scripts/browsers.mjs';
import type { RlApp } from '../src/elements/rl-app/rl-app.ts';
import type { Pipeline, Stats } from '../src/types.ts';
import { SMALL } from './support/app.ts';
import { poll } from './support/poll.ts';

/** What nobody notices, in milliseconds. */
const MOST_SKEW_MS = 20;
/** What `skewMs` is right to. */
const PIECE_MS = 10;

let browser: Browser;
let page: Page;

test.beforeEach(async () => {
  browser = await puppeteer.launch({
    executablePath: await requireChromium(),
    args: [...CHROMIUM_FLAGS, ...FAKE_CAMERA_FLAGS, '--autoplay-policy=no-user-gesture-required'],
    // Without these a hidden page is as fast as any.
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

/** Seconds of sound that were processed. */
const processed = () =>
  page.evaluate(() => document.querySelector<RlApp>('rl-app')?.pipeline?.audio?.context.currentTime ?? 0);

/** Waits until so many frames more were presented, and so many seconds more of sound processed. */
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
    // Some readings of how late the picture is, which come once a second now.
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
    // A picture as small as this is a few milliseconds late, whatever it was while nobody looked.
    expect(audio?.delayMs).toBeLessThanOrEqual(MOST_SKEW_MS);
  });
}

test('the delay does not keep what happened while hidden: frames that were held up count no more', async ({
  baseURL,
}) => {
  await openAndHide(baseURL, 'tone');
  // As if the browser had held up every frame for a long while: what `histogram('latency')` has then. The test picture's
  // own frames are never held up, as its timer is a worker's.
  const holdUp = (more: boolean) =>
    page.evaluate((more) => {
      const pipeline = document.querySelector<RlApp>('rl-app')?.pipeline;
      if (!pipeline) throw new Error('there is no pipeline');
      const real = Object.getPrototypeOf(pipeline).histogram.bind(pipeline) as Pipeline['histogram'];
      const until = more ? Number.POSITIVE_INFINITY : performance.now();
      pipeline.histogram = (name) => {
        const counts = real(name);
        // The last bucket is the longest time there is. A thousand a millisecond are more than there are others.
        if (name === 'latency') counts[counts.length - 1] = 1000 * Math.min(until, performance.now());
        return counts;
      };
    }, more);
  await holdUp(true);
  const delay = async () => (await stats()).audio?.delayMs;
  await poll(delay).toBe(1000);
  await holdUp(false);
  // Every delay there was since the page came into sight, up to one that is small enough.
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
  // Bit by bit, as while the page is in sight, it would have taken a dozen.
  expect(await delays).toHaveLength(2);
  expect(Math.abs((await stats()).audio?.skewMs ?? Number.NaN)).toBeLessThanOrEqual(MOST_SKEW_MS);
});
