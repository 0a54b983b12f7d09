/** Bundlers but Vite and Next: webpack, esbuild, Rollup, Parcel. Each with the lines that the README has for it. */

import { cpSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Project } from './support/project.ts';
import { ISOLATED, serve } from './support/site.ts';
import { ALL, exposing, fromReadme, pageOf, useBrowsers, wholeProject } from './support/tests.ts';
import { expectWhole } from './support/whole.ts';

const browsers = useBrowsers();

/** Where the page says the files are that the bundler does not copy. */
const ASSETS = fromReadme("{ baseUrl: '/ringlight/' }");

/** What is built runs from its folder alone, isolated or not. */
async function expectBuilt(project: Project, consumer: string, version: string): Promise<void> {
  await using isolated = await serve(project.path('dist'), { headers: ISOLATED });
  await using plain = await serve(project.path('dist'));
  for (const browser of browsers.all()) {
    await expectWhole(browser, isolated.url, { consumer, version, isolated: true });
    if (ALL) await expectWhole(browser, plain.url, { consumer, version, isolated: false });
  }
  expect([...isolated.missing, ...plain.missing]).toEqual([]);
}

/** The line of the README for bundlers that copy no files. */
function copyFiles(project: Project): void {
  const line = fromReadme('cp -r node_modules/ringlight/dist/lib dist/ringlight');
  const [from, to] = line.split(' ').slice(2) as [string, string];
  cpSync(project.path(from), project.path(to), { recursive: true });
}

test('webpack', async () => {
  const project = await wholeProject({ sources: 'e2e/consumers/projects/webpack' });
  await project.run('webpack-cli');
  project.write('dist/index.html', pageOf('./main.js'));
  await expectBuilt(project, 'webpack', project.version('webpack'));
});

test.runIf(ALL)('esbuild', async () => {
  const project = await wholeProject({
    sources: 'e2e/consumers/projects/esbuild',
    files: { 'main.js': exposing(ASSETS) },
  });
  await project.run('esbuild', 'main.js', '--bundle', '--format=esm', '--splitting', '--outdir=dist');
  copyFiles(project);
  project.write('dist/index.html', pageOf('./main.js'));
  await expectBuilt(project, 'esbuild', project.version('esbuild'));
});

test.runIf(ALL)('Rollup', async () => {
  const project = await wholeProject({
    sources: 'e2e/consumers/projects/rollup',
    files: { 'main.js': exposing(ASSETS) },
  });
  await project.run('rollup', '--config');
  copyFiles(project);
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
