/**
 * The package as npm would publish it. In: dist/. Out: the contents of the tarball in a folder. Node; once per run.
 */

import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ROOT } from '../../../scripts/run.mjs';

const exec = promisify(execFile);

/** The way to npm that works wherever this runs. */
export function npmCommand(args: readonly string[]): [string, string[]] {
  const npm = process.env.npm_execpath;
  return npm ? [process.execPath, [npm, ...args]] : ['npm', [...args]];
}

/**
 * Where projects with their packages stay between runs. Outside the repository, so that none finds its node_modules. Each
 * checkout has its own: two may be tested at once.
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

/** Replaces what a project has of the package by what was packed now. */
export function copyPackage(from: string, project: string): void {
  const target = join(project, 'node_modules/ringlight');
  rmSync(target, { recursive: true, force: true });
  cpSync(from, target, { recursive: true });
}

/** What npm would install along with the package: it decides whether a kept project still fits. */
export function dependenciesOf(folder: string): unknown {
  const { dependencies, peerDependencies, peerDependenciesMeta, engines } = JSON.parse(
    readFileSync(join(folder, 'package.json'), 'utf8'),
  );
  return { dependencies, peerDependencies, peerDependenciesMeta, engines };
}
