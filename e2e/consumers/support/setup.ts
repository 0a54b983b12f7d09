/** Packs the package before the first consumer. Puts all results into one JSON file after the last one. Node. */

import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { pack } from './package.ts';
import { CELLS, RESULTS } from './results.ts';

declare module 'vitest' {
  interface ProvidedContext {
    packed: { folder: string; tarball: string };
  }
}

export default async function setup(project: TestProject): Promise<() => void> {
  rmSync(CELLS, { recursive: true, force: true });
  mkdirSync(CELLS, { recursive: true });
  const { folder, tarball, remove } = await pack();
  project.provide('packed', { folder, tarball });
  return () => {
    const cells = readdirSync(CELLS).map((name) => JSON.parse(readFileSync(join(CELLS, name), 'utf8')));
    writeFileSync(RESULTS, `${JSON.stringify(cells, null, 2)}\n`);
    remove();
  };
}
