/**
 * The comparison of two settings in a real browser. It runs to its end on live frames, agrees with the trace, and does not change
 * the settings.
 */

import { expect, type Locator, type Page, test } from 'playwright/test';
import { TRACE_KINDS } from '../src/generated/layout.ts';
import { PRESENTED } from '../src/trace/frames.ts';
import { begin, CHAIN, card, FAST, openCompare, runToEnd, said, startCompare } from './support/compare.ts';

/** The caller's settings, and those that are really in force. */
const settings = (page: Page) =>
  page.evaluate(() => {
    const { pipeline } = globalThis.compareTest;
    const { simd, threads, filters } = pipeline.stats();
    const last = pipeline.settingsLog.at(-1);
    const inForce = last && { simd: last.simd, threads: last.threads, filters: last.filters };
    return { below: { simd, threads, filters }, inForce };
  });

/** The presented frames in the trace by version, and how many of them pool thread 1 worked on. */
interface Counted {
  presented: number;
  onThread1: number;
}

/** Runs a comparison under a trace. Returns its result, and the trace's numbers for each of its blocks. */
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
  // The frames are large, so that the second thread wakes before the first one has done all the work.
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

test('while nothing runs it is disabled, and says why', async ({ page }) => {
  const element = await openCompare(page, FAST);
  const button = element.getByRole('button', { name: 'Compare' });
  await expect(button).toBeDisabled();
  await expect(button).toHaveAccessibleDescription('Start the pipeline first: its own frames are compared.');
});
