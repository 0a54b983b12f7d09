/**
 * `npm run build:wasm -- --check`: compares a fresh build with the kept files. It writes nothing into the checkout. The same
 * compiler must give the same bytes. Files of another compiler must pass the golden tests instead.
 */

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Problem, ROOT, run, say } from './run.mjs';
import { buildWasm, writeBuilt } from './wasm-compile.mjs';
import { PREBUILT, readManifest } from './wasm-sources.mjs';

/** @typedef {import('./wasm-sources.mjs').Manifest} Manifest */

/**
 * Builds the modules and compares them with the kept files.
 * @param {{ install: boolean }} options
 * @throws {Problem} that names every difference
 */
export async function checkFresh(options) {
  const kept = readManifest();
  if (!kept) throw new Problem('wasm/prebuilt/manifest.json is missing: run "npm run build:wasm".');
  const built = await buildWasm(options);
  const stale = [];
  if (kept.sourcesHash !== built.manifest.sourcesHash) stale.push('the hash of the Rust sources');
  for (const [path, text] of built.layouts) if (keptText(join(ROOT, path)) !== text) stale.push(path);
  const keys = /** @type {const} */ (['rustc', 'linker', 'wasmOpt']);
  const others = keys.filter((key) => kept[key] !== built.manifest[key]);
  if (others.length === 0) stale.push(...differentFiles(kept, built));
  if (stale.length > 0) {
    throw new Problem(
      `Not what the Rust sources give: ${stale.join(', ')}. Run "npm run build:wasm" and commit.`,
    );
  }
  if (others.length === 0) {
    say('The kept .wasm files, manifest and layout are byte for byte what the Rust sources give.');
    return;
  }
  for (const key of others) say(`${key}: kept "${kept[key]}", here "${built.manifest[key]}"`);
  say('Another compiler writes other bytes, so the golden tests run on the fresh files instead.');
  await goldenTests(built);
}

/**
 * @param {Manifest} kept
 * @param {Awaited<ReturnType<typeof buildWasm>>} built
 */
function differentFiles(kept, { manifest, files }) {
  const different = [...files]
    .filter(([name, bytes]) => !keptBytes(name)?.equals(bytes))
    .map(([name]) => name);
  if (figures(kept) !== figures(manifest)) different.push('manifest.json');
  return different;
}

/**
 * The manifest as text, without the compressed sizes: these depend on the version of zlib.
 * @param {Manifest} manifest
 */
function figures(manifest) {
  return JSON.stringify(manifest, (key, value) => (key === 'gzipBytes' ? undefined : value));
}

/** @param {string} name */
function keptBytes(name) {
  try {
    return readFileSync(join(PREBUILT, name));
  } catch {
    return null;
  }
}

/** @param {string} path */
function keptText(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

/** @param {Awaited<ReturnType<typeof buildWasm>>} built */
async function goldenTests(built) {
  const folder = mkdtempSync(join(tmpdir(), 'ringlight-'));
  try {
    writeBuilt(folder, built);
    const vitest = join(ROOT, 'node_modules/vitest/vitest.mjs');
    const args = [vitest, 'run', '--project', 'wasm'];
    const { code } = await run(process.execPath, args, { env: { RINGLIGHT_WASM_DIR: folder } });
    if (code !== 0) throw new Problem('The freshly built .wasm files fail the golden tests; see above.');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
