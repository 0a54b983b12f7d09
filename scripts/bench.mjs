/**
 * `npm run bench [-- options]`: builds what is to be measured and runs e2e/bench/main.ts, which lists the options.
 */

import { ensurePackages, requireNode } from './install.mjs';
import { Problem, ROOT } from './run.mjs';

try {
  requireNode();
  await ensurePackages();
  process.chdir(ROOT);
  const { build, runnerImport } = await import('vite');
  await build({ root: ROOT, logLevel: 'warn' });
  await runnerImport('./e2e/bench/main.ts', { root: ROOT, configFile: false });
} catch (error) {
  if (!(error instanceof Problem)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
