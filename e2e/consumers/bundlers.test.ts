/** Bundlers other than Vite and Next: webpack, esbuild, Rollup, Parcel. Each uses the lines that the README gives for it. */

import { cpSync, readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Project } from './support/project.ts';
import { ISOLATED, serve } from './support/site.ts';
import { ALL, exposing, fromReadme, pageOf, useBrowsers, wholeProject } from './support/tests.ts';
import { expectWhole } from './support/whole.ts';

const browsers = useBrowsers();

/** Expects that the built page runs from its folder alone, isolated or not. */
async function expectBuilt(project: Project, consumer: string, version: string): Promise<void> {
  await using isolated = await serve(project.path('dist'), { headers: ISOLATED });
  await using plain = await serve(project.path('dist'));
  for (const browser of browsers.all()) {
    await expectWhole(browser, isolated.url, { consumer, version, isolated: true });
    if (ALL) await expectWhole(browser, plain.url, { consumer, version, isolated: false });
  }
  expect([...isolated.missing, ...plain.missing]).toEqual([]);
}

/** Copies the files beside the bundle that the README names. */
function copyBeside(project: Project): void {
  fromReadme(
    'copy `*.worker.js`, `*.worklet.js` and `*.wasm` of `node_modules/ringlight/dist/lib/` beside the bundle',
  );
  const from = project.path('node_modules/ringlight/dist/lib');
  for (const name of readdirSync(from)) {
    if (/\.(worker\.js|worklet\.js|wasm)$/.test(name)) cpSync(`${from}/${name}`, project.path('dist', name));
  }
}

test('webpack', async () => {
  const project = await wholeProject({ sources: 'e2e/consumers/projects/webpack' });
  await project.run('webpack-cli');
  project.write('dist/index.html', pageOf('./main.js'));
  await expectBuilt(project, 'webpack', project.version('webpack'));
});

test.runIf(ALL)('esbuild', async () => {
  const project = await wholeProject({ sources: 'e2e/consumers/projects/esbuild' });
  await project.run('esbuild', 'main.js', '--bundle', '--format=esm', '--splitting', '--outdir=dist');
  copyBeside(project);
  project.write('dist/index.html', pageOf('./main.js'));
  await expectBuilt(project, 'esbuild', project.version('esbuild'));
});

test.runIf(ALL).each(['^4.0.0', '^3.0.0'])('Rollup %s', async (range) => {
  // The page says where the files are.
  fromReadme('`createPipeline({ assets: { baseUrl } })`, `init({ assets: { baseUrl } })`');
  const project = await wholeProject({
    sources: 'e2e/consumers/projects/rollup',
    versions: { rollup: range },
    files: { 'main.js': exposing("{ baseUrl: '/ringlight/' }") },
  });
  await project.run('rollup', '--config');
  cpSync(project.path('node_modules/ringlight/dist/lib'), project.path('dist/ringlight'), {
    recursive: true,
  });
  project.write('dist/index.html', pageOf('./main.js'));
  await expectBuilt(project, 'Rollup', project.version('rollup'));
});

test.runIf(ALL)('Parcel', async () => {
  const project = await wholeProject({
    sources: 'e2e/consumers/projects/parcel',
    files: { 'index.html': pageOf('./main.js') },
  });
  const line = fromReadme('"@parcel/resolver-default": { "packageExports": true }');
  expect(JSON.parse(project.read('package.json'))).toMatchObject(JSON.parse(`{${line}}`));
  await project.run('parcel', 'build', 'index.html');
  await expectBuilt(project, 'Parcel', project.version('parcel'));
});
