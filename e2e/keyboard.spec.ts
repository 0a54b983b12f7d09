/** The page without a mouse. The keyboard reaches and does everything, and the focus is never lost. */

import { expect, type Page, test } from 'playwright/test';
import { expectParameter, open, SMALL, stats, status, untilPresented } from './support/app.ts';
import { poll } from './support/poll.ts';

test.describe('with the keyboard alone', () => {
  /** Presses Tab until the element with this role and name has the focus. */
  async function tabTo(
    page: Page,
    role: Parameters<Page['getByRole']>[0],
    name: string | RegExp,
  ): Promise<void> {
    const target = page.getByRole(role, { name });
    for (let step = 0; step < 40; step++) {
      await page.keyboard.press('Tab');
      if (await target.evaluate((element) => element.matches(':focus'))) return;
    }
    throw new Error(`Tab never reached ${role} ${name}`);
  }

  test('start, add a filter, change its radius, move it, switch SIMD, stop', async ({ page }) => {
    await open(page, `${SMALL}&filters=grayscale`);
    await tabTo(page, 'button', /^Start /);
    await page.keyboard.press('Enter');
    await untilPresented(page);
    await expect(page.getByRole('button', { name: 'Stop' })).toBeFocused();

    await tabTo(page, 'combobox', 'Filter to add');
    await page.keyboard.press('B');
    await tabTo(page, 'button', 'Add filter');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('slider', { name: 'Radius' })).toBeVisible();
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Shift+Tab');
    await expect(page.getByRole('slider', { name: 'Radius' })).toBeFocused();
    await page.keyboard.press('ArrowRight');
    await poll(async () => (await stats(page))?.filters).toEqual([
      { name: 'grayscale' },
      { name: 'box-blur', radius: 6 },
    ]);

    for (let step = 0; step < 3; step++) await page.keyboard.press('Shift+Tab');
    await expect(page.getByRole('button', { name: 'Move Box blur up' })).toBeFocused();
    await page.keyboard.press('Space');
    await expect(page.getByRole('button', { name: 'Move Box blur up' })).toBeFocused();
    await expectParameter(page, 'filters', 'box-blur:6,grayscale');
    await tabTo(page, 'button', 'Remove Box blur');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('button', { name: 'Remove Grayscale' })).toBeFocused();

    await tabTo(page, 'switch', 'SIMD');
    await page.keyboard.press('Space');
    await poll(async () => (await stats(page))?.simd).toBe(false);
    await page.keyboard.press('Home');
    const stop = page.getByRole('button', { name: 'Stop' });
    for (let step = 0; step < 40 && !(await stop.evaluate((e) => e.matches(':focus'))); step++) {
      await page.keyboard.press('Shift+Tab');
    }
    await page.keyboard.press('Enter');
    await expect(status(page, 'Stopped')).toBeVisible();
  });
});
