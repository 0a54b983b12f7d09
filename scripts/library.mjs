/** Builds the library: scripts in dist/lib/, types in dist/types/, dist/custom-elements.json. `npm run build` runs it after the page's build. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isMain, Problem, ROOT, run, script } from './run.mjs';

/** The entries in `exports` of package.json: the names of built files, and their sources. */
const ENTRIES = {
  ringlight: 'src/index.ts',
  elements: 'src/elements/index.ts',
  image: 'src/image.ts',
  react: 'src/react/index.ts',
  trace: 'src/trace/index.ts',
};

/**
 * Runs a module of scripts/library. They are TypeScript, which Node.js 20 cannot run, so Vite compiles them.
 * @param {string} name
 */
async function load(name) {
  const { runnerImport } = await import('vite');
  const path = join(ROOT, `scripts/library/${name}.ts`);
  return (await runnerImport(path, { root: ROOT, configFile: false, logLevel: 'error' })).module;
}

/** Builds the scripts, with their workers and `.wasm` files. */
export async function buildScripts() {
  const { buildLibrary } = await load('build');
  await buildLibrary(ROOT, ENTRIES);
}

/**
 * Returns the folders of the npm packages that are compiled into the scripts.
 * @returns {Promise<string[]>}
 */
export async function packagesInside() {
  const { packagesInside } = await load('build');
  return packagesInside(ROOT, ENTRIES);
}

/** Builds the types. @throws {Problem} if TypeScript finds an error */
export async function buildTypes() {
  const folder = mkdtempSync(join(tmpdir(), 'ringlight-types-'));
  try {
    const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
    const args = [tsc, '-p', join(ROOT, 'tsconfig.types.json'), '--outDir', folder];
    const { code } = await run(process.execPath, args);
    if (code !== 0) throw new Problem('TypeScript could not write the types of the library; see above.');
    const { bundleTypes } = await load('types');
    await bundleTypes(ROOT, folder, ENTRIES);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Builds the custom-elements manifest, from which editors know the elements. */
export async function buildManifest() {
  const { writeManifest } = await load('manifest');
  await writeManifest(ROOT);
}

if (isMain(import.meta.url)) {
  script(async () => {
    await buildScripts();
    await buildTypes();
    await buildManifest();
  });
}
