/** Counts of what passed and failed, from the reports that the test runners write for machines. */

/**
 * @typedef {object} Counts
 * @property {number} passed
 * @property {number} failed
 * @property {string} [note] one sentence where something could not run
 */

/**
 * Counts of `cargo test`: it prints one summary line per test program, and this is their sum.
 * @param {string} output
 * @param {number} code its exit code
 * @returns {Counts}
 */
export function cargoCounts(output, code) {
  const summaries = [...output.matchAll(/^test result: \w+\. (\d+) passed; (\d+) failed;/gm)];
  const passed = summaries.reduce((sum, [, count]) => sum + Number(count), 0);
  const failed = summaries.reduce((sum, [, , count]) => sum + Number(count), 0);
  return complete({ passed, failed }, code);
}

/**
 * vitest's JSON report.
 * @param {string | null} report its text, or `null` where none was written
 * @param {number} code
 * @returns {Counts}
 */
export function vitestCounts(report, code) {
  if (report === null) return complete({ passed: 0, failed: 0 }, code);
  const { numPassedTests = 0, numFailedTests = 0 } = JSON.parse(report);
  return complete({ passed: numPassedTests, failed: numFailedTests }, code);
}

/**
 * Playwright's JSON report. A test that passed only when it was repeated counts as failed.
 * @param {string | null} report its text, or `null` where none was written
 * @param {number} code
 * @returns {Counts}
 */
export function playwrightCounts(report, code) {
  if (report === null) return complete({ passed: 0, failed: 0 }, code);
  const { stats } = JSON.parse(report);
  return complete(
    { passed: stats?.expected ?? 0, failed: (stats?.unexpected ?? 0) + (stats?.flaky ?? 0) },
    code,
  );
}

/**
 * Adds one failed test if the suite ended with an error and no failed test, or if no test ran.
 * @param {Counts} counts
 * @param {number} code
 * @returns {Counts}
 */
function complete({ passed, failed }, code) {
  if (failed > 0) return { passed, failed };
  if (code !== 0) return { passed, failed: 1, note: `It ended with exit code ${code} and no failed test.` };
  if (passed === 0) return { passed, failed: 1, note: 'No test ran.' };
  return { passed, failed };
}
