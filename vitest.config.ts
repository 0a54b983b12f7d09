/** Tests in Node.js. Each project is one suite of scripts/test.mjs: `npx vitest run --project unit`. */

import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: [
      {
        extends: './vite.config.ts',
        test: {
          name: 'unit',
          include: ['{src,worklets,scripts,e2e/support,e2e/bench}/**/*.test.ts'],
          // Some go through thousands of cases; this is when a busy machine is given up on.
          testTimeout: 60_000,
        },
      },
      // The built .wasm files against the reference.
      { test: { name: 'wasm', include: ['e2e/wasm/**/*.test.ts'], testTimeout: 120_000 } },
      // The dev and preview servers; needs dist/.
      { test: { name: 'servers', include: ['e2e/servers/**/*.test.ts'], testTimeout: 60_000 } },
      // The tarball; needs dist/, and cargo for the crates' licences.
      {
        test: {
          name: 'package',
          include: ['e2e/package/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 60_000,
        },
      },
      // Exported traces, opened by what is not ours; builds a decoder with cargo.
      { test: { name: 'traces', include: ['e2e/trace-formats/**/*.test.ts'], testTimeout: 60_000 } },
      // Firefox over WebDriver BiDi; needs dist/ and a Firefox.
      {
        test: {
          name: 'firefox',
          include: ['e2e/firefox/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
