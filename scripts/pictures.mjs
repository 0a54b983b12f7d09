/**
 * Makes the pictures and the sample trace of docs/: `node scripts/pictures.mjs`. Builds, serves, drives Chromium. On a quiet
 * machine, as the numbers in the pictures are those of this very run.
 */

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CHROMIUM_FLAGS, FAKE_CAMERA_FLAGS, requireChromium } from './browsers.mjs';
import { ensurePackages } from './install.mjs';
import { ROOT } from './run.mjs';

const SIZES = { desktop: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } };
const SETUP =
  'source=pattern&width=1280&height=720&fps=60&filters=grayscale,box-blur:5&threads=2&autostart=1';
const SOUND =
  'source=pattern&width=640&height=360&fps=30&audio=microphone&effects=gain:-6,high-pass:80,compressor&autostart=1';
const FOLDER = join(ROOT, 'docs/images');

await ensurePackages();
process.chdir(ROOT);
const { build, preview } = await import('vite');
const { chromium } = await import('playwright');
await build({ root: ROOT, logLevel: 'warn' });
const server = await preview({ root: ROOT, logLevel: 'error', preview: { port: 0 } });
const browser = await chromium.launch({
  executablePath: await requireChromium(),
  args: [...CHROMIUM_FLAGS, ...FAKE_CAMERA_FLAGS, '--autoplay-policy=no-user-gesture-required'],
});
await mkdir(FOLDER, { recursive: true });

/**
 * Waits in the page until `body`, a function's, gives something true.
 * @param {import('playwright').Page} page
 * @param {string} body
 */
async function until(page, body) {
  // Playwright's own waiting would evaluate text in the page, which our Content-Security-Policy forbids.
  const ready = () =>
    page.evaluate(`(() => {
      const app = document.querySelector('rl-app');
      const find = (name) => app?.shadowRoot?.querySelector(name);
      ${body}
    })()`);
  while (!(await ready())) await page.waitForTimeout(100);
}

/**
 * Does something in the page.
 * @param {import('playwright').Page} page
 * @param {string} body
 */
async function act(page, body) {
  await page.evaluate(`(async () => {
    const app = document.querySelector('rl-app');
    const find = (name) => app.shadowRoot.querySelector(name);
    ${body}
  })()`);
}

/** @param {number} frames */
const presented = (frames) => `return app?.pipeline?.stats().presented >= ${frames};`;

/**
 * The sound's section, with a microphone of the browser's own that beeps.
 * @param {import('playwright').Page} page
 * @param {string} path
 */
async function pictureSound(page, path) {
  await page.goto(`${server.resolvedUrls?.local[0]}?${SOUND}`);
  await until(page, "return app?.pipeline?.stats().audio?.state === 'running' && find('rl-spectrum');");
  // All of it in sight, as what is not draws nothing; and nothing that lies over it.
  const size = page.viewportSize();
  await page.setViewportSize({ width: size?.width ?? 0, height: 2400 });
  await act(page, "find('.power').style.visibility = 'hidden'; find('.sound').scrollIntoView();");
  // Long enough for a loudness over three seconds.
  await until(page, 'return app.pipeline.audio.context.currentTime > 8;');
  await page.locator('rl-app section.sound').screenshot({ path });
  if (size) await page.setViewportSize(size);
}

// `node scripts/pictures.mjs sound` makes those of the sound only.
const only = process.argv[2];

try {
  for (const [size, viewport] of Object.entries(SIZES)) {
    for (const colorScheme of /** @type {const} */ (['dark', 'light'])) {
      const page = await browser.newPage({ viewport, colorScheme });
      const name = (/** @type {string} */ what) => join(FOLDER, `${what}-${size}-${colorScheme}.png`);
      if (!only || only === 'sound') await pictureSound(page, name('sound'));
      if (only) {
        await page.close();
        continue;
      }
      await page.goto(`${server.resolvedUrls?.local[0]}?${SETUP}`);
      // Some seconds at 60 fps, with changes of settings in them.
      await until(page, presented(600));
      await act(page, 'app.pipeline.setSimd(false); app.pipeline.startTrace();');
      await until(page, presented(780));
      await act(page, 'globalThis.slow = app.pipeline.stopTrace(); app.pipeline.setSimd(true);');
      await until(page, presented(810));
      await act(page, 'app.pipeline.startTrace();');
      await until(page, presented(990));
      await act(page, 'globalThis.fast = app.pipeline.stopTrace();');
      await page.screenshot({ path: name('hud') });
      await act(page, "find('.instruments').scrollIntoView();");
      await until(page, presented(1050));
      await page.screenshot({ path: name('instruments') });
      await page.locator('rl-compare').getByRole('button', { name: 'Compare', exact: true }).click();
      await until(page, "return find('rl-compare').result;");
      await page.locator('rl-compare').screenshot({ path: name('compare') });
      await act(page, "find('rl-trace-viewer').traces = [slow, fast]; await app.pipeline.close();");
      await page.locator('rl-trace-viewer').getByRole('table').first().waitFor();
      await page.locator('rl-trace-viewer').screenshot({ path: name('viewer') });
      if (size === 'desktop' && colorScheme === 'dark') {
        const json = await page.evaluate('fast.toChromeJson().text()');
        await writeFile(join(ROOT, 'docs/sample-trace.json'), /** @type {string} */ (json));
      }
      await page.close();
    }
  }
} finally {
  await browser.close();
  await server.close();
}
