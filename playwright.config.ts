/** Tests in a real Chromium against the production build: `npm run build`, then `npx playwright test`. */

import { defineConfig } from 'playwright/test';
import { CHROMIUM_FLAGS, FAKE_CAMERA_FLAGS, findChromium } from './scripts/browsers.mjs';

/** Two checkouts that are tested at once need two ports. */
const PORT = Number(process.env.E2E_PORT ?? 5174);
const executablePath = await findChromium();
/** Those that neither measure nor count frames, which another browser beside them cannot spoil. */
const UNTIMED = [
  ...['accessibility', 'address', 'assets', 'camera-failures', 'compare', 'compare-card', 'frame-carries'],
  ...['docs', 'hud', 'image', 'isolation', 'keyboard', 'library', 'life', 'life-faults', 'life-memory'],
  ...['page', 'palette', 'react', 'rungs', 'sinks', 'solo', 'sound-instruments', 'sound-mishaps'],
  ...['sound-output', 'sound-sources', 'trace-recorder', 'trace-viewer', 'truth-allocation', 'truth-sound'],
].map((name) => `**/${name}.spec.ts`);

export default defineConfig({
  testDir: 'e2e',
  testMatch: '**/*.spec.ts',
  outputDir: 'test-results/playwright',
  // `npm test` gives the project `untimed` two.
  workers: 1,
  fullyParallel: false,
  retries: 0,
  forbidOnly: Boolean(process.env.CI),
  timeout: 60_000,
  // Conditions are waited for; this is when a busy machine is given up on.
  expect: { timeout: 20_000 },
  reporter: 'list',
  projects: [
    // Frame rates and latencies are part of what is tested: one at a time.
    { name: 'timed', testIgnore: UNTIMED },
    { name: 'untimed', testMatch: UNTIMED },
  ],
  use: {
    baseURL: `http://localhost:${PORT}/`,
    browserName: 'chromium',
    launchOptions: {
      ...(executablePath ? { executablePath } : {}),
      // Sound starts by itself: whether a test's own calls count as a gesture depends on when they come.
      args: [...CHROMIUM_FLAGS, ...FAKE_CAMERA_FLAGS, '--autoplay-policy=no-user-gesture-required'],
    },
  },
  webServer: {
    command: `node node_modules/vite/bin/vite.js preview --port ${PORT} --strictPort`,
    url: `http://localhost:${PORT}/`,
    reuseExistingServer: !process.env.CI,
    timeout: 30_000,
  },
});
