/** The examples as they are: built, served as their README says, and the filtered camera plays. */

import { expect, test } from 'vitest';
import type { Browser } from './support/browsers.ts';
import { makeProject, type RunningServer } from './support/project.ts';
import { ALL, PLAYS, useBrowsers } from './support/tests.ts';

const browsers = useBrowsers();

async function expectPicture(browser: Browser, server: RunningServer): Promise<void> {
  const tab = await browser.newTab();
  try {
    await tab.open(server.url);
    const shown = async () => ({ errors: tab.errors, plays: await tab.evaluate(PLAYS) });
    await expect.poll(shown, { timeout: 30_000 }).toEqual({ errors: [], plays: true });
    expect(await tab.evaluate('crossOriginIsolated')).toBe(true);
    expect(tab.workers()).toBeGreaterThan(0);
    expect(tab.errors).toEqual([]);
  } finally {
    await tab.close();
  }
}

test.runIf(ALL).each(['vite', 'react', 'vue'])('examples/%s', async (name) => {
  const project = await makeProject({ sources: `examples/${name}` });
  await project.run('vite', 'build');
  await using server = await project.start('vite', 'preview', '--port', '$PORT', '--strictPort');
  for (const browser of browsers.all()) await expectPicture(browser, server);
});

test.runIf(ALL)('examples/next', async () => {
  const project = await makeProject({ sources: 'examples/next' });
  await project.run('next', 'build');
  await using server = await project.start('next', 'start', '-p', '$PORT');
  for (const browser of browsers.all()) await expectPicture(browser, server);
});

test.runIf(ALL)('examples/no-bundler', async () => {
  const project = await makeProject({ sources: 'examples/no-bundler' });
  await using server = await project.startScript('server.js');
  for (const browser of browsers.all()) await expectPicture(browser, server);
});
