/**
 * How the page is served and built: index.html, with hashed files under assets/. The library is a build of its own:
 * scripts/library.ts, which `npm run build` runs next.
 */

import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import { cssPlugin } from './scripts/css-plugin.ts';
import { guardPlugin } from './scripts/guard-plugin.ts';
import { headersPlugin } from './scripts/headers-plugin.ts';
import { layoutPlugin } from './scripts/layout-plugin.ts';
import { preloadPlugin } from './scripts/preload-plugin.ts';
import { workletPlugin } from './scripts/worklet-plugin.ts';

const root = fileURLToPath(new URL('.', import.meta.url));

export default defineConfig({
  root,
  // Relative addresses: the build works from any folder of any static server.
  base: './',
  // One page: an unknown path is a 404, not the page again.
  appType: 'mpa',
  plugins: [
    cssPlugin(),
    headersPlugin(root),
    layoutPlugin(),
    preloadPlugin(),
    workletPlugin(),
    guardPlugin(),
  ],
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
      input: { page: `${root}index.html` },
      output: {
        entryFileNames: 'assets/[name]-[hash].js',
        chunkFileNames: 'assets/[name]-[hash].js',
        assetFileNames: 'assets/[name]-[hash][extname]',
      },
    },
  },
});
