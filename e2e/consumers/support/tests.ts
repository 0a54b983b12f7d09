/** Helpers that all tests of consumers use. Node. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { ROOT } from '../../../scripts/run.mjs';
import { type Browser, launchChromium, launchFirefox } from './browsers.ts';
import { makeProject, type Project, type ProjectOptions } from './project.ts';

const { CONSUMERS } = process.env;
/** Whether to test every consumer. Otherwise only those that CI runs. */
export const ALL = CONSUMERS === 'all' || CONSUMERS === 'chromium';
const WITH_FIREFOX = CONSUMERS === 'all';

/** Whether the page or an element shows a picture: in a video that plays, or on a canvas of the camera's size. */
export const PLAYS = `(() => {
  const root = document.querySelector('rl-preview')?.shadowRoot ?? document;
  const video = root.querySelector('video');
  const canvas = root.querySelector('canvas:not([hidden])');
  return (video?.currentTime > 0.2 && video.videoWidth > 0) || canvas?.width >= 640;
})()`;

/** Launches browsers before a file's tests, and gives them to each test. */
export function useBrowsers(): { chromium(): Browser; all(): Browser[] } {
  const running: Browser[] = [];
  beforeAll(async () => {
    running.push(await launchChromium());
    if (WITH_FIREFOX) running.push(await launchFirefox());
  });
  afterAll(async () => {
    for (const browser of running) await browser.close();
  });
  return { chromium: () => running[0] as Browser, all: () => running };
}

/** The script of a page that runs everything. `assets` is for a consumer whose bundler copies no files. */
export function exposing(assets = ''): string {
  return `import { expose } from './consumer-main.js';\nexpose(${assets});\n`;
}

/** A page with one script, and nothing else. */
export function pageOf(script: string): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <title>A consumer of ringlight</title>
    <script type="module" src="${script}"></script>
  </head>
  <body></body>
</html>
`;
}

/** A project whose `main.js` runs everything. */
export async function wholeProject(options: ProjectOptions): Promise<Project> {
  const project = await makeProject({ ...options, files: { 'main.js': exposing(), ...options.files } });
  project.addMain('consumer-main.js');
  return project;
}

/** Returns a line that a test takes from the README. @throws Error if the README does not have it, because a reader needs it. */
export function fromReadme(line: string): string {
  const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
  if (!readme.includes(line)) throw new Error(`The README does not say: ${line}`);
  return line;
}
