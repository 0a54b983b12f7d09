/**
 * Vite plugin: compiles worklets. Vite itself compiles only workers. It copies other files in `new URL('...', import.meta.url)`.
 * In: `new URL('....worklet.ts', import.meta.url)`. Out: the address of the compiled script.
 */

import type { Plugin } from 'vite';

const WORKLET = /new URL\('([^']+\.worklet\.ts)', import\.meta\.url\)/g;

/** The plugin. */
export function workletPlugin(): Plugin {
  return {
    name: 'ringlight:worklet',
    enforce: 'pre',
    transform(code) {
      if (!code.includes('.worklet.ts')) return null;
      return { code: importWorklets(code), map: null };
    },
  };
}

/** Replaces addresses of worklets in a module's text by imports, which Vite compiles. */
export function importWorklets(code: string): string {
  const paths: string[] = [];
  const replaced = code.replace(WORKLET, (_, path: string) => `worklet${paths.push(path)}`);
  return paths.map((path, i) => `import worklet${i + 1} from '${path}?worker&url';\n`).join('') + replaced;
}
