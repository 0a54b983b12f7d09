/**
 * The comparison of two settings in a real browser: it runs to its end on live frames, agrees with the trace, leaves the
 * settings as they were, and its card can be taken along.
 */

import axe from 'axe-core';
import { expect, type Locator, type Page, test } from 'playwright/test';
import type { RlApp } from '../src/elements/rl-app/rl-app.ts';
import type { RlCompare } from '../src/elements/rl-compare/rl-compare.ts';
import { TRACE_KINDS } from '../src/generated/layout.ts';
import { PRESENTED } from '../src/trace/frames.ts';
import type { Pipeline } from '../src/types.ts';
import { open, untilPresented } from './support/app.ts';

const FAST = 'source=pattern&width=320&height=180&fps=60&sink=video';
const CHAIN = 'filters=grayscale,box-blur:5';

/** Kept by the page for the tests. */
interface Kept {
  /** The element under test: one of its own, wherever the page has another. */
  compare: RlCompare;
  pipeline: Pipeline;
  /** What went to the clipboard. */
  text?: string;
  picture?: Blob;
}
declare global {
  var compareTest: Kept;
}

/** Opens the page with an element of its own. Short blocks: a run takes seconds. */
async function openCompare(page: Page, query: string): Promise<Locator> {
  await open(page, query);
  await page.evaluate(async () => {
    await import(new URL('./lib/elements.js', location.href).href);
    const compare = document.createElement('rl-compare');
    compare.id = 'under-test';
    compare.setAttribute('blocks', '12');
    compare.setAttribute('frames-per-block', '6');
    document.querySelector('rl-app')?.before(compare);
    globalThis.compareTest = { compare } as Kept;
    // The page's policy lets nobody read the clipboard: what is written is kept instead.
    navigator.clipboard.writeText = async (text) => {
      globalThis.compareTest.text = text;
    };
    navigator.clipboard.write = async ([item]) => {
      globalThis.compareTest.picture = await (item as ClipboardItem).getType('image/png');
    };
  });
  return page.locator('#under-test');
}

/** The same with a running pipeline. */
async function startCompare(page: Page, query = `${FAST}&${CHAIN}&simd=on&threads=1`): Promise<Locator> {
  const element = await openCompare(page, query);
  await page.getByRole('button', { name: /^Start / }).click();
  await untilPresented(page);
  await page.evaluate(() => {
    const { compare } = globalThis.compareTest;
    const pipeline = document.querySelector<RlApp>('rl-app')?.pipeline as Pipeline;
    globalThis.compareTest.pipeline = pipeline;
    compare.pipeline = pipeline;
  });
  return element;
}

const begin = (element: Locator) => element.getByRole('button', { name: 'Compare' }).click();
const said = (element: Locator) => element.getByRole('status');
const card = (element: Locator) => element.getByRole('article', { name: 'Result' });

async function runToEnd(element: Locator): Promise<void> {
  await begin(element);
  await expect(said(element)).toHaveText(/^The comparison has ended\. Frame time: .+ Latency: .+/, {
    timeout: 40_000,
  });
}

/** Settings below, and those that are really in force. */
const settings = (page: Page) =>
  page.evaluate(() => {
    const { pipeline } = globalThis.compareTest;
    const { simd, threads, filters } = pipeline.stats();
    const last = pipeline.settingsLog.at(-1);
    const inForce = last && { simd: last.simd, threads: last.threads, filters: last.filters };
    return { below: { simd, threads, filters }, inForce };
  });

/** Presented frames of the trace by version, and those of them that pool thread 1 worked on. */
interface Counted {
  presented: number;
  onThread1: number;
}

/** Runs a comparison under a trace. Out: its result, and what the trace says of each of its blocks. */
async function traceRun(page: Page, element: Locator) {
  await page.evaluate(() => globalThis.compareTest.pipeline.startTrace());
  await runToEnd(element);
  const codes = { kernel: TRACE_KINDS.kernel, presentedOutcome: PRESENTED };
  return page.evaluate(({ kernel, presentedOutcome }) => {
    const { pipeline, compare } = globalThis.compareTest;
    const { frames, lanes } = pipeline.stopTrace();
    const worked = new Set<number>();
    const thread1 = lanes[1];
    for (let i = 0; thread1 && i < thread1.length; i++) {
      if (thread1.kind(i) === kernel) worked.add(thread1.sequence(i));
    }
    const counted: Record<number, Counted> = {};
    for (let row = 0; row < frames.length; row++) {
      if (frames.outcome[row] !== presentedOutcome) continue;
      counted[frames.settings[row] as number] ??= { presented: 0, onThread1: 0 };
      const count = counted[frames.settings[row] as number] as Counted;
      count.presented++;
      if (worked.has(frames.sequence[row] as number)) count.onThread1++;
    }
    const { result } = compare;
    if (!result) throw new Error('there is no result');
    const log = pipeline.settingsLog.map(({ version, simd, threads }) => ({ version, simd, threads }));
    return { result, counted, log };
  }, codes);
}

test('SIMD off and on: counts agree with the trace, bytes are the same, settings are as before', async ({
  page,
}) => {
  const element = await startCompare(page);
  const before = await settings(page);
  expect(before.inForce).toEqual(before.below);
  await page.evaluate(() => {
    const { pipeline } = globalThis.compareTest;
    const changes = { events: 0, controls: 0 };
    Object.assign(globalThis, { changes });
    pipeline.addEventListener('settingschange', () => changes.events++);
    const engine = document.querySelector('rl-app')?.shadowRoot?.querySelector('rl-engine')?.shadowRoot;
    const observer = new MutationObserver((records) => {
      changes.controls += records.filter(({ attributeName }) => attributeName === 'aria-checked').length;
    });
    observer.observe(engine as ShadowRoot, { subtree: true, attributes: true });
  });
  const { result, counted, log } = await traceRun(page, element);
  expect(result.blocks).toHaveLength(12);
  for (const { side, version, frames, leftOut, presented } of result.blocks) {
    expect(frames).toBe(6);
    expect(leftOut).toBeGreaterThanOrEqual(3);
    expect(presented).toBeGreaterThanOrEqual(frames + leftOut);
    expect(presented, `frames of version ${version}`).toBe(counted[version]?.presented);
    expect(log.find((entry) => entry.version === version)?.simd).toBe(side === 'b');
  }
  expect([result.a.frames, result.b.frames]).toEqual([36, 36]);
  expect([result.a.settings.simd, result.b.settings.simd]).toEqual([false, true]);
  expect(result.bytes).toEqual({ frames: { a: 3, b: 3 }, builds: ['scalar', 'SIMD'], difference: null });
  for (const { low, difference, high } of [result.frameTimeUs, result.latencyUs]) {
    expect(low).toBeLessThanOrEqual(difference);
    expect(difference).toBeLessThanOrEqual(high);
  }
  await expect(card(element)).toContainText('Same bytes: 3 frames of A and 3 of B');
  expect(await settings(page)).toEqual(before);
  const changes = await page.evaluate(() => (globalThis as unknown as { changes: object }).changes);
  expect(changes).toEqual({ events: 0, controls: 0 });
  expect(new URL(page.url()).searchParams.get('simd')).toBe('on');
});

test('one thread and two: the second thread works for B alone, and sleeps afterwards', async ({ page }) => {
  // Large enough that the second thread is awake before the first one has done it all.
  const large = 'source=pattern&width=1280&height=720&fps=60&sink=video';
  const element = await startCompare(page, `${large}&${CHAIN}&simd=on&threads=1`);
  const before = await settings(page);
  await element.getByLabel('What').selectOption('threads');
  await element.getByLabel('Threads of B').selectOption('2');
  const { result, counted } = await traceRun(page, element);
  const onThread1 = { a: 0, b: 0 };
  for (const { side, version } of result.blocks) onThread1[side] += counted[version]?.onThread1 ?? 0;
  expect(onThread1.a).toBe(0);
  expect(onThread1.b).toBeGreaterThan(0);
  expect(result.bytes.difference).toBeNull();
  expect(await settings(page)).toEqual(before);
  await expect(card(element).getByRole('heading')).toHaveText('1 and 2 threads');
});

test('two filter chains: what cannot be used is said, each side is checked by itself', async ({ page }) => {
  const element = await startCompare(page);
  await element.getByLabel('What').selectOption('filters');
  const chain = element.getByLabel('Filters of B');
  await chain.fill('blur');
  await expect(element.getByText(/filters\[0\]\.name is "blur"; it must be one of/)).toBeVisible();
  await expect(element.getByRole('button', { name: 'Compare' })).toBeDisabled();
  await chain.fill('box-blur:9');
  await runToEnd(element);
  await expect(card(element).getByRole('heading')).toHaveText('grayscale, box-blur:5 and box-blur:9');
  await expect(card(element)).toContainText('Same bytes: 3 frames of A and 3 of B');
});

test('a wrong byte is noticed', async ({ page }) => {
  const element = await startCompare(page);
  await page.evaluate(() => {
    const { pipeline } = globalThis.compareTest;
    const honest = pipeline.sample.bind(pipeline);
    pipeline.sample = async (options) => {
      const sample = await honest(options);
      const luma = sample.output.planes[0];
      if (luma) luma.data[3 * luma.stride + 2] = ((luma.data[3 * luma.stride + 2] ?? 0) + 1) & 255;
      return sample;
    };
  });
  await runToEnd(element);
  await expect(card(element)).toContainText(
    /The bytes differ\. Frame \d+ of A .*: plane 0, row 3, column 2: /,
  );
});

test('Cancel ends it, and so does a change of settings by the user', async ({ page }) => {
  const element = await startCompare(page);
  const before = await settings(page);
  await page.evaluate(() => globalThis.compareTest.compare.setAttribute('blocks', '400'));
  await begin(element);
  await expect(element.getByRole('progressbar')).toHaveAttribute('aria-valuetext', /^Measuring/);
  await element.getByRole('button', { name: 'Cancel' }).click();
  await expect(said(element)).toHaveText('The comparison was cancelled.');
  expect(await settings(page)).toEqual(before);
  await expect(element.getByRole('button', { name: 'Compare' })).toBeFocused();

  await begin(element);
  await expect(element.getByRole('progressbar')).toHaveAttribute('aria-valuetext', /^Measuring/);
  await page.locator('rl-engine').getByRole('switch', { name: 'SIMD' }).click();
  await expect(said(element)).toHaveText(/^A setting was changed during the comparison/);
  const changed = { ...before.below, simd: false };
  expect(await settings(page)).toEqual({ below: changed, inForce: changed });
  await expect(card(element)).toHaveCount(0);

  await begin(element);
  await expect(element.getByRole('progressbar')).toBeVisible();
  await page.getByRole('button', { name: 'Stop' }).click();
  await expect(said(element)).toHaveText(/^The pipeline ended during the comparison/);
  await expect(element.getByText('Start the pipeline first')).toBeVisible();
});

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
    /** Pixels of some rows that are not as the corner's. */
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

test('in one worker threads cannot be compared, SIMD can', async ({ page }) => {
  await page.route('**/*', async (route) => {
    const response = await route.fetch();
    const headers = { ...response.headers() };
    delete headers['cross-origin-opener-policy'];
    delete headers['cross-origin-embedder-policy'];
    await route.fulfill({ response, headers });
  });
  const element = await startCompare(page);
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(false);
  await element.getByLabel('What').selectOption('threads');
  await expect(element.getByText('Everything runs in one worker here')).toBeVisible();
  await expect(element.getByRole('button', { name: 'Compare' })).toBeDisabled();
  await element.getByLabel('What').selectOption('simd');
  await runToEnd(element);
  await expect(card(element)).toContainText('Same bytes: 3 frames of A and 3 of B');
});

/** Rules that are broken within the element, and where. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const found = await page.evaluate(async () => {
    const results = await (window as unknown as { axe: typeof axe }).axe.run('#under-test', {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
      // Where it stands on a page is the page's business.
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

test('while nothing runs it is disabled, and says why', async ({ page }) => {
  const element = await openCompare(page, FAST);
  const button = element.getByRole('button', { name: 'Compare' });
  await expect(button).toBeDisabled();
  await expect(button).toHaveAccessibleDescription('Start the pipeline first: its own frames are compared.');
});
