/**
 * Every suite of `npm test`. To add one, add a row. `run` resolves to what passed and failed. It throws a Problem if the suite
 * could not run, which counts as one failed test.
 */

import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { canInstall } from './apt.mjs';
import { requireChromium, requireFirefox } from './browsers.mjs';
import { runChecks } from './check.mjs';
import { cargoCounts, playwrightCounts, vitestCounts } from './results.mjs';
import { Problem, ROOT, run } from './run.mjs';
import { checkConsumer, checkSizes } from './size.mjs';
import { nativeCargo, wasmToolchain } from './toolchain.mjs';
import { checkFresh } from './wasm-check.mjs';
import { readManifest } from './wasm-sources.mjs';

/** @typedef {import('./results.mjs').Counts} Counts */
/** @typedef {keyof typeof TOOLS} Tool */
/**
 * @typedef {object} Suite
 * @property {string} name what `npm test -- --only NAME` takes
 * @property {string} about what it tests
 * @property {readonly string[]} [needs] suites that have to pass first
 * @property {readonly Tool[]} [tools] what must be installed
 * @property {boolean} [alone] it measures time or counts frames, or uses all cores itself: nothing runs beside it
 * @property {() => Promise<Counts>} run
 */

/** How each tool is found, or installed. */
const TOOLS = {
  rust: () => nativeCargo({ install: canInstall() }),
  wasm: () => wasmToolchain({ install: canInstall(), prefer: readManifest()?.rustc }),
  chromium: requireChromium,
  firefox: requireFirefox,
};
const RESULTS = join(ROOT, 'test-results');
const BIN = {
  vite: join(ROOT, 'node_modules/vite/bin/vite.js'),
  vitest: join(ROOT, 'node_modules/vitest/vitest.mjs'),
  playwright: join(ROOT, 'node_modules/playwright/cli.js'),
};

/**
 * In the order in which they start. The long ones come first, so that none is left over at the end.
 * @type {readonly Suite[]}
 */
export const SUITES = [
  { name: 'check', about: 'types, lint, format', tools: ['rust'], run: runChecks },
  {
    name: 'wasm-fresh',
    about: 'the kept .wasm files are what the Rust sources give',
    tools: ['wasm'],
    run: wasmFreshness,
  },
  {
    name: 'rust',
    about: 'kernels, ring and pool, native',
    tools: ['rust'],
    run: () => cargoTest(['--workspace'], '.', {}),
  },
  {
    name: 'loom',
    about: 'the ring under every interleaving',
    tools: ['rust'],
    run: () =>
      cargoTest(['--release', '-p', 'ringlight-ring', '--test', 'loom'], 'loom', { RUSTFLAGS: '--cfg loom' }),
  },
  {
    name: 'wasm',
    about: 'the kept .wasm files against the reference',
    run: () => vitest('wasm'),
  },
  { name: 'unit', about: 'TypeScript in Node.js', run: () => vitest('unit') },
  {
    name: 'traces',
    about: 'exported traces, opened by programs of others',
    tools: ['rust'],
    run: () => vitest('traces'),
  },
  { name: 'build', about: 'the production build', run: build },
  { name: 'size', about: 'the size budget', needs: ['build'], run: size },
  { name: 'servers', about: 'dev and preview servers', needs: ['build'], run: () => vitest('servers') },
  {
    name: 'consumers',
    about: 'the package as npm publishes it, in real projects',
    needs: ['build'],
    tools: ['chromium'],
    run: consumers,
  },
  {
    name: 'package',
    about: 'the tarball: publint, attw, types, notices',
    needs: ['build'],
    tools: ['rust'],
    run: () => vitest('package'),
  },
  {
    name: 'chromium',
    about: 'Chromium, tests that measure',
    needs: ['build'],
    tools: ['chromium'],
    alone: true,
    run: () => playwright('timed', 1),
  },
  {
    name: 'chromium-untimed',
    about: 'Chromium, two at once',
    needs: ['build'],
    tools: ['chromium'],
    alone: true,
    run: () => playwright('untimed', 2),
  },
  {
    name: 'firefox',
    about: 'Firefox',
    needs: ['build'],
    tools: ['firefox'],
    alone: true,
    run: firefox,
  },
];

/**
 * Installs what the suites use and this machine lacks. It does so before any of them runs: the package manager takes one
 * caller at a time, and a compiler must not change while it is used.
 * @param {readonly Suite[]} suites
 */
export async function installTools(suites) {
  for (const tool of new Set(suites.flatMap(({ tools = [] }) => tools))) {
    try {
      await TOOLS[tool]();
    } catch (error) {
      // Each suite that uses the tool looks for it again, and reports this Problem as its own.
      if (!(error instanceof Problem)) throw error;
    }
  }
}

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

/** @param {string} name */
const script = (name) => join(ROOT, 'scripts', name);

async function build() {
  for (const part of [[BIN.vite, 'build'], [script('library.mjs')], [script('docs/build.mjs')]]) {
    const { code } = await run(process.execPath, part);
    if (code !== 0) return { passed: 0, failed: 1, note: 'The production build failed.' };
  }
  return { passed: 1, failed: 0 };
}

async function size() {
  const page = checkSizes();
  const consumer = await checkConsumer();
  return { passed: page.passed + consumer.passed, failed: page.failed + consumer.failed };
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

async function consumers() {
  return vitest('consumers', { CHROMIUM_PATH: await requireChromium() });
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
