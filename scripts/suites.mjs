/**
 * Every suite of `npm test`, in the order they run. To add one, add a row: `run` resolves to what passed and failed, or
 * throws a Problem where the suite could not run, which counts as one failed test.
 */

import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { canInstall } from './apt.mjs';
import { requireChromium, requireFirefox } from './browsers.mjs';
import { runChecks } from './check.mjs';
import { cargoCounts, playwrightCounts, vitestCounts } from './results.mjs';
import { ROOT, run } from './run.mjs';
import { checkSizes } from './size.mjs';
import { nativeCargo } from './toolchain.mjs';
import { checkFresh } from './wasm-check.mjs';

/** @typedef {import('./results.mjs').Counts} Counts */
/** @typedef {{ name: string, run: () => Promise<Counts> }} Suite */

const RESULTS = join(ROOT, 'test-results');
const BIN = {
  vite: join(ROOT, 'node_modules/vite/bin/vite.js'),
  tsc: join(ROOT, 'node_modules/typescript/bin/tsc'),
  vitest: join(ROOT, 'node_modules/vitest/vitest.mjs'),
  playwright: join(ROOT, 'node_modules/playwright/cli.js'),
};

/** @type {readonly Suite[]} */
export const SUITES = [
  { name: 'check: types, lint, format', run: runChecks },
  { name: 'Rust', run: () => cargoTest(['--workspace'], '.', {}) },
  {
    name: 'Rust: ring under loom',
    run: () =>
      cargoTest(['--release', '-p', 'ringlight-ring', '--test', 'loom'], 'loom', { RUSTFLAGS: '--cfg loom' }),
  },
  { name: 'kept .wasm files are what the Rust sources give', run: wasmFreshness },
  { name: 'unit', run: () => vitest('unit') },
  { name: 'kept .wasm files against the reference', run: () => vitest('wasm') },
  { name: 'exported traces, opened by others', run: () => vitest('traces') },
  { name: 'production build and size budget', run: buildAndSizes },
  { name: 'dev and preview servers', run: () => vitest('servers') },
  { name: 'Chromium', run: () => playwright('timed', 1) },
  { name: 'Chromium, two at once', run: () => playwright('untimed', 2) },
  { name: 'Firefox', run: firefox },
];

/**
 * @param {string[]} args
 * @param {string} target below wasm/target: other flags need a folder of their own, or each run rebuilds everything
 * @param {NodeJS.ProcessEnv} flags
 */
async function cargoTest(args, target, flags) {
  const { cargo, env } = await nativeCargo({ install: canInstall() });
  const all = [
    'test',
    '--locked',
    '--no-fail-fast',
    '--target-dir',
    join(ROOT, 'wasm/target', target),
    ...args,
  ];
  const { code, output } = await run(cargo, all, {
    cwd: join(ROOT, 'wasm'),
    env: { ...env, ...flags, CARGO_TERM_COLOR: 'never' },
  });
  return cargoCounts(output, code);
}

async function wasmFreshness() {
  await checkFresh({ install: canInstall() });
  return { passed: 1, failed: 0 };
}

/**
 * @param {string} project of vitest.config.ts
 * @param {NodeJS.ProcessEnv} [env]
 */
async function vitest(project, env = {}) {
  const report = reportFile(`vitest-${project}.json`);
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const { code } = await run(process.execPath, [BIN.vitest, 'run', '--project', project, ...reporters], {
    env,
  });
  return vitestCounts(readReport(report), code);
}

async function buildAndSizes() {
  const built = await run(process.execPath, [BIN.vite, 'build']);
  const declared =
    built.code === 0
      ? await run(process.execPath, [BIN.tsc, '-p', join(ROOT, 'tsconfig.types.json')])
      : built;
  if (declared.code !== 0) return { passed: 0, failed: 1, note: 'The production build failed.' };
  const { passed, failed } = checkSizes();
  return { passed: passed + 1, failed };
}

/**
 * @param {string} project of playwright.config.ts
 * @param {number} workers
 */
async function playwright(project, workers) {
  const env = { CHROMIUM_PATH: await requireChromium() };
  const report = reportFile(`playwright-${project}.json`);
  const options = [`--project=${project}`, `--workers=${workers}`, '--reporter=list,json'];
  const { code } = await run(process.execPath, [BIN.playwright, 'test', ...options], {
    env: { ...env, PLAYWRIGHT_JSON_OUTPUT_NAME: report },
  });
  return playwrightCounts(readReport(report), code);
}

async function firefox() {
  return vitest('firefox', { FIREFOX_PATH: await requireFirefox() });
}

/** @param {string} name of a report that must not be left from an earlier run */
function reportFile(name) {
  mkdirSync(RESULTS, { recursive: true });
  const path = join(RESULTS, name);
  rmSync(path, { force: true });
  return path;
}

/** @param {string} path */
function readReport(path) {
  return existsSync(path) ? readFileSync(path, 'utf8') : null;
}
