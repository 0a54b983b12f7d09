/** A page that is not cross-origin isolated has one worker, the same filters, and a visible reason. */

import { expect, type Page, test } from 'playwright/test';
import type { RlApp } from '../src/elements/rl-app/rl-app.ts';
import { openAndStart, stats } from './support/app.ts';
import { frameDifference, frameOfSample } from './support/frame.ts';
import { patternFrame } from './support/pattern.ts';
import { applyFilters } from './support/reference.ts';
import { takeSample } from './support/sample.ts';
import { faultsOf, walkElements } from './support/walk-elements.ts';

/** Serves the page like a server without our headers. */
async function withoutIsolation(page: Page): Promise<void> {
  await page.route('**/*', async (route) => {
    const response = await route.fetch();
    const headers = { ...response.headers() };
    delete headers['cross-origin-opener-policy'];
    delete headers['cross-origin-embedder-policy'];
    await route.fulfill({ response, headers });
  });
}

test.describe('without isolation', () => {
  test.beforeEach(({ page }) => withoutIsolation(page));
  // A request may still be on its way when a test ends.
  test.afterEach(({ page }) => page.unrouteAll({ behavior: 'ignoreErrors' }));

  for (const simd of ['on', 'off']) {
    test(`one worker gives the reference, simd=${simd}`, async ({ page }) => {
      await openAndStart(
        page,
        `source=pattern&width=320&height=180&fps=30&filters=grayscale,box-blur:5&simd=${simd}`,
      );
      const { isolated, threads, simd: inUse } = (await stats(page)) ?? {};
      expect({ isolated, threads, inUse }).toEqual({ isolated: false, threads: 1, inUse: simd === 'on' });
      const { input, output, filters, sequence } = await takeSample(page);
      const before = frameOfSample(input);
      expect(frameDifference(before, patternFrame(sequence, { width: 320, height: 180 }))).toBeNull();
      expect(frameDifference(frameOfSample(output), applyFilters(before, filters))).toBeNull();
    });
  }

  test('the page says why and what to do', async ({ page }) => {
    await openAndStart(page);
    const note = page.getByRole('note').filter({ hasText: 'not cross-origin isolated' });
    await expect(note).toContainText('Cross-Origin-Opener-Policy: same-origin');
    await expect(note).toContainText('Cross-Origin-Embedder-Policy: require-corp');
    await expect(note).toContainText('Document-Isolation-Policy: isolate-and-require-corp');
    await expect(note).toBeVisible();
  });

  test('filters change live, and the ledger holds in every copy', async ({ page }) => {
    await openAndStart(page);
    const filters = await page.evaluate(async () => {
      const pipeline = document.querySelector<RlApp>('rl-app')?.pipeline;
      pipeline?.setFilters([{ name: 'box-blur', radius: 9 }]);
      return (await pipeline?.sample())?.filters;
    });
    expect(filters).toEqual([{ name: 'box-blur', radius: 9 }]);
    const { delivered, presented, inFlight, dropped } = (await stats(page)) ?? {};
    const lost = Object.values(dropped ?? {}).reduce((sum, n) => sum + n, 0);
    expect(delivered).toBe((presented ?? 0) + lost + (inFlight ?? 0));
  });

  test('every instrument and tool works', async ({ page }) => {
    await openAndStart(
      page,
      'source=pattern&width=320&height=180&fps=60&filters=grayscale,box-blur:5&simd=on',
    );
    expect(faultsOf(await page.evaluate(walkElements), 1)).toEqual([]);
  });

  test('more threads are refused with a sentence', async ({ page }) => {
    await openAndStart(page);
    const message = await page.evaluate(() =>
      document.querySelector<RlApp>('rl-app')?.pipeline?.setThreads(2).catch(String),
    );
    expect(message).toContain('NotIsolatedError: This page is not cross-origin isolated');
  });
});
