/**
 * `npm test`: sets everything up and runs every test there is. `npm test -- --only NAME` runs one suite, and what it needs.
 * A failing suite does not stop the others. The last line is `N passed, N failed` over all of them. The exit code is 1 if
 * any test failed or none ran.
 */

import { ensurePackages, requireNode } from './install.mjs';
import { collect, isMain, Problem, script } from './run.mjs';
import { schedule, withNeeds } from './schedule.mjs';

/** @typedef {import('./results.mjs').Counts} Counts */
/** @typedef {import('./suites.mjs').Suite} Suite */
/** @typedef {{ counts: Counts, seconds: number }} Result */
/** @typedef {Pick<Suite, 'name' | 'about'> & Result} Reported */

/** How many suites run at the same time: CI has two cores. */
const PLACES = 2;

/**
 * The suites that the command line names, each once; all of them if it names none.
 * @param {readonly string[]} args
 * @param {readonly string[]} names of all suites
 * @throws {Problem} if it says anything else
 */
export function chosenNames(args, names) {
  const all = names.join(', ');
  const usage = `Usage: npm test [-- --only NAME[,NAME...]]. The suites are: ${all}.`;
  if (args.length === 0) return names;
  const words = args.flatMap((arg) => (arg.startsWith('--only=') ? ['--only', arg.slice(7)] : [arg]));
  /** @type {Set<string>} */
  const chosen = new Set();
  for (let index = 0; index < words.length; index += 2) {
    const value = words[index + 1];
    if (words[index] !== '--only' || value === undefined) throw new Problem(usage);
    for (const name of value.split(',').map((part) => part.trim())) {
      if (!names.includes(name)) throw new Problem(`There is no suite "${name}". The suites are: ${all}.`);
      chosen.add(name);
    }
  }
  return [...chosen];
}

/**
 * What a suite gives. It does not run if one that it needs failed.
 * @param {Suite} suite
 * @param {ReadonlyMap<string, Result>} results of suites that ended
 * @returns {Promise<Counts>}
 */
export async function countsOf(suite, results) {
  const missing = suite.needs?.filter((need) => results.get(need)?.counts.failed !== 0) ?? [];
  if (missing.length > 0) {
    return { passed: 0, failed: 1, note: `It did not run, because this failed: ${missing.join(', ')}.` };
  }
  try {
    return await suite.run();
  } catch (error) {
    return { passed: 0, failed: 1, note: noteOf(error) };
  }
}

/**
 * Runs a suite and prints its output under one heading: as it comes if nothing runs beside it, else whole when it ends.
 * @param {Suite} suite
 * @param {ReadonlyMap<string, Result>} results
 * @param {boolean} isBeside whether others may run at the same time
 * @returns {Promise<Result>}
 */
async function runSuite(suite, results, isBeside) {
  const heading = `\n=== ${suite.name}: ${suite.about}`;
  const started = performance.now();
  const seconds = () => (performance.now() - started) / 1000;
  if (!isBeside) {
    console.log(heading);
    return { counts: await countsOf(suite, results), seconds: seconds() };
  }
  console.log(`started: ${suite.name}`);
  const { result: counts, chunks } = await collect(() => countsOf(suite, results));
  console.log(heading);
  for (const chunk of chunks) process.stdout.write(chunk);
  return { counts, seconds: seconds() };
}

/** @param {unknown} error */
function noteOf(error) {
  return error instanceof Problem ? error.message : String(error);
}

/** @param {readonly Reported[]} results */
function report(results) {
  console.log(`\n=== Summary (${(performance.now() / 1000).toFixed(0)} s)`);
  for (const { name, about, seconds, counts } of results) {
    const mark = counts.failed === 0 ? 'ok    ' : 'FAILED';
    const figures = `${counts.passed} passed, ${counts.failed} failed (${seconds.toFixed(0)} s)`;
    console.log(`${mark} ${name}: ${about}: ${figures}`);
    if (counts.note) console.log(`       ${counts.note}`);
  }
  const passed = results.reduce((sum, { counts }) => sum + counts.passed, 0);
  const failed = results.reduce((sum, { counts }) => sum + counts.failed, 0);
  if (failed > 0 || passed === 0) process.exitCode = 1;
  console.log(`${passed} passed, ${failed} failed`);
}

/** @returns {Promise<Reported[]>} */
async function runAll() {
  requireNode();
  const { SUITES, installTools } = await import('./suites.mjs');
  const all = SUITES.map(({ name }) => name);
  const suites = withNeeds(SUITES, chosenNames(process.argv.slice(2), all));
  await ensurePackages();
  await installTools(suites);
  const places = Math.min(PLACES, suites.length);
  /** @type {Map<string, Result>} */
  const results = await schedule(suites, places, (suite, ended) =>
    runSuite(suite, ended, places > 1 && !suite.alone),
  );
  return suites.map(({ name, about }) => ({ name, about, .../** @type {Result} */ (results.get(name)) }));
}

async function main() {
  try {
    report(await runAll());
  } catch (error) {
    const counts = { passed: 0, failed: 1, note: noteOf(error) };
    report([{ name: 'set-up', about: 'options, packages and tools', seconds: 0, counts }]);
  }
}

if (isMain(import.meta.url)) script(main);
