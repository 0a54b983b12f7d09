/**
 * `npm run bench [-- options]`: builds what is to be measured and runs e2e/bench/main.ts. Options: e2e/bench/options.ts.
 */

import { ensurePackages, requireNode } from './install.mjs';
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
  const { bench } = await load('./e2e/bench/main.ts');
  await bench(options);
} catch (error) {
  // By name: what the runner has loaded has a class of its own.
  if (!(error instanceof Error) || error.name !== new Problem().name) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
