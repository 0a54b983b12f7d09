/** Next, the newest version and the major one before, with Turbopack and with webpack. A client component imports the entries. */

import { describe, expect, test } from 'vitest';
import { expectPicture } from './support/example.ts';
import { makeProject } from './support/project.ts';
import { ALL, useBrowsers } from './support/tests.ts';
import { expectWhole } from './support/whole.ts';

const browsers = useBrowsers();

/** The component that a newcomer would write. Imports are at the top, and an effect does the work of the browser. */
const COMPONENT = `'use client';

import { useEffect } from 'react';
import { expose } from './consumer-main.js';

export function Camera() {
  useEffect(() => expose(), []);
  return <p>ready</p>;
}
`;

describe.each(ALL ? ['^16.0.0', '^15.0.0'] : ['^16.0.0'])('Next %s', (range) => {
  const flags = range.startsWith('^16')
    ? { Turbopack: [], webpack: ['--webpack'] }
    : { Turbopack: ['--turbopack'], webpack: [] };

  // CI tests webpack in bundlers.test.ts, without Next.
  const bundlers = Object.entries(flags).slice(0, ALL ? 2 : 1);

  test.each(bundlers)('%s', async (bundler, options) => {
    const project = await makeProject({
      sources: 'examples/next',
      versions: { next: range },
      files: { 'app/camera.jsx': COMPONENT },
    });
    project.addMain('app/consumer-main.js');
    const built = await project.run('next', 'build', ...options);
    expect(built).not.toMatch(/HTMLElement is not defined/);
    await using server = await project.start('next', 'start', '-p', '$PORT');
    for (const browser of browsers.all()) {
      const visit = { consumer: `Next, ${bundler}`, version: project.version('next'), isolated: true };
      await expectWhole(browser, server.url, visit);
    }
  });
});

test.runIf(ALL)('the example', async () => {
  const project = await makeProject({ sources: 'examples/next', versions: { next: '^16.0.0' } });
  await project.run('next', 'build');
  await using server = await project.start('next', 'start', '-p', '$PORT');
  for (const browser of browsers.all()) await expectPicture(browser, server);
});
