/**
 * How the page and the library are served and built. Two products come out of one build: the page (index.html with
 * hashed files under assets/) and the library's four modules under lib/ with stable names, sharing the same assets.
 */

import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import { cssPlugin } from './scripts/css-plugin.ts';
import { guardPlugin } from './scripts/guard-plugin.ts';
import { headersPlugin } from './scripts/headers-plugin.ts';
import { layoutPlugin } from './scripts/layout-plugin.ts';
import { preloadPlugin } from './scripts/preload-plugin.ts';

const root = fileURLToPath(new URL('.', import.meta.url));

/** Entry names of the library: what `exports` in package.json points at. */
const LIBRARY: Record<string, string> = {
  ringlight: 'src/index.ts',
  elements: 'src/elements/index.ts',
  image: 'src/image.ts',
  trace: 'src/trace/index.ts',
};

export default defineConfig({
  root,
  // Relative addresses: the build works from any folder of any static server.
  base: './',
  // One page: an unknown path is a 404, not the page again.
  appType: 'mpa',
  plugins: [cssPlugin(), headersPlugin(root), layoutPlugin(), preloadPlugin(), guardPlugin()],
  worker: { format: 'es', plugins: () => [layoutPlugin()] },
  server: {
    port: 5173,
    // The overlay needs inline styles, which our Content-Security-Policy refuses; errors are in terminal and console.
    hmr: { overlay: false },
    // Cargo writes thousands of files there.
    watch: { ignored: ['**/wasm/target/**', '**/test-results/**'] },
  },
  preview: { port: 5173 },
  build: {
    target: 'esnext',
    assetsInlineLimit: 0,
    // Our own plugin does it.
    modulePreload: false,
    reportCompressedSize: false,
    rolldownOptions: {
      input: { page: `${root}index.html`, ...LIBRARY },
      // The library's modules keep their export names, although the page shares their code.
      preserveEntrySignatures: 'strict',
      output: {
        entryFileNames: (chunk) => (chunk.name in LIBRARY ? 'lib/[name].js' : 'assets/[name]-[hash].js'),
        chunkFileNames: 'assets/[name]-[hash].js',
        assetFileNames: 'assets/[name]-[hash][extname]',
      },
    },
  },
});
