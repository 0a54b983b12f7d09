/**
 * Vite plugin, in place of Vite's own module preloading: `<link rel="modulepreload">` in the built page for every module
 * that its entry imports, directly or through another, so that they load side by side instead of one after the other.
 * Vite's way wraps every dynamic import in code that needs a window; the library also runs in workers.
 */

import type { Plugin } from 'vite';

/** What the plugin needs to know of a built file. */
interface BuiltFile {
  readonly type: 'chunk' | 'asset';
  readonly imports?: readonly string[];
}

/** The module that Vite wraps dynamic imports with. */
const HELPER = '\0vite/preload-helper.js';

/** The plugin. Files are addressed relative to the page, which lies at the root of the build. */
export function preloadPlugin(): Plugin {
  return {
    name: 'ringlight:preload',
    apply: 'build',
    enforce: 'pre',
    load(id) {
      return id === HELPER ? 'export const __vitePreload = (load) => load();' : null;
    },
    transformIndexHtml: {
      order: 'post',
      handler(html, { bundle = {}, chunk }) {
        return [...staticImports(bundle, chunk?.imports ?? [])]
          .filter((file) => !html.includes(file))
          .map((file) => ({
            tag: 'link',
            attrs: { rel: 'modulepreload', crossorigin: true, href: `./${file}` },
            injectTo: 'head',
          }));
      },
    },
  };
}

function staticImports(bundle: Readonly<Record<string, BuiltFile>>, first: readonly string[]): Set<string> {
  const found = new Set(first);
  for (const name of found) {
    // A set's iteration reaches what is added meanwhile.
    for (const file of bundle[name]?.imports ?? []) found.add(file);
  }
  return found;
}
