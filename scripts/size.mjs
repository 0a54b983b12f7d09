/** The size budget of the built page: what a browser can load of it, gzipped. In: dist/. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { ROOT } from './run.mjs';

/** In bytes, gzipped. All JavaScript together; each .wasm file on its own. */
export const BUDGET = { scripts: 60_000, wasm: 40_000 };

/**
 * Measures dist/ and prints each figure beside its budget.
 * @returns {{ passed: number, failed: number }}
 */
export function checkSizes(folder = join(ROOT, 'dist')) {
  const files = readdirSync(join(folder, 'assets'));
  const size = (/** @type {string} */ name) =>
    gzipSync(readFileSync(join(folder, 'assets', name)), { level: 9 }).length;
  const scripts = pageFiles(folder, files).filter((name) => name.endsWith('.js'));
  const figures = [
    {
      name: `JavaScript of the page (${scripts.length} files)`,
      bytes: sum(scripts.map(size)),
      budget: BUDGET.scripts,
    },
    ...files
      .filter((name) => name.endsWith('.wasm'))
      .map((name) => ({ name, bytes: size(name), budget: BUDGET.wasm })),
  ];
  for (const { name, bytes, budget } of figures) {
    console.log(`${bytes <= budget ? 'ok    ' : 'FAILED'} ${name}: ${bytes} of ${budget} bytes gzipped`);
  }
  const failed = figures.filter(({ bytes, budget }) => bytes > budget).length;
  // Without any .wasm or script there was nothing to measure, which is no pass.
  return figures.length < 2 || scripts.length === 0
    ? { passed: 0, failed: 1 }
    : { passed: figures.length - failed, failed };
}

/**
 * Every file that the page names, or that one of those names, and so on: imports, workers, later imports.
 * @param {string} folder
 * @param {readonly string[]} files names in assets/
 */
function pageFiles(folder, files) {
  const found = new Set(namesIn(readFileSync(join(folder, 'index.html'), 'utf8'), files));
  for (const name of found) {
    // A set's iteration reaches what is added meanwhile.
    if (!name.endsWith('.js')) continue;
    for (const next of namesIn(readFileSync(join(folder, 'assets', name), 'utf8'), files)) found.add(next);
  }
  return [...found];
}

/**
 * @param {string} text
 * @param {readonly string[]} files
 */
function namesIn(text, files) {
  return files.filter((name) => text.includes(name));
}

/** @param {readonly number[]} values */
function sum(values) {
  return values.reduce((total, value) => total + value, 0);
}
