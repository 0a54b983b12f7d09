/**
 * Vite plugin: compiles worklets. Vite copies what stands in `new URL('...', import.meta.url)` as it is, unless it is a worker's.
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

/** Module text in, module text out. */
export function importWorklets(code: string): string {
  const paths: string[] = [];
  const replaced = code.replace(WORKLET, (_, path: string) => `worklet${paths.push(path)}`);
  return paths.map((path, i) => `import worklet${i + 1} from '${path}?worker&url';\n`).join('') + replaced;
}
