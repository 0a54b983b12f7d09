/**
 * Packs the package as npm would publish it. In: dist/. Out: a folder with the contents of the tarball. Node, once per run.
 */

import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ROOT } from '../../../scripts/run.mjs';

const exec = promisify(execFile);

/** Returns a command for npm that works on every system. */
export function npmCommand(args: readonly string[]): [string, string[]] {
  const npm = process.env.npm_execpath;
  return npm ? [process.execPath, [npm, ...args]] : ['npm', [...args]];
}

/**
 * Returns the folder where projects and their packages stay between runs. It is outside the repository, so that no project finds
 * our node_modules. Each checkout has its own folder, so two can be tested at once.
 */
export function cacheFolder(): string {
  const checkout = createHash('sha256').update(ROOT).digest('hex').slice(0, 8);
  const folder = process.env.CONSUMERS_CACHE ?? join(tmpdir(), 'ringlight-consumers', checkout);
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** Packs the repository, and opens the tarball. The build is not run again: the suite needs it done. */
export async function pack(): Promise<{ folder: string; tarball: string; remove(): void }> {
  const work = join(cacheFolder(), 'packed');
  rmSync(work, { recursive: true, force: true });
  mkdirSync(work);
  const [command, args] = npmCommand(['pack', '--ignore-scripts', '--json', '--pack-destination', work]);
  const { stdout } = await exec(command, args, { cwd: ROOT, maxBuffer: 1 << 24 });
  const [packed] = JSON.parse(stdout) as [{ filename: string }];
  const tarball = join(work, packed.filename);
  await exec('tar', ['-xzf', tarball, '-C', work]);
  return {
    folder: join(work, 'package'),
    tarball,
    remove: () => rmSync(work, { recursive: true, force: true }),
  };
}

/** Replaces the package in a project by the one that was packed now. */
export function copyPackage(from: string, project: string): void {
  const target = join(project, 'node_modules/ringlight');
  rmSync(target, { recursive: true, force: true });
  cpSync(from, target, { recursive: true });
}

/** Returns what npm would install with the package. If it changes, a kept project is out of date. */
export function dependenciesOf(folder: string): unknown {
  const { dependencies, peerDependencies, peerDependenciesMeta, engines } = JSON.parse(
    readFileSync(join(folder, 'package.json'), 'utf8'),
  );
  return { dependencies, peerDependencies, peerDependenciesMeta, engines };
}
