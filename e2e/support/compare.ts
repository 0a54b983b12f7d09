/**
 * What the tests of the comparison share: the page with an element of its own, a run to its end, and what the page keeps
 * for the tests. Node side; callbacks run in the page.
 */

import { expect, type Locator, type Page } from 'playwright/test';
import type { RlApp } from '../../src/elements/rl-app/rl-app.ts';
import type { RlCompare } from '../../src/elements/rl-compare/rl-compare.ts';
import type { Pipeline } from '../../src/types.ts';
import { open, untilPresented } from './app.ts';

/** Many small frames, so that a run takes seconds. */
export const FAST = 'source=pattern&width=320&height=180&fps=60&sink=video';
/** Its filters. */
export const CHAIN = 'filters=grayscale,box-blur:5';

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

/** The same with a running pipeline, which is the element's. */
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
/** What the element says politely. */
export const said = (element: Locator) => element.getByRole('status');
/** The result. */
export const card = (element: Locator) => element.getByRole('article', { name: 'Result' });

/** A run, until its result is there. */
export async function runToEnd(element: Locator): Promise<void> {
  await begin(element);
  await expect(said(element)).toHaveText(/^The comparison has ended\. Frame time: .+ Latency: .+/, {
    timeout: 40_000,
  });
}
