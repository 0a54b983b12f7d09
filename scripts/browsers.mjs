/** Finds the browsers that tests and benchmarks drive. Installs them if it can do so without a question to the user. */

import { aptInstall } from './apt.mjs';
import { isExecutable, Problem, which } from './run.mjs';

/**
 * Flags of every Chromium under test. The browser makes no requests of its own: tests see those of the page alone.
 * @type {readonly string[]}
 */
export const CHROMIUM_FLAGS = [
  '--no-sandbox',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-quic',
  '--no-first-run',
];

/**
 * Flags for a camera without hardware and without a question to the user. Add
 * `--use-file-for-fake-video-capture=FILE.y4m` to choose its pictures.
 * @type {readonly string[]}
 */
export const FAKE_CAMERA_FLAGS = ['--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream'];

/** Path of a Chromium or Chrome, or `null`. `CHROMIUM_PATH` comes first. */
export async function findChromium() {
  const named = process.env.CHROMIUM_PATH;
  if (named) return named;
  const own = await playwrightChromium();
  if (own) return own;
  const mac = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';
  return (
    which('chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable') ??
    (isExecutable(mac) ? mac : null)
  );
}

/** Path of a Firefox, or `null`. `FIREFOX_PATH` comes first. */
export function findFirefox() {
  const named = process.env.FIREFOX_PATH;
  if (named) return named;
  const mac = '/Applications/Firefox.app/Contents/MacOS/firefox';
  return which('firefox-esr', 'firefox') ?? (isExecutable(mac) ? mac : null);
}

/** Path of the Chromium that `npx playwright install chromium` downloads, or `null`. */
async function playwrightChromium() {
  try {
    const { chromium } = await import('playwright');
    const path = chromium.executablePath();
    return isExecutable(path) ? path : null;
  } catch {
    // Before `npm ci` playwright is not there. On some systems it has no browser.
    return null;
  }
}

/**
 * Path of a Chromium.
 * @throws {Problem} if there is none and none can be installed
 */
export async function requireChromium() {
  const found = (await findChromium()) ?? ((await aptInstall(['chromium'])) ? await findChromium() : null);
  if (found) return found;
  throw new Problem(
    'The browser tests need Chromium: install it ("npx playwright install chromium", or on Debian "apt-get install ' +
      'chromium"), or name one in CHROMIUM_PATH.',
  );
}

/**
 * Path of a Firefox.
 * @throws {Problem} if there is none and none can be installed
 */
export async function requireFirefox() {
  const found = findFirefox() ?? ((await aptInstall(['firefox-esr'])) ? findFirefox() : null);
  if (found) return found;
  throw new Problem(
    'The Firefox tests need Firefox: install it (on Debian "apt-get install firefox-esr"), or name one in FIREFOX_PATH.',
  );
}
