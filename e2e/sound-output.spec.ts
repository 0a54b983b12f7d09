/**
 * The output device fails while sound flows. The failure is real: the test kills the browser's audio process, which holds the
 * device. The page gets the same report as for a device that goes away. The browser starts the process anew on demand.
 */

import { type Browser, expect, type Page, test } from 'playwright/test';
import type { RlApp } from '../src/elements/rl-app/rl-app.ts';
import { SMALL, stats, untilPresented } from './support/app.ts';
import { poll } from './support/poll.ts';
import { expectTone, soundStats } from './support/sound.ts';

const untilState = (page: Page, state: string) =>
  poll(async () => (await soundStats(page))?.state).toBe(state);

const output = (page: Page) =>
  page.evaluate(() => document.querySelector<RlApp>('rl-app')?.pipeline?.audio?.output);

/** The id of the audio track in the stream, and whether it is alive. */
const track = (page: Page) =>
  page.evaluate(() => {
    const tracks = document.querySelector<RlApp>('rl-app')?.pipeline?.stream.getAudioTracks() ?? [];
    return tracks.map(({ id, readyState }) => `${id} ${readyState}`);
  });

/** How often the page was told that the device failed. */
const errors = (page: Page) => page.evaluate(() => (globalThis as unknown as { errors: number }).errors);

/** Opens the page. A test tone flows. */
async function openTone(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const scope = globalThis as unknown as { errors: number };
    scope.errors = 0;
    const Real = AudioContext;
    globalThis.AudioContext = class extends Real {
      constructor(options?: AudioContextOptions) {
        super(options);
        this.addEventListener('error', () => scope.errors++);
      }
    };
  });
  await page.goto(`./?${SMALL}&audio=tone&autostart=1`);
  await untilPresented(page);
  await untilState(page, 'running');
  await untilSoundFlows(page);
}

/** The seconds of sound that were processed. */
const processed = (page: Page) =>
  page.evaluate(() => document.querySelector<RlApp>('rl-app')?.pipeline?.audio?.context.currentTime ?? 0);

/** Waits until more quanta come. */
async function untilSoundFlows(page: Page): Promise<void> {
  const before = await processed(page);
  await poll(() => processed(page)).toBeGreaterThan(before + 0.2);
}

/** Kills the process that holds the device, and waits until the page knows. */
async function failDevice(browser: Browser, page: Page): Promise<void> {
  const before = await errors(page);
  const session = await browser.newBrowserCDPSession();
  const holders = async () => {
    const { processInfo } = await session.send('SystemInfo.getProcessInfo');
    return processInfo.filter(({ type }) => type === 'audio.mojom.AudioService');
  };
  await poll(async () => (await holders()).length).toBe(1);
  for (const { id } of await holders()) process.kill(id, 'SIGKILL');
  await poll(() => errors(page)).toBeGreaterThan(before);
  await session.detach();
}

test('a device that fails once: the same track has the same sound again', async ({ page, browser }) => {
  await openTone(page);
  const before = await track(page);
  await failDevice(browser, page);
  await untilState(page, 'running');
  await untilSoundFlows(page);
  expect(await track(page)).toEqual(before);
  expect(await output(page)).toBe('device');
  await expectTone(page);
});

test('a device that fails again and again: the track goes on without, and with it when one is there', async ({
  page,
  browser,
}) => {
  await openTone(page);
  const before = await track(page);
  // Usually it takes three failures. On a busy machine they may be too far apart to count together.
  await expect(async () => {
    await failDevice(browser, page);
    await untilState(page, 'running');
    await untilSoundFlows(page);
    expect(await output(page)).toBe('none');
  }).toPass();
  await expect(page.getByText('The output device has failed')).toBeVisible();
  expect(await track(page)).toEqual(before);
  await expectTone(page);

  await page.evaluate(() => navigator.mediaDevices.dispatchEvent(new Event('devicechange')));
  await poll(() => output(page)).toBe('device');
  await expect(page.getByText('The output device has failed')).toHaveCount(0);
  await untilSoundFlows(page);
  expect(await track(page)).toEqual(before);
  await expectTone(page);
});

test('a browser that cannot go on without a device: a sentence, the picture goes on', async ({
  page,
  browser,
}) => {
  await page.addInitScript(() => {
    Reflect.deleteProperty(AudioContext.prototype, 'setSinkId');
  });
  await openTone(page);
  await expect(async () => {
    await failDevice(browser, page);
    const before = await processed(page);
    const state = async () => (await soundStats(page))?.state;
    await poll(async () => (await state()) === 'failed' || (await processed(page)) > before).toBe(true);
    expect(await state()).toBe('failed');
  }).toPass();
  await expect(page.getByText('the output device failed: plug it in again')).toBeVisible();
  const { presented = 0, state } = (await stats(page)) ?? {};
  expect(state).toBe('running');
  await untilPresented(page, presented + 10);
});

test('a call takes the device: a sentence, and sound again when it ends', async ({ page }) => {
  await openTone(page);
  // Fakes the browser's report of a call, because nothing here makes the browser send it.
  const tell = (state: string | null) =>
    page.evaluate((state) => {
      const context = document.querySelector<RlApp>('rl-app')?.pipeline?.audio?.context;
      if (!context) throw new Error('no sound');
      if (state) Object.defineProperty(context, 'state', { configurable: true, value: state });
      else Reflect.deleteProperty(context, 'state');
      context.dispatchEvent(new Event('statechange'));
    }, state);
  await tell('interrupted');
  await untilState(page, 'interrupted');
  await expect(page.getByText('A call or another program has the sound for now')).toBeVisible();
  await tell(null);
  await untilState(page, 'running');
  await expect(page.getByText('A call or another program')).toHaveCount(0);
});
