/** The documentation's site, with the same headers as the page. */

import { expect, type Page, test } from 'playwright/test';

/** Everything of the documentation that the browser finds fault with. The app has tests of its own. */
function faultsOf(page: Page): string[] {
  const faults: string[] = [];
  const add = (url: string, fault: string) => {
    if (url.includes('/docs/')) faults.push(`${url}: ${fault}`);
  };
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning')
      add(message.location().url, message.text());
  });
  page.on('pageerror', (error) => add(page.url(), String(error)));
  page.on('requestfailed', (request) => {
    const reason = request.failure()?.errorText ?? '';
    // What a page still loads when a link is followed is aborted.
    if (reason !== 'net::ERR_ABORTED') add(request.url(), reason);
  });
  page.on('response', (response) => {
    if (response.status() >= 400) add(response.url(), String(response.status()));
  });
  return faults;
}

test('the page leads to the documentation, its search finds createPipeline, and it leads back', async ({
  page,
}) => {
  const faults = faultsOf(page);
  await page.goto('./');
  await page.getByRole('link', { name: 'Docs', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Ringlight', level: 1 })).toBeVisible();
  expect(new URL(page.url()).pathname).toBe('/docs/');
  await page.getByRole('button', { name: 'Search' }).click();
  await page.getByRole('combobox').fill('createPipeline');
  await page.getByRole('option', { name: 'createPipeline' }).first().click();
  await expect(page).toHaveURL(/\/docs\/functions\/ringlight\.createPipeline\.html/);
  await expect(page.getByRole('heading', { name: /createPipeline/, level: 1 })).toBeVisible();
  await page.getByRole('link', { name: 'Open the app' }).click();
  await expect(page.locator('rl-app')).toBeAttached();
  expect(faults).toEqual([]);
});

test('the search looks into the documents, and pictures show', async ({ page }) => {
  const faults = faultsOf(page);
  await page.goto('./docs/');
  await page.getByRole('button', { name: 'Search' }).click();
  await page.getByRole('combobox').fill('Giannoulis');
  await page
    .getByRole('option', { name: /Effects/ })
    .first()
    .click();
  await expect(page.getByRole('heading', { name: 'Compressor' })).toBeVisible();
  await page.locator('nav a', { hasText: /^Filters$/ }).click();
  const picture = page.getByRole('img', { name: 'Sepia' });
  await picture.scrollIntoViewIfNeeded();
  await expect(picture).toHaveJSProperty('complete', true);
  expect(await picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(480);
  expect(faults).toEqual([]);
});

test('on a phone nothing is wider than the screen', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  for (const path of ['', 'documents/filters.html', 'interfaces/ringlight.Pipeline.html']) {
    await page.goto(`./docs/${path}`);
    await expect(page.locator('body')).toBeVisible();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
  }
});
