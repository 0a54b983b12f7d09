/**
 * Writes docs/support.md from the results of the suite `consumers`. In: test-results/consumers.json. Run the whole suite before:
 * `CONSUMERS=all npm test -- --only consumers`, then `node scripts/support.mjs`.
 */

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isMain, Problem, ROOT, script } from './run.mjs';

/** @typedef {import('../e2e/consumers/support/results.ts').Cell} Cell */

const RESULTS = join(ROOT, 'test-results/consumers.json');
const COMMAND = 'CONSUMERS=all npm test -- --only consumers';

const HEAD = `# Where it runs

Made by the tests, from the tarball that npm would publish: \`${COMMAND}\`, then \`node scripts/support.mjs\`. In each cell that says
yes a real page ran two pipelines at once, one of them in two threads (in one worker where the page is not isolated) with sound and
de-noise, showed elements, filtered still images, and closed everything. Two frames of the video, and still images in place and in
the module's memory, scalar and SIMD, equalled a naive reference byte by byte. In Firefox the sound is started and not heard: without an output device it runs no sound. An
empty cell was not tried.
`;

/**
 * Makes the tables, in Markdown.
 * @param {readonly Cell[]} cells
 */
export function supportTables(cells) {
  const pages = cells.filter(({ browser }) => browser !== 'Node.js');
  const columns = [...new Set(pages.map(({ browser }) => browser))]
    .sort()
    .flatMap((browser) => [true, false].map((isolated) => ({ browser, isolated })));
  const title = columns.map(
    ({ browser, isolated }) => `${browser}, ${isolated ? 'isolated' : 'not isolated'}`,
  );
  const lines = rowsOf(pages).map(({ consumer, version }) => {
    const row = columns.map(({ browser, isolated }) =>
      wordOf(pages.filter((cell) => same(cell, { consumer, version, browser, isolated }))),
    );
    return [consumer, version, ...row];
  });
  const node = cells.filter(({ browser }) => browser === 'Node.js');
  const nodeLines = rowsOf(node).map(({ consumer, version }) => [
    consumer,
    version,
    wordOf(node.filter((cell) => cell.consumer === consumer && cell.version === version)),
  ]);
  return `${table(['consumer', 'version', ...title], lines)}
## Node.js

Every entry is imported; a still image equals the reference.

${table(['', 'version', 'Node.js'], nodeLines)}`;
}

/** @param {readonly Cell[]} cells */
function rowsOf(cells) {
  const keys = new Map(
    cells.map(({ consumer, version }) => [`${consumer} ${version}`, { consumer, version }]),
  );
  return [...keys.values()].sort(
    (a, b) =>
      a.consumer.localeCompare(b.consumer) || b.version.localeCompare(a.version, 'en', { numeric: true }),
  );
}

/**
 * @param {Cell} cell
 * @param {Omit<Cell, 'passed'>} wanted
 */
function same(cell, { consumer, version, browser, isolated }) {
  return (
    cell.consumer === consumer &&
    cell.version === version &&
    cell.browser === browser &&
    cell.isolated === isolated
  );
}

/** @param {readonly Cell[]} cells */
function wordOf(cells) {
  if (cells.length === 0) return '';
  return cells.every(({ passed }) => passed) ? 'yes' : 'no';
}

/**
 * @param {readonly string[]} head
 * @param {readonly (readonly string[])[]} lines
 */
function table(head, lines) {
  const row = (/** @type {readonly string[]} */ cells) => `| ${cells.join(' | ')} |\n`;
  return row(head) + row(head.map(() => '---')) + lines.map(row).join('');
}

async function main() {
  if (!existsSync(RESULTS)) throw new Problem(`There are no results. Run "${COMMAND}" first.`);
  /** @type {Cell[]} */
  const cells = JSON.parse(readFileSync(RESULTS, 'utf8'));
  if (!cells.some(({ browser }) => browser.startsWith('Firefox'))) {
    throw new Problem(`The results are those of a part of the consumers. Run "${COMMAND}" first.`);
  }
  writeFileSync(join(ROOT, 'docs/support.md'), `${HEAD}\n${supportTables(cells)}`);
}

if (isMain(import.meta.url)) script(main);
