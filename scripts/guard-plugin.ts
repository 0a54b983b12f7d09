/**
 * Vite plugin: a TypeScript file in the build's output is an error. Vite compiles a worker only where its address stands
 * inside the call, `new Worker(new URL('...', import.meta.url))`; anywhere else it copies the source as it is, and the
 * worker fails in the built page only.
 */

import type { Plugin } from 'vite';

/** The plugin. */
export function guardPlugin(): Plugin {
  return {
    name: 'ringlight:guard',
    apply: 'build',
    generateBundle(_options, bundle) {
      const copied = Object.keys(bundle).filter((name) => name.endsWith('.ts'));
      if (copied.length > 0) {
        this.error(
          `${copied.join(', ')}: copied, not compiled. Write new Worker(new URL('...', import.meta.url)) in one piece.`,
        );
      }
    },
  };
}
