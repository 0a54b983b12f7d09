/**
 * `npm test`: sets everything up and runs every test there is. A failing suite does not stop the next one. The last line
 * is `N passed, N failed` over all of them; the exit code is 1 if any failed or none ran.
 */

import { ensurePackages, requireNode } from './install.mjs';
import { Problem, script } from './run.mjs';

/** @typedef {import('./results.mjs').Counts} Counts */

/**
 * @param {import('./suites.mjs').Suite} suite
 * @returns {Promise<Counts>}
 */
async function runSuite(suite) {
  console.log(`\n=== ${suite.name}`);
  try {
    return await suite.run();
  } catch (error) {
    return { passed: 0, failed: 1, note: error instanceof Problem ? error.message : String(error) };
  }
}

/** @param {readonly { name: string, seconds: number, counts: Counts }[]} results */
function report(results) {
  console.log('\n=== Summary');
  for (const { name, seconds, counts } of results) {
    const mark = counts.failed === 0 ? 'ok    ' : 'FAILED';
    console.log(
      `${mark} ${name}: ${counts.passed} passed, ${counts.failed} failed (${seconds.toFixed(0)} s)`,
    );
    if (counts.note) console.log(`       ${counts.note}`);
  }
  const passed = results.reduce((sum, { counts }) => sum + counts.passed, 0);
  const failed = results.reduce((sum, { counts }) => sum + counts.failed, 0);
  if (failed > 0 || passed === 0) process.exitCode = 1;
  console.log(`${passed} passed, ${failed} failed`);
}

async function main() {
  const results = [];
  try {
    requireNode();
    await ensurePackages();
    const { SUITES } = await import('./suites.mjs');
    for (const suite of SUITES) {
      const started = performance.now();
      const counts = await runSuite(suite);
      results.push({ name: suite.name, seconds: (performance.now() - started) / 1000, counts });
    }
  } catch (error) {
    const note = error instanceof Problem ? error.message : String(error);
    results.push({ name: 'set-up', seconds: 0, counts: { passed: 0, failed: 1, note } });
  }
  report(results);
}

script(main);
