/** The page is accessible: axe finds nothing, in both colour schemes and sizes. Targets are large enough. Nothing moves by itself. */

import axe from 'axe-core';
import { expect, type Page, test } from 'playwright/test';
import { open, openAndStart, refuseCamera, SMALL, untilPresented } from './support/app.ts';

const SIZES = {
  desktop: { width: 1440, height: 900 },
  phone: { width: 390, height: 844 },
};

/** The rules that are broken, and where. axe also looks into open shadow roots. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const found = await page.evaluate(async () => {
    const results = await (window as unknown as { axe: typeof axe }).axe.run(document, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    });
    return results.violations;
  });
  return found.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ target }) => JSON.stringify(target)).join(' ')}`,
  );
}

for (const colorScheme of ['dark', 'light'] as const) {
  for (const [name, viewport] of Object.entries(SIZES)) {
    test.describe(`${colorScheme}, ${name}`, () => {
      test.use({ colorScheme, viewport, hasTouch: name === 'phone' });

      test('axe finds nothing when stopped, running, or with an error', async ({ page }) => {
        await refuseCamera(page, 'NotAllowedError', 'Permission denied');
        await open(
          page,
          'source=camera&width=320&height=180&fps=500&filters=grayscale,box-blur:5,chroma-key',
        );
        expect(await violations(page)).toEqual([]);
        await page.getByRole('button', { name: 'Start camera' }).click();
        await expect(page.getByRole('heading', { name: 'The camera is blocked' })).toBeVisible();
        expect(await violations(page)).toEqual([]);
        await page.getByRole('button', { name: 'Use the test picture' }).click();
        await untilPresented(page);
        expect(await violations(page)).toEqual([]);
      });

      test('fits the width, stopped and running', async ({ page }) => {
        const overflow = () =>
          page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        await open(page, SMALL);
        expect(await overflow()).toBe(0);
        await page.getByRole('button', { name: /^Start / }).click();
        await untilPresented(page);
        expect(await overflow()).toBe(0);
      });
    });
  }
}

test.describe('on a phone', () => {
  test.use({ viewport: SIZES.phone, hasTouch: true });

  test('everything that is touched is at least 44 pixels high', async ({ page }) => {
    await openAndStart(page, `${SMALL}&filters=grayscale,box-blur:5`);
    // The label of a file's field covers the field and looks like a button.
    const touched = 'button, select, input:not([type=file]), label:has(input[type=file])';
    const low: string[] = [];
    for (const control of await page.locator(touched).all()) {
      const box = await control.boundingBox();
      if (box && box.height < 44) low.push(await control.evaluate((element) => element.outerHTML));
    }
    expect(low).toEqual([]);
  });

  test('start and stop stay on screen while the page scrolls', async ({ page }) => {
    await openAndStart(page);
    await page.locator('rl-facts').scrollIntoViewIfNeeded();
    await expect(page.getByRole('button', { name: 'Stop' })).toBeInViewport({ ratio: 1 });
  });
});

test('nothing moves by itself while the page loads, starts and runs', async ({ page }) => {
  await page.addInitScript(() => {
    type Shift = PerformanceEntry & { value: number; sources: { node: Element | null }[] };
    const shifts: string[] = [];
    (window as unknown as { shifts: string[] }).shifts = shifts;
    new PerformanceObserver((list) => {
      for (const { value, sources } of list.getEntries() as Shift[]) {
        shifts.push(`${value} ${sources.map(({ node }) => node?.parentElement?.outerHTML).join(' ')}`);
      }
    }).observe({ type: 'layout-shift', buffered: true });
  });
  await page.goto(`./?${SMALL}&autostart=1`);
  await untilPresented(page, 60);
  expect(await page.evaluate(() => (window as unknown as { shifts: string[] }).shifts)).toEqual([]);
});
