/**
 * Pages without a bundler use an import map and the package's files as they are. The files come from the page's own origin, from
 * /app/, from another site, and from servers that send unusual types.
 */

import { expect, test } from 'vitest';
import { expectPicture } from './support/example.ts';
import { makeProject, type Project } from './support/project.ts';
import { ISOLATED, SHARED, type Site, serve } from './support/site.ts';
import { ALL, fromReadme, pageOf, useBrowsers, wholeProject } from './support/tests.ts';
import { expectWhole } from './support/whole.ts';

const browsers = useBrowsers();

/** The lines of the import map. */
const IMPORTS = [
  fromReadme('"ringlight": "./node_modules/ringlight/dist/lib/ringlight.js",'),
  fromReadme('"ringlight/elements": "./node_modules/ringlight/dist/lib/elements.js",'),
  fromReadme('"ringlight/image": "./node_modules/ringlight/dist/lib/image.js"'),
].join('\n');

/** The example's folder with a page that maps to `from`. */
async function projectOf(from: string): Promise<Project> {
  const map = IMPORTS.replaceAll('./node_modules/', from);
  const script = `<script type="importmap">{ "imports": { ${map} } }</script>`;
  const page = pageOf('./main.js').replace('<script', `${script}<script`);
  return wholeProject({ sources: 'examples/no-bundler', files: { 'index.html': page } });
}

test('import map', async () => {
  const project = await projectOf('./node_modules/');
  await using isolated = await serve(project.folder, { headers: ISOLATED });
  await using plain = await serve(project.folder);
  for (const browser of browsers.all()) {
    await expectWhole(browser, isolated.url, { consumer: 'Import map', isolated: true });
    await expectWhole(browser, plain.url, { consumer: 'Import map', isolated: false });
  }
  expect([...isolated.missing, ...plain.missing]).toEqual([]);
});

test.runIf(ALL)('import map, at /app/', async () => {
  const project = await projectOf('./node_modules/');
  await using site = await serve(project.folder, { headers: ISOLATED, base: '/app/' });
  for (const browser of browsers.all()) {
    await expectWhole(browser, site.url, { consumer: 'Import map, at /app/', isolated: true });
  }
});

test('files of another site', async () => {
  // The page's own folder has none of these files. A request for one there counts as missing.
  const files = await projectOf('./node_modules/');
  await using shared = await serve(files.path('node_modules'), { headers: SHARED, host: '127.0.0.1' });
  const page = await projectOf(shared.url);
  await using isolated = await servePage(page, ISOLATED);
  await using plain = await servePage(page, {});
  for (const browser of browsers.all()) {
    await expectWhole(browser, isolated.url, { consumer: 'Import map, another site', isolated: true });
    await expectWhole(browser, plain.url, { consumer: 'Import map, another site', isolated: false });
  }
  expect([...shared.missing, ...isolated.missing, ...plain.missing]).toEqual([]);
});

/** Serves only the page and its script. */
function servePage(project: Project, headers: Record<string, string>): Promise<Site> {
  return serve(project.folder, { headers, only: ['index.html', 'main.js', 'consumer-main.js'] });
}

test('a server that adds a charset to application/wasm', async () => {
  const project = await projectOf('./node_modules/');
  const types = { '.wasm': 'application/wasm; charset=utf-8' };
  await using site = await serve(project.folder, { headers: ISOLATED, types });
  for (const browser of browsers.all()) {
    await expectWhole(browser, site.url, {
      consumer: 'Import map, application/wasm; charset=utf-8',
      isolated: true,
    });
  }
});

test('the example', async () => {
  const project = await makeProject({ sources: 'examples/no-bundler' });
  await using server = await project.startScript('server.js');
  for (const browser of browsers.all()) await expectPicture(browser, server);
});
