/** Records the results for docs/support.md: one cell for each consumer, browser and isolation. Node. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../../scripts/run.mjs';

export const RESULTS = join(ROOT, 'test-results/consumers.json');
export const CELLS = join(ROOT, 'test-results/consumers');

/** One real run. */
export interface Cell {
  /** `Vite, build`. */
  consumer: string;
  /** The consumer's version: `8.3.8`. Empty if it has none. */
  version: string;
  /** `Chromium 156`. */
  browser: string;
  isolated: boolean;
  /** Whether the sampled frames and the still image equal the reference, byte by byte. */
  passed: boolean;
}

/** Keeps a cell in its own file, because test files run at the same time. */
export function record(cell: Cell): void {
  mkdirSync(CELLS, { recursive: true });
  const key = [cell.consumer, cell.version, cell.browser, cell.isolated ? 'isolated' : 'plain'].join('-');
  const name = key.replaceAll(/[^\w.]+/g, '-');
  writeFileSync(join(CELLS, `${name}.json`), JSON.stringify(cell));
}
