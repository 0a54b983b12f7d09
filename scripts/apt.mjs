/** Installs packages if it can do so without a question to the user: on Debian, as root. */

import { readFileSync } from 'node:fs';
import { run, say } from './run.mjs';

let updated = false;

/** Whether `aptInstall` can work here. */
export function canInstall() {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  try {
    return /^ID=debian$/m.test(readFileSync('/etc/os-release', 'utf8'));
  } catch {
    return false;
  }
}

/**
 * Installs Debian packages. Resolves to whether it worked. It fetches the package lists once per process.
 * @param {readonly string[]} packages
 */
export async function aptInstall(packages) {
  if (!canInstall()) return false;
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  const quiet = ['-y', '-qq', '-o', 'Dpkg::Use-Pty=0'];
  say(`Installing ${packages.join(', ')} with apt-get`);
  if (!updated) {
    await run('apt-get', ['update', '-qq'], { env });
    updated = true;
  }
  const { code } = await run('apt-get', ['install', ...quiet, '--no-install-recommends', ...packages], {
    env,
  });
  return code === 0;
}
