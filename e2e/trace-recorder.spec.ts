/** Recording a trace, saving it and opening it again, in a real browser. */

import { readFile } from 'node:fs/promises';
import { expect, type Locator, type Page, test } from 'playwright/test';
import type { RlRecorder } from '../src/elements/rl-recorder/rl-recorder.ts';
import type { RlTraceEvent } from '../src/elements/rl-recorder/trace-event.ts';
import type { RlTraceViewer } from '../src/elements/rl-trace-viewer/rl-trace-viewer.ts';
import { parseTrace } from '../src/trace/parse.ts';
import type { Pipeline } from '../src/types.ts';
import { poll } from './support/poll.ts';
import { openBlank, openFiles, slowestOf, slowestRows } from './support/trace-elements.ts';

type Library = typeof import('../src/index.ts');

/** Data that the page keeps for the tests. */
declare global {
  var viewerTest: { pipeline: Pipeline; opened: number };
}

/** Starts a separate pipeline in the page and gives it to the recorder. */
async function startPipeline(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const { createPipeline } = (await import(new URL('./lib/ringlight.js', location.href).href)) as Library;
    const source = { type: 'pattern', width: 320, height: 180, frameRate: 60 } as const;
    const pipeline = await createPipeline({ source, filters: [{ name: 'grayscale' }], threads: 2 });
    const recorder = document.querySelector<RlRecorder>('rl-recorder');
    if (recorder) recorder.pipeline = pipeline;
    globalThis.viewerTest = { pipeline, opened: 0 };
    document.addEventListener('rl-trace', (event) => {
      const { trace } = event as RlTraceEvent;
      globalThis.viewerTest.opened++;
      const viewer = document.querySelector<RlTraceViewer>('rl-trace-viewer');
      if (viewer) viewer.traces = [trace];
    });
  });
}

const tracing = (page: Page) => page.evaluate(() => globalThis.viewerTest.pipeline.tracing);

/** Waits until this many more frames were presented. */
async function present(page: Page, frames: number): Promise<void> {
  const count = () => page.evaluate(() => globalThis.viewerTest.pipeline.stats().presented);
  const before = await count();
  await poll(count).toBeGreaterThanOrEqual(before + frames);
}

const record = (page: Page): Locator => page.getByRole('button', { name: 'Record', exact: true });
const kept = (page: Page): Locator => page.locator('rl-recorder [part=trace]');

test.beforeEach(async ({ page }) => {
  await openBlank(page, ['rl-recorder', 'rl-trace-viewer']);
  await startPipeline(page);
  await present(page, 5);
});

test('R starts and stops; every format is saved and opens again as the same trace', async ({ page }) => {
  await page.keyboard.press('r');
  await expect(record(page)).toHaveAttribute('aria-pressed', 'true');
  await expect(page.locator('.elapsed')).toHaveText(/^0:0\d\.\d$/);
  await present(page, 60);
  await page.keyboard.press('r');
  await expect(record(page)).toHaveAttribute('aria-pressed', 'false');
  await expect(kept(page)).toContainText('0 records lost');
  const frames = Number((await kept(page).textContent())?.match(/(\d+) frames/)?.[1]);
  expect(frames).toBeGreaterThanOrEqual(60);

  await kept(page).getByRole('button', { name: 'Open' }).click();
  await expect(page.locator('rl-trace-viewer article')).toContainText(`${frames}: `);
  const recorded = await slowestRows(page);
  expect(recorded).toHaveLength(10);

  for (const [label, extension] of [
    ['Perfetto', 'pftrace'],
    ['Chrome JSON', 'json'],
    ['CSV', 'csv'],
  ] as const) {
    const downloading = page.waitForEvent('download');
    await kept(page).getByRole('button', { name: label }).click();
    const download = await downloading;
    const name = download.suggestedFilename();
    expect(name).toMatch(
      new RegExp(
        `^ringlight-\\d{4}-\\d\\d-\\d\\dT[\\d-]{8}-320x180-2t-(simd|scalar)-grayscale\\.${extension}$`,
      ),
    );
    const buffer = await readFile(await download.path());
    const trace = await parseTrace(new Blob([buffer]));
    expect(trace.frames.length).toBe(frames);
    await openFiles(page, [{ name, mimeType: '', buffer }]);
    await expect(page.locator('rl-trace-viewer article h3')).toHaveText(name);
    await expect(page.locator('rl-trace-viewer article')).toContainText(`${frames}: `);
    expect(await slowestRows(page)).toEqual(recorded);
    expect(recorded[0]).toMatch(new RegExp(`^${slowestOf(trace)} `));
  }
});

test('R with another key, in a field, or switched off, records nothing', async ({ page }) => {
  for (const modifier of ['Control', 'Alt', 'Shift', 'Meta']) {
    await page.evaluate(
      (modifier) =>
        document.body.dispatchEvent(
          new KeyboardEvent('keydown', {
            key: 'r',
            bubbles: true,
            ctrlKey: modifier === 'Control',
            altKey: modifier === 'Alt',
            shiftKey: modifier === 'Shift',
            metaKey: modifier === 'Meta',
          }),
        ),
      modifier,
    );
    expect(await tracing(page), modifier).toBe(false);
  }
  await page.evaluate(() => document.querySelector('main')?.append(document.createElement('input')));
  await page.locator('main > input').focus();
  await page.keyboard.press('r');
  expect(await tracing(page)).toBe(false);
  await expect(page.locator('main > input')).toHaveValue('r');
  await page.locator('main > input').blur();
  await page.getByRole('checkbox', { name: 'R starts and stops' }).uncheck();
  await page.keyboard.press('r');
  expect(await tracing(page)).toBe(false);
  await page.getByRole('checkbox', { name: 'R starts and stops' }).check();
  await page.keyboard.press('r');
  expect(await tracing(page)).toBe(true);
});

test('the last seconds can be taken without a start', async ({ page }) => {
  await present(page, 30);
  await page.getByRole('button', { name: 'Save last 30 s' }).click();
  await expect(kept(page)).toContainText(/\d+ frames/);
  await kept(page).getByRole('button', { name: 'Open' }).click();
  expect(await page.evaluate(() => globalThis.viewerTest.opened)).toBe(1);
});

test('a trace that is being taken when the pipeline closes is kept', async ({ page }) => {
  await record(page).click();
  await present(page, 20);
  await page.evaluate(() => globalThis.viewerTest.pipeline.close());
  await expect(kept(page)).toHaveCount(1);
  expect(await tracing(page)).toBe(false);
  await expect(record(page)).toBeDisabled();
});
