/**
 * The size budget of the built page, gzipped. In: dist/. The first budget is for the scripts that load until frames flow: the
 * page, its imports and its workers. The second is for scripts that load later by `import()`, such as charts and the viewer.
 */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { ROOT, say } from './run.mjs';

/** In bytes, gzipped. `scripts` and `later` are sums. `wasm` is for each file. */
export const BUDGET = { scripts: 60_000, later: 145_000, wasm: 40_000 };
/**
 * Budgets of modules that load when they are first used. `denoise` is a network that removes noise: its weights alone are
 * 85 kB. `analysis` has FFTs of any size, in two forms in the SIMD flavour.
 */
const LATER_WASM = { denoise: 210_000, analysis: 190_000 };

/** @param {string} name of a file */
function wasmBudget(name) {
  const later = Object.entries(LATER_WASM).find(([module]) => name.startsWith(`${module}.`));
  return later?.[1] ?? BUDGET.wasm;
}

/** What the smallest project of somebody else loads of ours until frames flow, in bytes, gzipped: `createPipeline` alone. */
export const CONSUMER_BUDGET = 20_000;
const CONSUMER = "import { createPipeline } from 'ringlight'; globalThis.start = createPipeline;";

/**
 * Bundles that project with the built library, as Vite and webpack do, and measures its scripts of the main thread: its own, and
 * those that it imports at once.
 * @returns {Promise<{ passed: number, failed: number }>}
 */
export async function checkConsumer() {
  const { build } = await import('rolldown');
  const entry = '\0consumer';
  const { output } = await build({
    cwd: ROOT,
    input: { consumer: entry },
    write: false,
    platform: 'browser',
    plugins: [
      {
        name: 'consumer',
        resolveId: (id) => (id === entry ? id : null),
        load: (id) => (id === entry ? CONSUMER : null),
      },
    ],
    resolve: { alias: { ringlight: join(ROOT, 'dist/lib/ringlight.js') } },
    output: { format: 'es', minify: true },
  });
  const chunks = new Map(output.flatMap((file) => (file.type === 'chunk' ? [[file.fileName, file]] : [])));
  const found = new Set([output[0].fileName]);
  for (const name of found) {
    // A set's iteration reaches what is added meanwhile.
    for (const next of chunks.get(name)?.imports ?? []) found.add(next);
  }
  const bytes = sum([...found].map((name) => gzipSync(chunks.get(name)?.code ?? '', { level: 9 }).length));
  // Without our code in it there is nothing to measure: that is a failure.
  const fine = bytes > 5000 && bytes <= CONSUMER_BUDGET;
  say(`${fine ? 'ok    ' : 'FAILED'} the smallest consumer: ${bytes} of ${CONSUMER_BUDGET} bytes gzipped`);
  return fine ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

/**
 * Measures dist/ and prints each figure beside its budget.
 * @returns {{ passed: number, failed: number }}
 */
export function checkSizes(folder = join(ROOT, 'dist')) {
  const files = readdirSync(join(folder, 'assets'));
  const size = (/** @type {string} */ name) =>
    gzipSync(readFileSync(join(folder, 'assets', name)), { level: 9 }).length;
  const { first, later } = pageFiles(folder, files);
  const figures = [
    {
      name: `JavaScript of the page (${first.length} files)`,
      bytes: sum(first.map(size)),
      budget: BUDGET.scripts,
    },
    {
      name: `JavaScript that comes later (${later.length} files)`,
      bytes: sum(later.map(size)),
      budget: BUDGET.later,
    },
    ...files
      .filter((name) => name.endsWith('.wasm'))
      .map((name) => ({ name, bytes: size(name), budget: wasmBudget(name) })),
  ];
  for (const { name, bytes, budget } of figures) {
    say(`${bytes <= budget ? 'ok    ' : 'FAILED'} ${name}: ${bytes} of ${budget} bytes gzipped`);
  }
  const failed = figures.filter(({ bytes, budget }) => bytes > budget).length;
  // A build without scripts or .wasm files has nothing to measure: that is a failure.
  return figures.length < 3 || first.length === 0
    ? { passed: 0, failed: 1 }
    : { passed: figures.length - failed, failed };
}

/**
 * The scripts that the page loads first, and those that these load later by `import()`.
 * @param {string} folder
 * @param {readonly string[]} files names in assets/
 */
function pageFiles(folder, files) {
  const page = readFileSync(join(folder, 'index.html'), 'utf8');
  const first = new Set(files.filter((name) => page.includes(name)));
  /** @type {Set<string>} */
  const imported = new Set();
  follow(folder, files, first, imported);
  const later = new Set(imported);
  follow(folder, files, later, later);
  const scripts = [...first].filter((name) => name.endsWith('.js'));
  return { first: scripts, later: [...later].filter((name) => name.endsWith('.js') && !first.has(name)) };
}

/**
 * Follows the scripts in `found`. Adds the imports and workers that they name to `found`, and what they name in an `import()`
 * to `imported`.
 * @param {string} folder
 * @param {readonly string[]} files
 * @param {Set<string>} found
 * @param {Set<string>} imported
 */
function follow(folder, files, found, imported) {
  for (const name of found) {
    // A set's iteration reaches what is added meanwhile.
    if (!name.endsWith('.js')) continue;
    const text = readFileSync(join(folder, 'assets', name), 'utf8');
    const atOnce = text.replace(/\bimport\(([^)]*)\)/g, (_, path) => {
      for (const next of files) if (path.includes(next)) imported.add(next);
      return '';
    });
    for (const next of files) if (atOnce.includes(next)) found.add(next);
  }
}

/** @param {readonly number[]} values */
function sum(values) {
  return values.reduce((total, value) => total + value, 0);
}
