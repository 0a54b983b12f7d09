/** Checks what every script needs: a Node.js that is new enough, and the packages of the lock file. */

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Problem, ROOT, run } from './run.mjs';

/**
 * @param {string} [version] such as `20.19.0`
 * @throws {Problem} if Node.js is too old
 */
export function requireNode(version = process.versions.node) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const fits = major > 22 || (major === 22 && minor >= 12) || (major === 20 && minor >= 19);
  if (!fits) {
    throw new Problem(
      `Ringlight needs Node.js 20.19 or newer of 20, or 22.12 or newer; this is ${version}. See https://nodejs.org/.`,
    );
  }
}

/**
 * Runs `npm ci` if node_modules is missing or differs from the lock file.
 * @throws {Problem} if it fails
 */
export async function ensurePackages() {
  if (packagesFit(readJson('package-lock.json'), readJson('node_modules/.package-lock.json'))) return;
  console.log('Installing the packages of package-lock.json');
  const npm = process.env.npm_execpath;
  const [command, first] = npm ? [process.execPath, [npm]] : ['npm', []];
  // No package may download a browser when it is installed.
  const env = { PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD: '1', PUPPETEER_SKIP_DOWNLOAD: '1' };
  const { code } = await run(command, [...first, 'ci', '--no-audit', '--no-fund'], { env });
  if (code !== 0) throw new Problem('"npm ci" failed; see above.');
}

/**
 * @typedef {{ packages?: Record<string, { version?: string, integrity?: string, optional?: boolean, devOptional?: boolean }> }} Lock
 */

/**
 * Whether the installed packages are those of the lock file. npm keeps a record of what it installed. Optional packages
 * may be missing: they are for other systems.
 * @param {Lock | null} wanted
 * @param {Lock | null} installed
 */
export function packagesFit(wanted, installed) {
  if (!wanted?.packages || !installed?.packages) return false;
  const present = installed.packages;
  const entries = Object.entries(wanted.packages).filter(([path]) => path !== '');
  const names = new Set(entries.map(([path]) => path));
  const complete = entries.every(([path, { version, integrity, optional, devOptional }]) => {
    const found = present[path];
    return found
      ? found.version === version && found.integrity === integrity
      : (optional ?? devOptional ?? false);
  });
  return complete && Object.keys(present).every((path) => names.has(path));
}

/**
 * @param {string} path
 * @returns {Lock | null}
 */
function readJson(path) {
  const whole = join(ROOT, path);
  return existsSync(whole) ? JSON.parse(readFileSync(whole, 'utf8')) : null;
}
