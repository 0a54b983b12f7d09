/** The instruments in a real browser: each one alone, marks of changed settings, the sum, reading by keyboard. */

import axe from 'axe-core';
import { expect, type Page, test } from 'playwright/test';
import type { RlApp } from '../src/elements/rl-app/rl-app.ts';
import type { RlChart } from '../src/elements/rl-chart/rl-chart.ts';
import type { Pipeline, Stats } from '../src/types.ts';
import { openAndStart, SMALL, stats, untilPresented } from './support/app.ts';
import { poll } from './support/poll.ts';

const CHARTED = ['rl-frame-time', 'rl-latency', 'rl-drops', 'rl-gc', 'rl-threads', 'rl-ring'];
const ALL = [...CHARTED, 'rl-ledger', 'rl-vitals'];

/** Starts a pipeline. Then leaves only `tag` on a blank page, without the page's tokens. */
async function alone(page: Page, tag: string): Promise<void> {
  await openAndStart(page, `${SMALL}&filters=box-blur:5&threads=2`);
  await page.evaluate((tag) => {
    const pipeline = document.querySelector<RlApp>('rl-app')?.pipeline;
    for (const sheet of document.styleSheets) sheet.disabled = true;
    const app = document.querySelector<HTMLElement>('rl-app');
    if (app) app.style.display = 'none';
    const main = document.createElement('main');
    const heading = document.createElement('h1');
    heading.textContent = 'One instrument';
    const element = document.createElement(tag) as HTMLElement & { pipeline?: unknown };
    element.id = 'alone';
    element.pipeline = pipeline;
    main.append(heading, element);
    document.body.append(main);
  }, tag);
}

/** The text of the element, and the pipeline's numbers. */
interface Reading {
  text: string;
  stats: Stats;
  cells: string[];
}

/** Closes the pipeline, so that its numbers stand still. Waits until `check` finds them all in the element. */
async function together(page: Page, check: (reading: Reading) => void): Promise<void> {
  await page.evaluate(() => document.querySelector<RlApp>('rl-app')?.pipeline?.close());
  await expect(async () => {
    const reading = await page.evaluate(() => {
      // The page drops a closed pipeline, but the element keeps it.
      const element = document.querySelector('#alone') as HTMLElement & { pipeline: Pipeline };
      const root = element.shadowRoot as ShadowRoot;
      const cells = [...root.querySelectorAll('td, dd, b')].map((cell) => cell.textContent?.trim() ?? '');
      const chart = root.querySelector('rl-chart')?.shadowRoot;
      const text = `${root.textContent} ${chart?.textContent}`.replace(/\s+/g, ' ');
      return { text, stats: element.pipeline.stats(), cells };
    });
    check(reading);
  }).toPass({ intervals: [50], timeout: 20_000 });
}

const ms = (us: number): string => (us / 1000).toFixed(us / 1000 < 9.995 ? 2 : us / 1000 < 99.95 ? 1 : 0);

test.describe('every instrument alone on a blank page', () => {
  test('frame time and latency', async ({ page }) => {
    await alone(page, 'rl-latency');
    await together(page, ({ text, cells, stats }) => {
      const rows = [stats.latencyUs, stats.gcFreeLatencyUs];
      expect(cells.slice(0, 8)).toEqual(
        rows.flatMap(({ p50, p95, p99, max }) => [p50, p95, p99, max].map(ms)),
      );
      expect(text).toContain(`p50 ${ms(stats.stagesUs.kernel.p50)}`);
    });
    await page.goto('about:blank');
    await alone(page, 'rl-frame-time');
    await together(page, ({ cells, stats }) => {
      const { p50, p95, p99, max } = stats.frameTimeUs;
      expect(cells.slice(0, 4)).toEqual([p50, p95, p99, max].map(ms));
    });
  });

  test('the ledger and the drops add up', async ({ page }) => {
    await alone(page, 'rl-ledger');
    await together(page, ({ cells, stats }) => {
      const numbers = cells
        .filter((cell) => /^[\d,]+$/.test(cell))
        .map((cell) => Number(cell.replaceAll(',', '')));
      const terms = [stats.presented, ...Object.values(stats.dropped), stats.inFlight];
      expect(numbers.slice(0, 10)).toEqual([...terms, stats.delivered]);
      expect(terms.reduce((sum, term) => sum + term, 0)).toBe(stats.delivered);
      expect(cells).toContain('=');
    });
    await page.goto('about:blank');
    await alone(page, 'rl-drops');
    await together(page, ({ text, stats }) => {
      for (const [cause, count] of Object.entries(stats.dropped)) {
        expect(text).toMatch(new RegExp(`${cause} \\S+ of ${count}`));
      }
    });
  });

  test('collections, threads, ring, vitals', async ({ page }) => {
    await alone(page, 'rl-gc');
    await together(page, ({ text, cells, stats: { gc } }) => {
      expect(cells.slice(0, 3)).toEqual([gc.capture, gc.present, gc.framesTouched].map(String));
      expect(text).toContain('A page learns of a collection in a task after it');
    });
    await page.goto('about:blank');
    await alone(page, 'rl-threads');
    await expect(page.locator('#alone .share').first()).toHaveText(/^\d+ %$/);
    await together(page, ({ text, stats }) => {
      for (const { stripes } of stats.workers) {
        expect(text).toContain(`${String(stripes).replace(/\B(?=(\d{3})+$)/g, ',')} stripes`);
      }
    });
    await page.goto('about:blank');
    await alone(page, 'rl-ring');
    await expect(page.locator('#alone .slots li:not(:empty)')).toHaveCount(8);
    await together(page, ({ cells, stats }) => {
      expect(cells.slice(0, 6).map(Number)).toEqual(Object.values(stats.ring.states));
    });
    await page.goto('about:blank');
    await alone(page, 'rl-vitals');
    await expect(page.locator('#alone tr', { hasText: 'TTFB' })).toContainText(/good|needs improvement|poor/);
  });

  for (const colorScheme of ['dark', 'light'] as const) {
    test(`axe finds nothing, ${colorScheme}`, async ({ page }) => {
      await page.emulateMedia({ colorScheme });
      await openAndStart(page);
      await page.evaluate((tags) => {
        const pipeline = document.querySelector<RlApp>('rl-app')?.pipeline;
        const app = document.querySelector<HTMLElement>('rl-app');
        if (app) app.style.display = 'none';
        const main = document.createElement('main');
        main.append(document.createElement('h1'));
        (main.firstChild as Element).textContent = 'Instruments';
        for (const tag of tags) main.append(Object.assign(document.createElement(tag), { pipeline }));
        document.body.append(main);
      }, ALL);
      await expect(page.locator('main > rl-ring rl-chart [role=slider]')).toHaveCount(1);
      await page.evaluate(axe.source);
      const found = await page.evaluate(async () => {
        const { violations } = await (window as unknown as { axe: typeof axe }).axe.run(document);
        return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
      });
      expect(found).toEqual([]);
    });
  }
});

/** The marks of the chart of each instrument on the page. */
function marks(page: Page): Promise<string[][]> {
  return page.evaluate((tags) => {
    const root = document.querySelector('rl-app')?.shadowRoot;
    return tags.map((tag) => {
      const chart = root?.querySelector(tag)?.shadowRoot?.querySelector('rl-chart') as RlChart;
      return chart.feed?.marks.map(({ label }) => label) ?? [];
    });
  }, CHARTED);
}

test('switching SIMD, threads and filters puts a labelled mark on every chart', async ({ page }) => {
  await openAndStart(page, `${SMALL}&filters=grayscale&threads=1&simd=on`);
  await page.getByRole('switch', { name: 'SIMD' }).click();
  await page.getByRole('slider', { name: 'Threads' }).fill('2');
  await poll(async () => (await stats(page))?.threads).toBe(2);
  await page.getByLabel('Filter to add').selectOption('Box blur');
  await page.getByRole('button', { name: 'Add filter' }).click();
  const wanted = ['SIMD off', '2 threads', '+ box blur 5'];
  await poll(() => marks(page)).toEqual(CHARTED.map(() => wanted));
  // The mark is also drawn: the reading at its time names it.
  const chart = page.locator('rl-latency').getByRole('slider');
  await chart.focus();
  await expect(async () => {
    await page.keyboard.press('End');
    for (let step = 0; step < 60; step++) {
      await page.keyboard.press('ArrowLeft');
      if ((await chart.getAttribute('aria-valuetext'))?.includes('SIMD off')) return;
    }
    throw new Error('the mark was not named');
  }).toPass();
});

test('a chart is read by keyboard, and all charts show the same time', async ({ page }) => {
  await openAndStart(page);
  await untilPresented(page, 90);
  const chart = page.locator('rl-latency').getByRole('slider');
  await expect(chart.locator('canvas')).toHaveCount(1);
  await chart.focus();
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('ArrowLeft');
  await expect(chart).toHaveAttribute('aria-valuenow', '-1');
  await expect(chart).toHaveAttribute('aria-valuetext', /^1\.0 s ago, copy \d.*, kernel \d.*, worst \d/);
  for (const tag of ['rl-frame-time', 'rl-latency', 'rl-drops']) {
    await expect(page.locator(`${tag} .time`)).toHaveText('1.0 s ago');
  }
  await page.keyboard.press('Escape');
  await expect(page.locator('rl-frame-time .time')).toHaveText('now');
});

test('hovering reads the other charts at the same time', async ({ page }) => {
  await openAndStart(page);
  const plot = page.locator('rl-frame-time rl-chart .plot');
  await expect(plot.locator('canvas')).toHaveCount(1);
  const box = await plot.boundingBox();
  if (!box) throw new Error('no chart');
  await page.mouse.move(box.x + box.width - 20, box.y + 20);
  await expect(page.locator('rl-latency .time')).toHaveText(/^\d\.\d s ago$/);
  const time = await page.locator('rl-frame-time .time').textContent();
  await expect(page.locator('rl-drops .time')).toHaveText(time ?? '');
  await page.mouse.move(0, 0);
  await expect(page.locator('rl-latency .time')).toHaveText('now');
});

test('the charts’ code is not part of the page’s start', async ({ page }) => {
  const scripts: string[] = [];
  page.on('request', (request) => scripts.push(request.url()));
  await page.goto(`./?${SMALL}`);
  await expect(page.getByRole('button', { name: /^Start / })).toBeVisible();
  expect(scripts.filter((url) => /\/plot-/.test(url))).toEqual([]);
  await page.getByRole('button', { name: /^Start / }).click();
  await poll(() => scripts.filter((url) => /\/plot-/.test(url)).length).toBe(1);
});

test('without a trace there are totals, and a sentence instead of charts', async ({ page }) => {
  await openAndStart(page);
  await page.evaluate(async () => {
    const app = document.querySelector<RlApp>('rl-app');
    const { createPipeline } = (await import(new URL('lib/ringlight.js', document.baseURI).href)) as {
      createPipeline: (options: object) => Promise<RlApp['pipeline']>;
    };
    const source = { type: 'pattern', width: 320, height: 180, frameRate: 30 };
    const pipeline = await createPipeline({ source, traceSeconds: 0, threads: 1 });
    if (app) app.style.display = 'none';
    pipeline?.attach(document.body.appendChild(document.createElement('video')));
    document.body.append(Object.assign(document.createElement('rl-latency'), { pipeline, id: 'alone' }));
  });
  await expect(page.locator('#alone .empty')).toHaveText('No trace is kept (traceSeconds: 0)');
  await expect(page.locator('#alone td').first()).toHaveText(/^\d+(\.\d+)?$/);
});
