/** `npm run check`: types, lint and format of both languages. `npm test` counts each part as one test. */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { canInstall } from './apt.mjs';
import { ensurePackages } from './install.mjs';
import { isMain, Problem, ROOT, run, say, script } from './run.mjs';
import { nativeCargo } from './toolchain.mjs';

/** A realm is a kind of thread. It has its own global names, so each realm has its own tsconfig. */
const REALMS = ['src', 'worklets', 'node'];

/**
 * Runs every part and prints the output of those that fail.
 * @returns {Promise<{ passed: number, failed: number }>}
 */
export async function runChecks() {
  const node = (/** @type {string[]} */ ...args) => run(process.execPath, args, { quiet: true });
  const bin = (/** @type {string} */ path) => join(ROOT, 'node_modules', path);
  /** @type {[string, () => Promise<{ code: number, output: string }>][]} */
  const parts = REALMS.map((realm) => [
    `types: ${realm}`,
    () => node(bin('typescript/bin/tsc'), '-p', join(ROOT, `tsconfig.${realm}.json`)),
  ]);
  parts.push([
    'lint and format: TypeScript',
    () => node(bin('@biomejs/biome/bin/biome'), 'check', '--error-on-warnings', ROOT),
  ]);
  parts.push(['format: Rust', () => cargo(['fmt', '--all', '--check'])]);
  const lint = ['clippy', '--workspace', '--all-targets', '--locked', '--quiet', '--', '-D', 'warnings'];
  parts.push(['lint: Rust', () => cargo(lint)]);

  let failed = 0;
  for (const [name, part] of parts) {
    const { code, output } = await part();
    say(`${code === 0 ? 'ok    ' : 'FAILED'} ${name}`);
    if (code !== 0) say(output);
    failed += code === 0 ? 0 : 1;
  }
  return { passed: parts.length - failed, failed };
}

/** @param {string[]} args */
async function cargo(args) {
  try {
    const { cargo, env } = await nativeCargo({ install: canInstall() });
    return await run(cargo, args, { cwd: join(ROOT, 'wasm'), env, quiet: true });
  } catch (error) {
    if (error instanceof Problem) return { code: 1, output: error.message };
    throw error;
  }
}

if (isMain(import.meta.url)) {
  script(async () => {
    if (!existsSync(join(ROOT, 'node_modules'))) await ensurePackages();
    const { failed } = await runChecks();
    if (failed > 0) process.exitCode = 1;
  });
}
