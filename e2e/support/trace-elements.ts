/**
 * Helpers for tests of the recorder and the viewer: a page with nothing else on it, and files of traces. Node side. Callbacks run
 * in the page.
 */

import type { Page } from 'playwright/test';
import { PRESENTED } from '../../src/trace/frames.ts';
import type { Trace } from '../../src/trace/trace.ts';

/** Opens a page with nothing but these elements. */
export async function openBlank(page: Page, tags: readonly string[]): Promise<void> {
  await page.goto('./?source=pattern');
  await page.evaluate(async (tags) => {
    await import(new URL('./lib/elements.js', location.href).href);
    const main = document.createElement('main');
    const heading = document.createElement('h1');
    heading.textContent = 'Test';
    main.append(heading, ...tags.map((tag) => document.createElement(tag)));
    document.body.replaceChildren(main);
  }, tags);
}

/** The frame and latency in the rows of the slowest frames, as the page writes them. */
export const slowestRows = (page: Page): Promise<string[]> =>
  page.locator('table.slowest tbody tr').evaluateAll((rows) =>
    rows.map((row) => {
      const frame = row.querySelector('button')?.textContent?.match(/\d+/)?.[0];
      return `${frame} ${row.querySelector('b')?.textContent}`;
    }),
  );

/** Makes a file in the form that the file input takes. */
export async function fileOf(
  trace: Trace,
  name: string,
): Promise<{ name: string; mimeType: string; buffer: Buffer }> {
  const blob = name.endsWith('.csv')
    ? trace.toCsv()
    : name.endsWith('.json')
      ? trace.toChromeJson()
      : trace.toPerfetto();
  return { name, mimeType: blob.type, buffer: Buffer.from(await blob.arrayBuffer()) };
}

/** Opens files by the file input. */
export const openFiles = async (page: Page, files: Awaited<ReturnType<typeof fileOf>>[]): Promise<void> => {
  await page.getByLabel('Open trace …').setInputFiles(files);
};

/** The number of the presented frame with the largest latency. */
export function slowestOf({ frames }: Trace): number {
  let slowest = -1;
  for (let row = 0; row < frames.length; row++) {
    if (frames.outcome[row] !== PRESENTED) continue;
    if (slowest < 0 || (frames.latencyUs[row] ?? 0) > (frames.latencyUs[slowest] ?? 0)) slowest = row;
  }
  return frames.sequence[slowest] ?? -1;
}
