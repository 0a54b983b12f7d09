/** The browser's own trace watches a minute of frames. It shows what each thread allocates, and that the pool never collects. */

import { expect } from 'playwright/test';
import { stats, untilPresented } from './support/app.ts';
import { allocatedBytes, BrowserTrace, threadOf } from './support/browser-trace.ts';
import { test as base, prepareWorkers } from './support/faults.ts';

/** A camera of 60 frames per second. */
const test = base.extend({
  launchOptions: [
    async ({ launchOptions }, use) => {
      const args = [...(launchOptions.args ?? []), '--use-fake-device-for-media-stream=fps=60'];
      await use({ ...launchOptions, args });
    },
    { scope: 'worker' },
  ],
});

/** The number of frames in a minute. */
const FRAMES = 3600;

test('pool threads never collect in 3600 frames; the others allocate little per frame', async ({
  page,
  browser,
}) => {
  // The test waits for frames, however slow the machine is.
  test.setTimeout(300_000);
  await prepareWorkers(page, { nameOnly: true });
  const trace = await BrowserTrace.start(browser);
  await page.goto(
    './?source=camera&fps=60&width=320&height=180&filters=grayscale,box-blur:5&threads=2&sink=video&autostart=1',
  );
  await untilPresented(page, 20);
  await expect
    .poll(async () => (await stats(page))?.presented, { timeout: 240_000, intervals: [1000] })
    .toBeGreaterThanOrEqual(FRAMES);
  const now = await stats(page);
  if (!now) throw new Error('no pipeline runs');
  const { delivered, gc } = now;
  const threads = await trace.stop();
  for (const name of ['pool 0', 'pool 1']) expect(threadOf(threads, name).collections, name).toEqual([]);
  for (const name of ['capture', 'present'] as const) {
    const thread = threadOf(threads, name);
    // Unforced collections are noticed, too. One may have come before the canary, or after the last look.
    expect(gc[name], name).toBeGreaterThan(0);
    expect(gc[name], name).toBeLessThanOrEqual(thread.collections.length);
    // It is not known how many frames came between the first and the last collection. Dividing by all gives a lower bound.
    const perFrame = Math.round(allocatedBytes(thread) / delivered);
    test.info().annotations.push({
      type: 'measured',
      description: `${name}: ${perFrame} bytes per frame, ${thread.collections.length} collections in ${delivered} frames`,
    });
    expect(thread.collections.filter(({ kind }) => kind === 'major').length, name).toBeLessThanOrEqual(3);
    expect(perFrame, name).toBeLessThan(8192);
  }
});
