/**
 * A page with a pipeline and nothing else: what instruments are compared with. In: a page, a set-up. Out: a pipeline that
 * runs in it. Runs in Node; callbacks run in the page.
 */

import type { Page } from 'playwright';
import type { Pipeline, PipelineOptions } from '../../src/types.ts';

/** How long and how often. */
export interface InstrumentsSetup {
  width: number;
  height: number;
  frameRate: number;
  radius: number;
  threads: number;
  /** Seconds of one block. */
  blockSeconds: number;
  /** Pairs of blocks, one with and one without. */
  pairs: number;
}

/** What a page keeps between two calls. */
export type Holder = typeof globalThis & { measured?: Pipeline };

/** A page with nothing on it that may use the library. */
export async function openBare(page: Page, origin: string): Promise<void> {
  await page.goto(`${origin}/?source=pattern`);
  await page.evaluate(() => document.body.replaceChildren());
}

export async function startPipeline(
  page: Page,
  setup: InstrumentsSetup,
  traceSeconds: number,
): Promise<void> {
  const { width, height, frameRate, radius, threads } = setup;
  const options: PipelineOptions = {
    source: { type: 'pattern', width, height, frameRate },
    filters: [{ name: 'grayscale' }, { name: 'box-blur', radius }],
    threads,
    sink: 'video',
    traceSeconds,
  };
  // As text: what transforms this file for Node would take the import for one of its own.
  await page.evaluate(
    `import(new URL('lib/ringlight.js', location.origin)).then(async ({ createPipeline }) => {
      globalThis.measured = await createPipeline(${JSON.stringify(options)});
    })`,
  );
  // Code is optimized and memory is in place after that.
  await page.waitForTimeout(1500);
}

export async function stopPipeline(page: Page): Promise<void> {
  await page.evaluate(() => (globalThis as Holder).measured?.close());
}
