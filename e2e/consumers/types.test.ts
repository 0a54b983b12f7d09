/** The package's types in a strict project, which checks the types of its packages, too. */

import { expect, test } from 'vitest';
import { makeProject } from './support/project.ts';
import { ALL } from './support/tests.ts';

const CONFIGURATION = {
  compilerOptions: {
    target: 'es2022',
    module: 'esnext',
    moduleResolution: 'bundler',
    lib: ['es2022', 'dom', 'dom.iterable'],
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    skipLibCheck: false,
    noEmit: true,
    types: [],
  },
  include: ['main.ts'],
};

/** Uses every entry. Each `@ts-expect-error` is a mistake that the types must find. */
const PROGRAM = `
import { createPipeline, type Pipeline, type Stats } from 'ringlight';
import 'ringlight/elements';
import type { RlPreview } from 'ringlight/elements';
import { boxBlur, fnv1a, grayscale, init } from 'ringlight/image';
import { parseTrace } from 'ringlight/trace';

export async function use(track: MediaStreamTrack): Promise<bigint> {
  const pipeline: Pipeline = await createPipeline({
    source: track,
    filters: [{ name: 'grayscale' }, { name: 'box-blur', radius: 5 }],
    audio: { source: 'tone', effects: [{ name: 'denoise' }] },
    threads: 'auto',
    sink: 'auto',
  });
  // @ts-expect-error there is no such filter
  pipeline.setFilters([{ name: 'no-such-filter' }]);
  const preview: RlPreview = document.createElement('rl-preview');
  preview.pipeline = pipeline;
  const stats: Stats = pipeline.stats();
  // @ts-expect-error a number
  const state: number = stats.state;
  pipeline.addEventListener('statechange', () => console.log(pipeline.state, state));
  console.log(parseTrace);
  await init({ simd: 'auto', threads: 2 });
  const rgba: Uint8ClampedArray = await grayscale(new Uint8ClampedArray(16));
  await boxBlur(rgba, 2, 2, 1);
  await pipeline.close();
  return fnv1a(rgba);
}
`;

// Version 6 is the last one that is written in TypeScript. Many projects still have version 5.
test.each(ALL ? ['^7.0.0', '^6.0.0', '^5.9.0'] : ['^7.0.0'])(
  'TypeScript %s, strict, skipLibCheck off',
  async (range) => {
    const project = await makeProject({
      sources: 'e2e/consumers/projects/types',
      versions: { typescript: range },
      files: { 'main.ts': PROGRAM, 'tsconfig.json': JSON.stringify(CONFIGURATION) },
    });
    expect(await project.run('tsc', '-p', 'tsconfig.json')).toBe('');
  },
);
