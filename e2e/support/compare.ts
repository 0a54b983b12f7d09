/**
 * Helpers for tests of the comparison: open the page with a separate element, run it to its end, and keep data in the page.
 * Node side. Callbacks run in the page.
 */

import { expect, type Locator, type Page } from 'playwright/test';
import type { RlApp } from '../../src/elements/rl-app/rl-app.ts';
import type { RlCompare } from '../../src/elements/rl-compare/rl-compare.ts';
import type { Pipeline } from '../../src/types.ts';
import { open, untilPresented } from './app.ts';

/** A source with many small frames, so that a run takes seconds. */
export const FAST = 'source=pattern&width=320&height=180&fps=60&sink=video';
/** The filters of that source. */
export const CHAIN = 'filters=grayscale,box-blur:5';

/** Data that the page keeps for the tests. */
interface Kept {
  /** The element under test. It is separate from the page's own. */
  compare: RlCompare;
  pipeline: Pipeline;
  /** The text that was written to the clipboard. */
  text?: string;
  picture?: Blob;
}
declare global {
  var compareTest: Kept;
}

/** Opens the page with a separate element. Blocks are short, so a run takes seconds. */
export async function openCompare(page: Page, query: string): Promise<Locator> {
  await open(page, query);
  await page.evaluate(async () => {
    await import(new URL('./lib/elements.js', location.href).href);
    const compare = document.createElement('rl-compare');
    compare.id = 'under-test';
    compare.setAttribute('blocks', '12');
    compare.setAttribute('frames-per-block', '6');
    document.querySelector('rl-app')?.before(compare);
    globalThis.compareTest = { compare } as Kept;
    // The page's policy lets nobody read the clipboard. So this keeps the written text.
    navigator.clipboard.writeText = async (text) => {
      globalThis.compareTest.text = text;
    };
    navigator.clipboard.write = async ([item]) => {
      globalThis.compareTest.picture = await (item as ClipboardItem).getType('image/png');
    };
  });
  return page.locator('#under-test');
}

/** Opens the same page, with a running pipeline in the element. */
export async function startCompare(
  page: Page,
  query = `${FAST}&${CHAIN}&simd=on&threads=1`,
): Promise<Locator> {
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

/** Starts a run. */
export const begin = (element: Locator) => element.getByRole('button', { name: 'Compare' }).click();
/** The element's polite status. */
export const said = (element: Locator) => element.getByRole('status');
/** The result. */
export const card = (element: Locator) => element.getByRole('article', { name: 'Result' });

/** Runs a comparison and waits for its result. */
export async function runToEnd(element: Locator): Promise<void> {
  await begin(element);
  await expect(said(element)).toHaveText(/^The comparison has ended\. Frame time: .+ Latency: .+/, {
    timeout: 40_000,
  });
}
