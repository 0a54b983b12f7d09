/**
 * Rolls the library's types into one file per entry. In: the declarations that TypeScript writes, one for each source. Out:
 * `dist/types/<entry>.d.ts`. What two entries share is in `shared.d.ts`: a class that came twice would be two types.
 */

import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'rolldown';
import { dts } from 'rolldown-plugin-dts';

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
  await rm(folder, { recursive: true, force: true });
  await build({
    // No path of this machine gets into the files.
    cwd: declarations,
    input,
    external: /^lit(\/|$)/,
    plugins: [dts({ dtsInput: true, tsconfig: false })],
    output: {
      dir: folder,
      format: 'es',
      entryFileNames: '[name].ts',
      chunkFileNames: '[name].ts',
      codeSplitting: { groups: [{ name: 'shared.d', minShareCount: 2 }] },
    },
  });
}
