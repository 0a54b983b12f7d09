/**
 * Rolls the library's types into one file per entry. In: the declarations that TypeScript writes, one for each source. Out:
 * `dist/types/<entry>.d.ts`. What two entries share is in `shared.d.ts`: a class that came twice would be two types.
 */

import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'rolldown';
import { dts } from 'rolldown-plugin-dts';

/** What two entries share. The elements apart: `ringlight` alone needs no types of Lit. */
const SHARED = [
  { name: 'shared.d', test: /^(?!.*[\\/]elements[\\/])/, minShareCount: 2, priority: 1 },
  { name: 'shared-elements.d', minShareCount: 2 },
];

/**
 * Writes `dist/types/` anew.
 * @param declarations the folder of TypeScript's declarations.
 * @param entries sources by the name of what is built of them.
 */
export async function bundleTypes(
  root: string,
  declarations: string,
  entries: Record<string, string>,
): Promise<void> {
  const input = Object.fromEntries(
    Object.entries(entries).map(([name, source]) => [
      name,
      join(declarations, source.replace(/^src\//, '').replace(/\.ts$/, '.d.ts')),
    ]),
  );
  const folder = join(root, 'dist/types');
  // Compiled in, as its code is.
  const litReact = join(declarations, 'lit-react.d.ts');
  await copyFile(join(root, 'node_modules/@lit/react/development/create-component.d.ts'), litReact);
  await rm(folder, { recursive: true, force: true });
  const { output } = await build({
    write: false,
    // No path of this machine gets into the files.
    cwd: declarations,
    input,
    external: /^(lit|react)(\/|$)/,
    resolve: { alias: { '@lit/react': litReact } },
    plugins: [dts({ dtsInput: true, tsconfig: false })],
    output: {
      format: 'es',
      entryFileNames: '[name].ts',
      chunkFileNames: '[name].ts',
      codeSplitting: { groups: SHARED },
    },
  });
  await mkdir(folder, { recursive: true });
  for (const file of output) {
    if (file.type === 'chunk') await writeFile(join(folder, file.fileName), refer(file.code));
  }
  await copyFile(join(root, 'scripts/library/jsx.d.ts'), join(folder, 'jsx.d.ts'));
}

/** A project need not name the library of TypeScript that a type of ours is from. */
function refer(code: string): string {
  return /\bAsyncDisposable\b/.test(code) ? `/// <reference lib="esnext.disposable" />\n${code}` : code;
}
