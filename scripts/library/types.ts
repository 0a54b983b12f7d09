/**
 * Puts the library's types into one file per entry. In: the declarations that TypeScript writes, one for each source. Out:
 * `dist/types/<entry>.d.ts`. Types that two entries share are in `shared.d.ts`: two copies of a class would be two types.
 */

import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'rolldown';
import { dts } from 'rolldown-plugin-dts';

/** Types that two entries share. Those of the elements have their own file, because `ringlight` alone needs no types of Lit. */
const SHARED = [
  { name: 'shared.d', test: /^(?!.*[\\/]elements[\\/])/, minShareCount: 2, priority: 1 },
  { name: 'shared-elements.d', minShareCount: 2 },
];

/**
 * Writes `dist/types/` anew.
 * @param declarations the folder of TypeScript's declarations.
 * @param entries sources by the name of the built file.
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
  // The types of `@lit/react` are compiled in, like its code.
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

/** Adds a reference to the TypeScript library that `AsyncDisposable` is from. So a project need not name it. */
function refer(code: string): string {
  return /\bAsyncDisposable\b/.test(code) ? `/// <reference lib="esnext.disposable" />\n${code}` : code;
}
