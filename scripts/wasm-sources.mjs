/** Says which sources the kept .wasm files come from: a hash over the Rust sources, and the manifest that holds it. */

import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { ROOT } from './run.mjs';

/** Where the kept files lie. */
export const PREBUILT = join(ROOT, 'wasm/prebuilt');

/**
 * @typedef {object} Manifest
 * @property {string} sourcesHash of the sources that the files were built from
 * @property {string} rustc version of the compiler
 * @property {string} linker version of the linker
 * @property {string} wasmOpt version of the optimizer
 * @property {Record<string, { bytes: number, gzipBytes: number, sha256: string }>} files by name
 */

/**
 * SHA-256, hexadecimal, over the Rust sources, Cargo.toml and Cargo.lock files below `folder`, sorted by path, without tests.
 * The path and length of each file are part of it: text that moves from one file to another changes the hash.
 * @param {string} [folder]
 */
export function sourcesHash(folder = join(ROOT, 'wasm')) {
  const hash = createHash('sha256');
  for (const path of sourceFiles(folder)) {
    const text = readFileSync(join(folder, path));
    hash.update(`${path}\0${text.length}\0`).update(text);
  }
  return hash.digest('hex');
}

/**
 * @param {string} folder
 * @returns {string[]} sorted, relative, with slashes
 */
function sourceFiles(folder) {
  const found = readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.isFile()) return [entry.name];
    // These hold built files, thousands of them.
    if (!entry.isDirectory() || entry.name === 'target' || entry.name === 'prebuilt') return [];
    return readdirSync(join(folder, entry.name), { recursive: true, encoding: 'utf8' }).map((path) =>
      [entry.name, ...path.split(sep)].join('/'),
    );
  });
  // Tests are not part of the modules.
  const isSource = (/** @type {string} */ path) =>
    /(\.rs|(^|\/)Cargo\.(toml|lock))$/.test(path) && !/(^|\/)tests\//.test(path);
  return found.filter(isSource).sort();
}

/**
 * The manifest in a folder of built files, or `null`.
 * @param {string} [folder]
 * @returns {Manifest | null}
 */
export function readManifest(folder = PREBUILT) {
  const path = join(folder, 'manifest.json');
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : null;
}
