/**
 * `npm run build:wasm`: builds wasm/prebuilt/ and src/generated/ from the Rust workspace.
 * `npm run build:wasm -- --check`: writes nothing. It fails if a fresh build differs from the kept files.
 */

import { canInstall } from './apt.mjs';
import { ensurePackages } from './install.mjs';
import { script } from './run.mjs';
import { checkFresh } from './wasm-check.mjs';
import { rebuild } from './wasm-compile.mjs';

script(async () => {
  // wasm-opt is one of the packages.
  await ensurePackages();
  const options = { install: canInstall() };
  await (process.argv.includes('--check') ? checkFresh(options) : rebuild(options));
});
