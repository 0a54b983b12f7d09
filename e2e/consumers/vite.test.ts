/** Vite, the newest version and the major one before: the dev server, and the production build, also with a strict policy. */

import { describe, expect, test } from 'vitest';
import { expectPicture } from './support/example.ts';
import { makeProject, type Project } from './support/project.ts';
import { ISOLATED, serve } from './support/site.ts';
import { ALL, fromReadme, useBrowsers, wholeProject } from './support/tests.ts';
import { expectWhole } from './support/whole.ts';

const browsers = useBrowsers();

/** A policy that allows only what the package needs: no `blob:`, no `data:`, no inline style. */
const STRICT =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'";

const NEWEST = { sources: 'examples/vite', versions: { vite: '^8.0.0' } };
/** The Trusted Types policies of the package and of Lit. */
const POLICIES = 'ringlight lit-html';

describe.each(ALL ? ['^8.0.0', '^7.0.0'] : ['^8.0.0'])('Vite %s', (range) => {
  const sources = { sources: 'examples/vite', versions: { vite: range } };

  test('build', async () => {
    const project = await wholeProject(sources);
    const version = project.version('vite');
    await project.run('vite', 'build');
    await using isolated = await serve(project.path('dist'), { headers: ISOLATED });
    await using plain = await serve(project.path('dist'));
    for (const browser of browsers.all()) {
      await expectWhole(browser, isolated.url, { consumer: 'Vite, build', version, isolated: true });
      await expectWhole(browser, plain.url, { consumer: 'Vite, build', version, isolated: false });
    }
    expect([...isolated.missing, ...plain.missing]).toEqual([]);
  });

  test('dev server', async () => {
    const project = await wholeProject(sources);
    if (range === '^7.0.0') addToConfiguration(project, "optimizeDeps: { exclude: ['ringlight'] }");
    const version = project.version('vite');
    await using server = await project.start('vite', '--port', '$PORT', '--strictPort');
    for (const browser of browsers.all()) {
      await expectWhole(browser, server.url, { consumer: 'Vite, dev server', version, isolated: true });
    }
  });
});

/** Adds a line of the README to the project's configuration. */
function addToConfiguration(project: Project, line: string): void {
  const before = project.read('vite.config.js');
  project.write('vite.config.js', before.replace('  server:', `  ${fromReadme(line)},\n  server:`));
  expect(project.read('vite.config.js')).toContain(line);
}

describe('the files of a build, served under', () => {
  test.each([
    ['a strict Content-Security-Policy', STRICT],
    ['Trusted Types', `${STRICT}; require-trusted-types-for 'script'; trusted-types ${POLICIES}`],
  ])('%s', async (name, policy) => {
    fromReadme('`trusted-types ringlight`, and `lit-html` for the elements');
    fromReadme(STRICT);
    const project = await wholeProject(NEWEST);
    const version = project.version('vite');
    await project.run('vite', 'build');
    const headers = { ...ISOLATED, 'Content-Security-Policy': policy };
    await using site = await serve(project.path('dist'), { headers });
    for (const browser of browsers.all()) {
      await expectWhole(browser, site.url, { consumer: `Vite, build, ${name}`, version, isolated: true });
    }
  });

  test.runIf(ALL)('/app/', async () => {
    const project = await wholeProject(NEWEST);
    const version = project.version('vite');
    await project.run('vite', 'build', '--base', '/app/');
    await using site = await serve(project.path('dist'), { headers: ISOLATED, base: '/app/' });
    for (const browser of browsers.all()) {
      await expectWhole(browser, site.url, { consumer: 'Vite, build, at /app/', version, isolated: true });
    }
  });
});

test('the example', async () => {
  const project = await makeProject(NEWEST);
  await project.run('vite', 'build');
  await using server = await project.start('vite', 'preview', '--port', '$PORT', '--strictPort');
  for (const browser of browsers.all()) await expectPicture(browser, server);
});
