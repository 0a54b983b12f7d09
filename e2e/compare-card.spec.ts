/** The comparison's element in a real browser: copies of its card, keyboard, accessibility, sizes. */

import axe from 'axe-core';
import { expect, type Page, test } from 'playwright/test';
import { begin, card, runToEnd, said, startCompare } from './support/compare.ts';

test('the card as text, as PNG on the clipboard, and as a file where the clipboard refuses', async ({
  page,
}) => {
  const element = await startCompare(page);
  await runToEnd(element);
  await element.getByRole('button', { name: 'Copy as text' }).click();
  await expect(said(element)).toHaveText('Copied as text.');
  const text = await page.evaluate(() => globalThis.compareTest.text ?? '');
  expect(text).toContain(`### ${await card(element).getByRole('heading').innerText()}\n`);
  for (const item of await card(element).getByRole('listitem').allInnerTexts()) {
    expect(text).toContain(`- ${item}\n`);
  }
  for (const row of await card(element).locator('tr').all()) {
    const cells = await row.locator('th, td').allInnerTexts();
    expect(cells).toHaveLength(6);
    expect(text).toContain(`| ${cells.join(' | ')} |\n`);
  }

  await element.getByRole('button', { name: 'Copy as PNG' }).click();
  await expect(said(element)).toHaveText(/^Copied as PNG \(1360 × \d+ pixels\)\.$/);
  const [width, height] = (/(\d+) × (\d+)/.exec(await said(element).innerText()) ?? []).slice(1).map(Number);
  const picture = await page.evaluate(async () => {
    const blob = globalThis.compareTest.picture as Blob;
    const bitmap = await createImageBitmap(blob);
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
    const context = canvas.getContext('2d') as OffscreenCanvasRenderingContext2D;
    context.drawImage(bitmap, 0, 0);
    /** Counts the pixels of some rows that differ from the corner's. */
    const ink = (top: number, rows: number) => {
      const { data } = context.getImageData(0, top, bitmap.width, rows);
      let count = 0;
      for (let at = 0; at < data.length; at += 4) {
        if ([0, 1, 2].some((channel) => data[at + channel] !== data[channel])) count++;
      }
      return count;
    };
    const { width, height } = bitmap;
    const inks = { title: ink(48, 60), last: ink(height - 84, 40), bottom: ink(height - 40, 40) };
    return { type: blob.type, width, height, ...inks };
  });
  expect(picture).toMatchObject({ type: 'image/png', width, height, bottom: 0 });
  expect(picture.title).toBeGreaterThan(100);
  expect(picture.last).toBeGreaterThan(50);

  await page.evaluate(() => {
    navigator.clipboard.write = () => Promise.reject(new DOMException('no', 'NotAllowedError'));
  });
  for (const name of ['Copy as PNG', 'Save PNG']) {
    const download = page.waitForEvent('download');
    await element.getByRole('button', { name }).click();
    expect((await download).suggestedFilename()).toBe('ringlight-comparison.png');
    await expect(said(element)).toHaveText(/saved as ringlight-comparison\.png/i);
  }
});

test('works by keyboard alone, and says what it does', async ({ page }) => {
  const element = await startCompare(page);
  await element.getByLabel('What').focus();
  await page.keyboard.press('Tab');
  await expect(element.getByRole('button', { name: 'Compare' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(said(element)).toHaveText('The comparison has begun.');
  await expect(said(element)).toHaveText(/^The comparison has ended\./, { timeout: 40_000 });
  await expect(element.getByRole('button', { name: 'Compare' })).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(element.getByRole('button', { name: 'Copy as text' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(said(element)).toHaveText('Copied as text.');
});

/** The rules that are broken within the element, and where. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const found = await page.evaluate(async () => {
    const results = await (window as unknown as { axe: typeof axe }).axe.run('#under-test', {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
      // The element cannot know its place on a page.
      rules: { region: { enabled: false } },
    });
    return results.violations;
  });
  return found.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ target }) => JSON.stringify(target)).join(' ')}`,
  );
}

for (const colorScheme of ['dark', 'light'] as const) {
  for (const viewport of [
    { width: 1440, height: 900 },
    { width: 390, height: 844 },
  ]) {
    test.describe(`${colorScheme}, ${viewport.width} pixels`, () => {
      test.use({ colorScheme, viewport, hasTouch: viewport.width < 500 });

      test('axe finds nothing, nothing is cut off, targets are large enough', async ({ page }) => {
        const element = await startCompare(page);
        await element.getByLabel('What').selectOption('filters');
        await element.getByLabel('Filters of B').fill('wrong');
        await expect(element.getByText('This chain cannot be used')).toBeVisible();
        expect(await violations(page)).toEqual([]);
        await element.getByLabel('What').selectOption('simd');
        await begin(element);
        await expect(element.getByRole('progressbar')).toBeVisible();
        expect(await violations(page)).toEqual([]);
        await expect(card(element)).toBeVisible({ timeout: 40_000 });
        expect(await violations(page)).toEqual([]);
        const { scrollWidth, clientWidth } = await page.evaluate(() => document.documentElement);
        expect(scrollWidth).toBe(clientWidth);
        for (const control of await element.locator('button, select, input').all()) {
          const box = await control.boundingBox();
          expect(box?.height).toBeGreaterThanOrEqual(viewport.width < 500 ? 44 : 32);
        }
      });
    });
  }
}
