import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { packagesFit, requireNode } from './install.mjs';
import { cargoCounts, playwrightCounts, vitestCounts } from './results.mjs';
import { collect, run, say } from './run.mjs';
import { BUDGET, checkSizes } from './size.mjs';
import { portOf } from './start.mjs';
import { SUITES } from './suites.mjs';
import { chosenNames, countsOf } from './test.mjs';
import { readManifest, sourcesHash } from './wasm-sources.mjs';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ringlight-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(path: string, content: string | Uint8Array): void {
  mkdirSync(join(folder, path, '..'), { recursive: true });
  writeFileSync(join(folder, path), content);
}

describe('counts of what passed and failed', () => {
  test('cargo: the sum over its test programs', () => {
    const output = [
      'test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s',
      'test result: FAILED. 3 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s',
    ].join('\n');
    expect(cargoCounts(output, 101)).toEqual({ passed: 15, failed: 2 });
  });

  test('a suite that ended badly, or ran nothing, is a failed one', () => {
    expect(cargoCounts('error: could not compile', 101)).toMatchObject({ passed: 0, failed: 1 });
    expect(cargoCounts('test result: ok. 12 passed; 0 failed; 0 ignored', 101)).toMatchObject({
      passed: 12,
      failed: 1,
    });
    expect(cargoCounts('test result: ok. 0 passed; 0 failed; 0 ignored', 0)).toMatchObject({
      passed: 0,
      failed: 1,
    });
    expect(vitestCounts(null, 1)).toMatchObject({ failed: 1 });
    expect(vitestCounts(null, 0)).toMatchObject({ failed: 1 });
    expect(playwrightCounts(null, 1)).toMatchObject({ failed: 1 });
  });

  test('vitest and Playwright: their reports', () => {
    expect(vitestCounts('{"numPassedTests":4,"numFailedTests":0}', 0)).toEqual({ passed: 4, failed: 0 });
    expect(vitestCounts('{"numPassedTests":4,"numFailedTests":1}', 1)).toEqual({ passed: 4, failed: 1 });
    // A file that could not be loaded has no test of its own.
    expect(vitestCounts('{"numPassedTests":4,"numFailedTests":0}', 1)).toMatchObject({
      passed: 4,
      failed: 1,
    });
    expect(playwrightCounts('{"stats":{"expected":5,"unexpected":1,"flaky":1,"skipped":2}}', 1)).toEqual({
      passed: 5,
      failed: 2,
    });
  });
});

test('Node.js has to be new enough', () => {
  for (const version of ['20.19.0', '20.20.2', '22.12.0', '24.0.0'])
    expect(() => requireNode(version)).not.toThrow();
  for (const version of ['18.20.0', '20.18.3', '22.11.0'])
    expect(() => requireNode(version)).toThrow(/Node\.js 20\.19/);
});

test('packages are installed again only where they differ from the lock file', () => {
  const lit = { version: '1.0.0', integrity: 'x' };
  const wanted = {
    packages: { '': {}, 'node_modules/lit': lit, 'node_modules/mac': { ...lit, optional: true } },
  };
  expect(packagesFit(wanted, { packages: { 'node_modules/lit': lit } })).toBe(true);
  expect(packagesFit(wanted, null)).toBe(false);
  expect(packagesFit(wanted, { packages: {} })).toBe(false);
  expect(packagesFit(wanted, { packages: { 'node_modules/lit': { ...lit, version: '1.0.1' } } })).toBe(false);
  expect(packagesFit(wanted, { packages: { 'node_modules/lit': lit, 'node_modules/old': lit } })).toBe(false);
});

test('npm start takes a port and nothing else', () => {
  expect(portOf([])).toBe(5173);
  expect(portOf(['--port', '8080'])).toBe(8080);
  expect(portOf(['--port=8080'])).toBe(8080);
  for (const args of [
    ['--port'],
    ['--port', 'x'],
    ['--port', '0'],
    ['--port', '70000'],
    ['8080'],
    ['--port', '1', '2'],
  ]) {
    expect(() => portOf(args)).toThrow(/Usage/);
  }
});

test('the hash of the sources follows contents, names and the lock file, and nothing else', () => {
  write('Cargo.lock', 'a');
  write('ring/src/lib.rs', 'b');
  const first = sourcesHash(folder);
  write('target/debug/build.rs', 'x');
  write('prebuilt/manifest.json', '{}');
  write('ring/notes.txt', 'x');
  expect(sourcesHash(folder)).toBe(first);
  write('ring/src/lib.rs', 'c');
  const changed = sourcesHash(folder);
  expect(changed).not.toBe(first);
  write('Cargo.lock', 'ac');
  write('ring/src/lib.rs', '');
  expect(sourcesHash(folder)).not.toBe(changed);
  expect(readManifest(join(folder, 'prebuilt'))).toEqual({});
  expect(readManifest(folder)).toBeNull();
});

test('the size budget counts what the page loads first, workers included, and what it imports later', () => {
  write('index.html', '<script src="./assets/page-1.js"></script>');
  write('assets/page-1.js', 'import "./shared-1.js"; const later = () => import("./later-1.js")');
  write('assets/shared-1.js', 'new Worker("work.worker-1.js")');
  write('assets/later-1.js', 'import "./shared-1.js"; import "./chart-1.js"');
  write('assets/chart-1.js', '1');
  write('assets/work.worker-1.js', '1');
  write('assets/a.wasm', new Uint8Array(1000));
  expect(checkSizes(folder)).toEqual({ passed: 3, failed: 0 });
  // Random bytes do not compress.
  const noise = Uint8Array.from({ length: BUDGET.later + 1 }, () => Math.random() * 256);
  write('assets/unused-1.js', noise);
  expect(checkSizes(folder)).toEqual({ passed: 3, failed: 0 });
  write('assets/chart-1.js', noise);
  expect(checkSizes(folder)).toEqual({ passed: 2, failed: 1 });
  write('assets/work.worker-1.js', noise);
  write('assets/b.wasm', noise);
  expect(checkSizes(folder)).toEqual({ passed: 1, failed: 3 });
  rmSync(join(folder, 'assets/page-1.js'));
  expect(checkSizes(folder)).toEqual({ passed: 0, failed: 1 });
});

test('a program that does not exist has exit code 127', async () => {
  const { code, output } = await run('ringlight-no-such-program', [], { quiet: true });
  expect(code).toBe(127);
  expect(output).toMatch(/ENOENT/);
});

describe('npm test', () => {
  const names = ['unit', 'wasm', 'firefox'];

  test('runs every suite, or those that --only names', () => {
    expect(chosenNames([], names)).toEqual(names);
    expect(chosenNames(['--only', 'wasm'], names)).toEqual(['wasm']);
    expect(chosenNames(['--only=wasm'], names)).toEqual(['wasm']);
    expect(chosenNames(['--only', 'wasm', '--only=unit', '--only', 'wasm'], names)).toEqual(['wasm', 'unit']);
    expect(chosenNames(['--only', 'firefox, unit'], names)).toEqual(['firefox', 'unit']);
  });

  test('lists the suites if it does not know one, or an option', () => {
    const list = 'The suites are: unit, wasm, firefox.';
    for (const name of ['x', '', 'UNIT', 'unit,', 'unit wasm']) {
      expect(() => chosenNames(['--only', name], names)).toThrow(`". ${list}`);
    }
    for (const args of [['--only'], ['unit'], ['--all'], ['--only', 'unit', 'wasm']]) {
      expect(() => chosenNames(args, names)).toThrow(/^Usage: .* The suites are: unit, wasm, firefox\.$/);
    }
  });

  test('has a short name for every suite, and each needs suites that are there', () => {
    const all = SUITES.map(({ name }) => name);
    expect(new Set(all).size).toBe(all.length);
    for (const { name, needs = [] } of SUITES) {
      expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/);
      for (const need of needs) expect(all.indexOf(need)).toBeLessThan(all.indexOf(name));
      expect(all).toEqual(expect.arrayContaining([...needs]));
    }
  });

  test('does not run a suite if one that it needs failed', async () => {
    const ended = (failed: number) => new Map([['build', { counts: { passed: 1, failed }, seconds: 1 }]]);
    let runs = 0;
    const suite = {
      name: 'page',
      about: '',
      needs: ['build'],
      run: async () => ({ passed: ++runs, failed: 0 }),
    };
    expect(await countsOf(suite, ended(1))).toMatchObject({
      passed: 0,
      failed: 1,
      note: expect.stringContaining('build'),
    });
    expect(runs).toBe(0);
    expect(await countsOf(suite, ended(0))).toEqual({ passed: 1, failed: 0 });
  });

  test('a suite that throws is a failed one', async () => {
    const run = () => Promise.reject(new Error('no browser'));
    const counts = await countsOf({ name: 'page', about: '', run }, new Map());
    expect(counts).toMatchObject({ passed: 0, failed: 1, note: 'Error: no browser' });
  });

  test('keeps the outputs of suites apart that run at the same time', async () => {
    let secondStarted = () => {};
    const both = new Promise<void>((resolve) => {
      secondStarted = resolve;
    });
    const task = (name: string, ready?: () => void) => async () => {
      say(`${name} starts`);
      ready?.();
      await both;
      await run(process.execPath, ['-e', `console.log('${name} prints'); console.error('${name} warns')`]);
      await run(process.execPath, ['-e', "console.log('unseen')"], { quiet: true });
      say(`${name} ends`);
      return name;
    };
    const outputs = await Promise.all([collect(task('a')), collect(task('b', secondStarted))]);
    for (const { result, chunks } of outputs) {
      const lines = chunks.join('').trim().split('\n');
      expect([lines[0], lines.at(-1)]).toEqual([`${result} starts`, `${result} ends`]);
      // stdout and stderr are two pipes: which comes first is not told.
      expect(lines.slice(1, -1).sort()).toEqual([`${result} prints`, `${result} warns`]);
    }
  });
});
