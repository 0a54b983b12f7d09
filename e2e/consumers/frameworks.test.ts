/** React 19 in StrictMode, and Vue 3: a component owns a pipeline. It is mounted, unmounted and mounted again. */

import { expect, test } from 'vitest';
import type { Browser, Tab } from './support/browsers.ts';
import { expectPicture } from './support/example.ts';
import { makeProject, type Project } from './support/project.ts';
import { ALL, fromReadme, PLAYS, useBrowsers } from './support/tests.ts';
import { expectWhole } from './support/whole.ts';

const browsers = useBrowsers();

/** The example's component behind a switch, and everything else beside it. */
const REACT_MAIN = `
import { StrictMode, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { Camera } from './camera.jsx';
import { expose } from './consumer-main.js';

function Page() {
  const [shown, setShown] = useState(false);
  globalThis.show = setShown;
  return shown && <Camera />;
}
createRoot(document.getElementById('root')).render(<StrictMode><Page /></StrictMode>);
expose();
`;

const VUE_MAIN = `
import { createApp, h, ref } from 'vue';
import FilteredCamera from './FilteredCamera.vue';
import { expose } from './consumer-main.js';

const shown = ref(false);
globalThis.show = (value) => { shown.value = value; };
createApp({ render: () => shown.value && h(FilteredCamera) }).mount('#app');
expose();
`;

/** Workers of one pipeline with two threads: capture, present, and the pool. */
const WORKERS = 4;

/** Mounts and unmounts twice. Expects never more than one pipeline, and none in the end. */
async function expectMounts(browser: Browser, url: string): Promise<void> {
  const tab = await browser.newTab();
  try {
    await tab.open(url);
    await expect.poll(() => tab.evaluate('typeof globalThis.show'), { timeout: 20_000 }).toBe('function');
    for (let round = 0; round < 2; round++) {
      await tab.evaluate('globalThis.show(true)');
      const shown = async () => ({ errors: tab.errors, plays: await tab.evaluate(PLAYS) });
      await expect.poll(shown, { timeout: 30_000 }).toEqual({ errors: [], plays: true });
      await untilWorkers(tab, WORKERS);
      await tab.evaluate('globalThis.show(false)');
      await untilWorkers(tab, 0);
    }
    expect(tab.errors).toEqual([]);
  } finally {
    await tab.close();
  }
}

function untilWorkers(tab: Tab, count: number): Promise<void> {
  return expect.poll(() => tab.workers(), { message: 'workers', timeout: 20_000 }).toBe(count);
}

async function expectFramework(project: Project, consumer: string, version: string): Promise<void> {
  project.addMain('consumer-main.js');
  // StrictMode mounts twice only in development.
  await using server = await project.start('vite', '--port', '$PORT', '--strictPort');
  for (const browser of browsers.all()) {
    await expectMounts(browser, server.url);
    await expectWhole(browser, server.url, { consumer, version, isolated: true });
  }
}

test.runIf(ALL)('React, StrictMode', async () => {
  const project = await makeProject({ sources: 'examples/react', files: { 'main.jsx': REACT_MAIN } });
  project.write('camera.jsx', project.read('camera.jsx').replace('signal,', 'threads: 2,\n      signal,'));
  await expectFramework(project, 'React, StrictMode', project.version('react'));
});

test.runIf(ALL)('Vue', async () => {
  const line = fromReadme("isCustomElement: (tag) => tag.startsWith('rl-')");
  const project = await makeProject({ sources: 'examples/vue', files: { 'main.js': VUE_MAIN } });
  expect(project.read('vite.config.js')).toContain(line);
  project.write(
    'FilteredCamera.vue',
    project.read('FilteredCamera.vue').replace('signal,', 'threads: 2,\n  signal,'),
  );
  await expectFramework(project, 'Vue', project.version('vue'));
});

test.runIf(ALL).each(['react', 'vue'])('the example, %s', async (name) => {
  const project = await makeProject({ sources: `examples/${name}` });
  await project.run('vite', 'build');
  await using server = await project.start('vite', 'preview', '--port', '$PORT', '--strictPort');
  for (const browser of browsers.all()) await expectPicture(browser, server);
});
