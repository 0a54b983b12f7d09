/** If there is no camera, a sentence says what to do, and the test picture is one click away. */

import { expect, test } from 'playwright/test';
import { expectParameter, open, power, refuseCamera, status, untilPresented } from './support/app.ts';

test.describe('when the camera cannot be had', () => {
  for (const [what, name, heading, advice] of [
    ['denied', 'NotAllowedError', 'The camera is blocked', 'Allow it for this page'],
    ['missing', 'NotFoundError', 'No camera was found', 'Plug one in'],
    ['in use', 'NotReadableError', 'The camera is busy', 'another program or tab may be using it'],
  ] as const) {
    test(`${what}: a sentence, and the test picture one click away`, async ({ page }) => {
      await refuseCamera(page, name, 'as a real browser says it');
      await open(page, 'source=camera&width=320&height=180');
      await power(page).click();
      const alert = page.getByRole('alert');
      await expect(alert).toContainText(heading);
      await expect(alert).toContainText(advice);
      await expect(power(page)).toBeFocused();
      await alert.getByRole('button', { name: 'Use the test picture' }).click();
      await untilPresented(page);
      await expect(alert).toHaveCount(0);
      await expectParameter(page, 'source', 'pattern');
    });
  }

  test('an insecure address: a sentence that says where it works', async ({ page }) => {
    await page.addInitScript(() => {
      Object.defineProperty(Navigator.prototype, 'mediaDevices', { get: () => undefined });
    });
    await open(page, 'source=camera');
    await power(page).click();
    const alert = page.getByRole('alert');
    await expect(alert).toContainText('The camera needs a secure address');
    await expect(alert).toContainText('https://');
    await alert.getByRole('button', { name: 'Use the test picture' }).click();
    await untilPresented(page);
  });

  test('a start can be called off while the browser asks', async ({ page }) => {
    await page.addInitScript(() => {
      MediaDevices.prototype.getUserMedia = () => new Promise(() => {});
    });
    await open(page, 'source=camera');
    await power(page).click();
    await expect(status(page, 'may ask for your permission')).toBeVisible();
    await page.getByRole('button', { name: 'Stop' }).click();
    await expect(status(page, 'Stopped')).toBeVisible();
    await page.getByRole('radio', { name: 'Test picture' }).check();
    await power(page).click();
    await untilPresented(page);
  });
});

test('a browser without WebAssembly gets a sentence, not a blank page', async ({ page }) => {
  await page.addInitScript(() => {
    delete (globalThis as { WebAssembly?: unknown }).WebAssembly;
  });
  await page.goto('./');
  await expect(page.getByRole('main')).toContainText('Ringlight needs WebAssembly');
});
