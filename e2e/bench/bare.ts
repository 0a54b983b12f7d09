/**
 * A page with only a pipeline. Instruments are compared with it. In: a page, a set-up. Out: a pipeline that runs in the page.
 * Runs in Node. Callbacks run in the page.
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

/** Values that a page keeps between two calls. */
export type Holder = typeof globalThis & { measured?: Pipeline };

/** Opens an empty page that may use the library. */
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
  // Sent as text, because the transform of this file for Node would change the import.
  await page.evaluate(
    `import(new URL('lib/ringlight.js', location.origin)).then(async ({ createPipeline }) => {
      globalThis.measured = await createPipeline(${JSON.stringify(options)});
    })`,
  );
  // After that, code is optimized and memory has been touched.
  await page.waitForTimeout(1500);
}

export async function stopPipeline(page: Page): Promise<void> {
  await page.evaluate(() => (globalThis as Holder).measured?.close());
}
