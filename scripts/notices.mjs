/**
 * Writes THIRD-PARTY-NOTICES.md: the licences of all code that is compiled into the library. In: npm packages, crates, and
 * scripts/licences for packages without a licence text. `npm test -- --only package` fails if the file is out of date.
 *
 * Usage: node scripts/notices.mjs
 */

import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { packagesInside } from './library.mjs';
import { isMain, Problem, ROOT, run, say, script } from './run.mjs';
import { nativeCargo } from './toolchain.mjs';

/** @typedef {{ name: string, version: string, license: string, text: string }} Notice */

export const NOTICES = join(ROOT, 'THIRD-PARTY-NOTICES.md');
/** The crates that become `.wasm` files. */
const MODULES = ['ringlight-pool', 'ringlight-audio', 'ringlight-denoise', 'ringlight-analysis'];
const LICENCE_FILE = /^(licen[cs]e|copying|notice)/i;

/** The text of the MIT licence, for packages that name it and contain no text. */
const MIT = `Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation
files (the "Software"), to deal in the Software without restriction, including without limitation the rights to use, copy, modify,
merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is furnished
to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF
MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE
FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN
CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.`;

/** The part of Rust itself that every `.wasm` file contains. */
const STANDARD_LIBRARY = {
  name: 'The Rust standard library',
  version: '',
  license: 'MIT OR Apache-2.0',
  text: `Copyright (c) The Rust Project Contributors\n\n${MIT}`,
};

/** Returns the text of the file. @throws {Problem} if a licence has no text, or there is no cargo */
export async function makeNotices() {
  const notices = [...(await npmNotices()), STANDARD_LIBRARY, ...(await crateNotices())];
  const sections = notices.map(
    ({ name, version, license, text }) =>
      `## ${[name, version].filter(Boolean).join(' ')}\n\n${license}\n\n${indent(text)}\n`,
  );
  const head =
    '# Third-party notices\n\nThe scripts and the `.wasm` files of Ringlight contain what is listed here. `node scripts/notices.mjs` writes this file.\n';
  return [head, ...sections].join('\n');
}

/** @param {string} text */
function indent(text) {
  const lines = text.replace(/\r/g, '').trim().split('\n');
  return lines.map((line) => (line.trim() ? `    ${line.trimEnd()}` : '')).join('\n');
}

/** @returns {Promise<Notice[]>} */
async function npmNotices() {
  return (await packagesInside()).map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    return { name, version, license, text: licenceText(folder, license, '', name) };
  });
}

/** @returns {Promise<Notice[]>} */
async function crateNotices() {
  const { cargo, env } = await nativeCargo({ install: false });
  const args = [
    'metadata',
    '--format-version',
    '1',
    '--locked',
    '--filter-platform',
    'wasm32-unknown-unknown',
  ];
  const { code, stdout, output } = await run(cargo, args, { cwd: join(ROOT, 'wasm'), env, quiet: true });
  if (code !== 0) throw new Problem(`cargo could not name the crates: ${output.trim()}`);
  return compiledCrates(JSON.parse(stdout)).map(({ name, version, license, authors, manifest_path }) => ({
    name,
    version,
    license,
    text: licenceText(dirname(manifest_path), license, authors.join(', '), name),
  }));
}

/**
 * Returns other people's crates that cargo compiles into the modules. Leaves out crates that only tests or the build use.
 * @param {any} metadata what `cargo metadata` prints
 */
export function compiledCrates({ packages, resolve }) {
  const byId = new Map(packages.map((/** @type {any} */ one) => [one.id, one]));
  const nodes = new Map(resolve.nodes.map((/** @type {any} */ node) => [node.id, node]));
  const found = new Set(
    packages
      .filter((/** @type {any} */ { name }) => MODULES.includes(name))
      .map((/** @type {any} */ { id }) => id),
  );
  for (const id of found) {
    // This loop also visits ids that are added while it runs.
    for (const { pkg, dep_kinds: kinds } of nodes.get(id).deps) {
      if (kinds.some((/** @type {any} */ { kind }) => kind === null)) found.add(pkg);
    }
  }
  return [...found]
    .map((id) => byId.get(id))
    .filter(({ source }) => source !== null)
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/**
 * Returns the licence's text. If there is a choice of licences, it returns that of MIT.
 * @param {string} folder of the package
 * @param {string} license its expression
 * @param {string} authors for a package without a licence text
 * @param {string} name
 */
function licenceText(folder, license, authors, name) {
  const files = readdirSync(folder).filter((file) => LICENCE_FILE.test(file));
  const mit = files.filter((file) => /mit/i.test(file));
  const chosen = /\bMIT\b/.test(license) && mit.length > 0 ? mit : files;
  const kept = join(ROOT, 'scripts/licences', `${name.replace('@', '').replace('/', '-')}.txt`);
  if (files.length === 0 && existsSync(kept)) return readFileSync(kept, 'utf8');
  const texts = chosen.sort().map((file) => readFileSync(join(folder, file), 'utf8'));
  // Some files only name the licences.
  if (/\bMIT\b/.test(license) && texts.length > 0 && !/permission is hereby granted/i.test(texts.join()))
    texts.push(MIT);
  if (texts.length > 0) return texts.join('\n\n');
  if (/\bMIT\b/.test(license) && authors) return `Copyright (c) ${authors}\n\n${MIT}`;
  throw new Problem(`${name} (${license}) brings no licence's text: put it into scripts/licences.`);
}

if (isMain(import.meta.url)) {
  script(async () => {
    writeFileSync(NOTICES, await makeNotices());
    say(`Wrote ${NOTICES}`);
  });
}
