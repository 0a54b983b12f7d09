/** Reading a trace and comparing two, in a real browser. */

import axe from 'axe-core';
import { expect, type Locator, type Page, test } from 'playwright/test';
import { poll } from './support/poll.ts';
import { fileOf, openBlank, openFiles, slowestOf, slowestRows } from './support/trace-elements.ts';
import { makeTrace } from './support/trace-fixture.ts';

const SIZES = {
  desktop: { width: 1440, height: 900 },
  phone: { width: 390, height: 844 },
};

const one = makeTrace({ seconds: 10, frameRate: 60, seed: 1, threads: 2 });
const other = makeTrace({ seconds: 8, frameRate: 60, seed: 2, threads: 2, latencyScale: 1.5 });

const timeline = (page: Page): Locator => page.getByRole('application', { name: 'Timeline by thread' });
/** Waits until the page has drawn all earlier changes. */
const drawn = (page: Page): Promise<void> =>
  page.evaluate(
    () => new Promise<void>((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve()))),
  );

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

test('shows what a file has, and moves through it by keys', async ({ page }) => {
  await openBlank(page, ['rl-trace-viewer']);
  await openFiles(page, [await fileOf(one, 'one.pftrace')]);
  await expect(page.locator('article')).toContainText(`${one.frames.length}: `);
  await expect(page.locator('article')).toContainText('3 records were lost');
  await expect(page.getByRole('heading', { name: `frame ${slowestOf(one)}` })).toBeVisible();

  const picture = () => timeline(page).evaluate((canvas: HTMLCanvasElement) => canvas.toDataURL());
  await timeline(page).focus();
  await drawn(page);
  const whole = await picture();
  await page.keyboard.press('+');
  await poll(picture).not.toBe(whole);
  const zoomed = await picture();
  await page.keyboard.press('Home');
  await poll(picture).not.toBe(zoomed);
  const start = await picture();
  await page.keyboard.press('ArrowRight');
  await poll(picture).not.toBe(start);
  await page.keyboard.press('0');
  await poll(picture).toBe(whole);

  const said = page.locator('.timeline [role=status]');
  const frame = async () => Number((await said.textContent())?.match(/Frame (\d+)/)?.[1]);
  const selected = await frame();
  await page.keyboard.press('Shift+ArrowRight');
  await poll(frame).toBe(selected + 1);
  await page.keyboard.press('Shift+ArrowLeft');
  await page.keyboard.press('Shift+ArrowLeft');
  await poll(frame).toBe(selected - 1);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: `frame ${selected - 1}` })).toBeFocused();

  await page
    .getByRole('button', { name: /^Show frame/ })
    .nth(3)
    .click();
  await expect(timeline(page)).toBeFocused();
  const [, , , fourth] = await slowestRows(page);
  expect(fourth).toMatch(new RegExp(`^${await frame()} `));
  await poll(picture).not.toBe(whole);
});

test('a click selects what is under the pointer, a drag moves, the wheel zooms', async ({ page }) => {
  await openBlank(page, ['rl-trace-viewer']);
  await openFiles(page, [await fileOf(one, 'one.json')]);
  const box = await timeline(page).boundingBox();
  if (!box) throw new Error('no timeline');
  const picture = () => timeline(page).evaluate((canvas: HTMLCanvasElement) => canvas.toDataURL());
  const said = page.locator('.timeline [role=status]');
  const [x, y] = [box.x + box.width / 2, box.y + 60];
  const first = await said.textContent();
  await page.mouse.click(x, y);
  await expect(said).not.toHaveText(first ?? '');
  await page.mouse.dblclick(x, y);
  const fitted = await picture();
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + 80, y, { steps: 4 });
  await page.mouse.up();
  await poll(picture).not.toBe(fitted);
  const dragged = await picture();
  await page.mouse.wheel(0, -200);
  await poll(picture).not.toBe(dragged);
});

test('two files lie side by side, with what changed between them', async ({ page }) => {
  await openBlank(page, ['rl-trace-viewer']);
  await openFiles(page, [await fileOf(one, 'one.json'), await fileOf(other, 'other.csv')]);
  await expect(page.locator('article h3')).toHaveText([/one\.json/, /other\.csv/]);
  const latency = page.getByRole('row', { name: /^latency p50/ });
  await expect(latency).toContainText('↑ worse');
  await expect(latency).toContainText(/\+\d\.\d+ to \+\d\.\d+/);
  await expect(page.locator('table.slowest')).toHaveCount(2);
  // A third trace, opened by the other button, takes B's place.
  await page.getByLabel('Compare with …').setInputFiles([await fileOf(one, 'again.pftrace')]);
  await expect(page.locator('article h3')).toHaveText([/one\.json/, /again\.pftrace/]);
  await expect(page.getByRole('row', { name: /^latency p50/ })).not.toContainText('worse');
  await page.getByRole('button', { name: 'Close one.json' }).click();
  await expect(page.locator('article h3')).toHaveText(['again.pftrace']);
  await expect(page.getByRole('row', { name: /^latency p50/ })).toHaveCount(0);
});

test('a dropped file is opened', async ({ page }) => {
  await openBlank(page, ['rl-trace-viewer']);
  const { buffer } = await fileOf(one, 'dropped.csv');
  await page.evaluate((text) => {
    const data = new DataTransfer();
    data.items.add(new File([text], 'dropped.csv'));
    const viewer = document.querySelector('rl-trace-viewer');
    for (const type of ['dragover', 'drop']) {
      viewer?.dispatchEvent(new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }));
    }
  }, buffer.toString());
  await expect(page.locator('article h3')).toHaveText('dropped.csv');
});

test('a file that is no trace is said to be none, and what was open stays', async ({ page }) => {
  await openBlank(page, ['rl-trace-viewer']);
  await openFiles(page, [await fileOf(one, 'one.json')]);
  await expect(page.locator('article h3')).toHaveText('one.json');
  const name = '<img src=x onerror=alert(1)>.json';
  await openFiles(page, [{ name, mimeType: 'application/json', buffer: Buffer.from('{"traceEvents":[') }]);
  await expect(page.getByRole('alert')).toContainText(name);
  await expect(page.locator('rl-trace-viewer img')).toHaveCount(0);
  await expect(page.locator('article h3')).toHaveText('one.json');
  await page.getByRole('button', { name: 'Dismiss' }).click();
  await expect(page.getByRole('alert')).toHaveCount(0);
});

test('files are read in a thread of its own, which a newer wish ends', async ({ page }) => {
  await page.addInitScript(() => {
    const threads: string[] = [];
    Object.assign(globalThis, { threads });
    const { Worker: Real } = globalThis;
    globalThis.Worker = class extends Real {
      #isOver = false;
      constructor(url: string | URL, options?: WorkerOptions) {
        super(url, options);
        if (options?.name === 'trace') threads.push('begun');
      }
      override terminate() {
        if (!this.#isOver) threads.push('ended');
        this.#isOver = true;
        super.terminate();
      }
    };
  });
  const threads = () =>
    page.evaluate(() => (globalThis as typeof globalThis & { threads: string[] }).threads);
  await openBlank(page, ['rl-trace-viewer']);
  // Holds back the script of the first one, so that the second can overtake it.
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route(
    /trace\.worker/,
    async (route) => {
      await held;
      await route.abort().catch(() => undefined);
    },
    { times: 1 },
  );
  await openFiles(page, [await fileOf(other, 'first.json')]);
  await expect(page.getByRole('progressbar', { name: 'Opening' })).toBeVisible();
  await expect(page.getByRole('status').filter({ hasText: 'Reading' })).toBeVisible();
  expect(await threads()).toEqual(['begun']);
  await openFiles(page, [await fileOf(one, 'second.json')]);
  await expect(page.locator('article h3')).toHaveText(['second.json']);
  expect(await threads()).toEqual(['begun', 'ended', 'begun', 'ended']);
  release();
  await expect(page.getByRole('progressbar')).toHaveCount(0);
  await expect(page.getByRole('alert')).toHaveCount(0);
});

test('what goes wrong in that thread is said', async ({ page }) => {
  await openBlank(page, ['rl-trace-viewer']);
  await page.route(/trace\.worker/, (route) => route.abort());
  await openFiles(page, [await fileOf(one, 'one.json')]);
  await expect(page.getByRole('alert')).toContainText('The thread that reads traces failed');
  await page.unroute(/trace\.worker/);
  await openFiles(page, [await fileOf(one, 'one.json')]);
  await expect(page.locator('article h3')).toHaveText('one.json');
  await expect(page.getByRole('alert')).toHaveCount(0);
});

for (const colorScheme of ['dark', 'light'] as const) {
  for (const [size, viewport] of Object.entries(SIZES)) {
    test.describe(`${colorScheme}, ${size}`, () => {
      test.use({ colorScheme, viewport, hasTouch: size === 'phone' });

      test('axe finds nothing, and nothing is wider than the page', async ({ page }) => {
        await openBlank(page, ['rl-recorder', 'rl-trace-viewer']);
        expect(await violations(page)).toEqual([]);
        for (const traces of [[one], [one, other]]) {
          const files = await Promise.all(traces.map((trace, index) => fileOf(trace, `${index}.pftrace`)));
          await openFiles(page, files);
          await expect(page.locator('article')).toHaveCount(traces.length);
          expect(await violations(page)).toEqual([]);
          const { scrollWidth, clientWidth } = await page.evaluate(() => document.documentElement);
          expect(scrollWidth).toBe(clientWidth);
        }
      });
    });
  }
}
