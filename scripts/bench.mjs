/**
 * `npm run bench [-- options]`: builds the page and the library, and runs e2e/bench/main.ts. e2e/bench/options.ts lists the options.
 */

import { ensurePackages, requireNode } from './install.mjs';
import { buildScripts } from './library.mjs';
import { Problem, ROOT } from './run.mjs';

try {
  requireNode();
  await ensurePackages();
  process.chdir(ROOT);
  const { build, runnerImport } = await import('vite');
  /** @type {(path: string) => Promise<any>} */
  const load = async (path) => (await runnerImport(path, { root: ROOT, configFile: false })).module;
  const { readOptions } = await load('./e2e/bench/options.ts');
  const options = readOptions(process.argv.slice(2));
  await build({ root: ROOT, logLevel: 'warn' });
  await buildScripts();
  const { bench } = await load('./e2e/bench/main.ts');
  await bench(options);
} catch (error) {
  // The runner loads its own copy of the class, so `instanceof` would fail.
  if (!(error instanceof Error) || error.name !== new Problem().name) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
