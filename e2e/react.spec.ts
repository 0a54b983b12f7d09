/** `ringlight/react` with the real React, its StrictMode and the fake camera, without a bundler: an import map names React. */

import { expect, type Page, test } from 'playwright/test';
import { build } from 'rolldown';

/** What the library and the tests use of React, as one ES module. React itself is CommonJS. */
const REACT = `
import * as React from 'react';
export { createRoot } from 'react-dom/client';
export const { createElement, forwardRef, StrictMode, useCallback, useEffect, useLayoutEffect, useRef, useState,
  useSyncExternalStore } = React;`;

const HTML = `<!doctype html><title>React</title>
<script type="importmap">{ "imports": { "react": "./for-react/react.js", "ringlight/react": "./lib/react.js" } }</script>
<div id="root"></div>
<script type="module">
  import { createElement, createRoot, StrictMode } from 'react';
  import { RlPreview, useRinglight } from 'ringlight/react';
  const tracks = [];
  const { mediaDevices } = navigator;
  const getUserMedia = mediaDevices.getUserMedia.bind(mediaDevices);
  mediaDevices.getUserMedia = async (...values) => {
    const stream = await getUserMedia(...values);
    tracks.push(...stream.getTracks());
    return stream;
  };
  function Camera({ options }) {
    window.view = useRinglight(options);
    const { state, error, pipeline } = window.view;
    return createElement('main', null, createElement('p', null, error?.message ?? state), createElement(RlPreview, { pipeline }));
  }
  const root = createRoot(document.querySelector('#root'));
  window.tracks = () => tracks.map(({ readyState }) => readyState);
  window.show = (options) => root.render(createElement(StrictMode, null, createElement(Camera, { options })));
  window.unmount = () => root.unmount();
  window.ready = true;
</script>`;

/** What the page has. */
interface Scene {
  view: { pipeline: { state: string; stats(): { presented: number; filters: unknown[] } } | null };
  tracks(): string[];
  show(options: object): void;
  unmount(): void;
  /** Kept by a test. */
  pipeline: unknown;
}

let react: string;

test.beforeAll(async () => {
  const { output } = await build({
    input: { react: '\0react' },
    write: false,
    platform: 'browser',
    transform: { define: { 'process.env.NODE_ENV': '"development"' } },
    plugins: [
      {
        name: 'react',
        resolveId: (id) => (id === '\0react' ? id : null),
        load: (id) => (id === '\0react' ? REACT : null),
      },
    ],
  });
  react = output[0].code;
});

test.beforeEach(async ({ page }) => {
  const headers = {
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Embedder-Policy': 'require-corp',
  };
  await page.route('**/for-react/react.js', (route) =>
    route.fulfill({ contentType: 'text/javascript', body: react, headers }),
  );
  await page.route('**/for-react.html', (route) =>
    route.fulfill({ contentType: 'text/html', body: HTML, headers }),
  );
  await page.goto('./for-react.html');
  await page.waitForFunction('window.ready');
});

const show = (page: Page, options: object) =>
  page.evaluate((options) => (window as unknown as Scene).show(options), options);
const tracks = (page: Page) => page.evaluate(() => (window as unknown as Scene).tracks());

test('StrictMode opens one camera, live changes keep it, and an unmount turns it off', async ({ page }) => {
  const options = { source: { type: 'camera', width: 320, height: 240 }, threads: 1 };
  await show(page, options);
  await expect(page.locator('p')).toHaveText('running');
  expect(await tracks(page)).toEqual(['live']);
  await page.waitForFunction(() =>
    document.querySelector('rl-preview')?.shadowRoot?.querySelector('video, canvas'),
  );

  await page.evaluate(() => {
    const scene = window as unknown as Scene;
    scene.pipeline = scene.view.pipeline;
  });
  await show(page, { ...options, filters: [{ name: 'box-blur', radius: 3 }] });
  await page.waitForFunction(() => (window as unknown as Scene).view.pipeline?.stats().filters.length === 1);
  expect(
    await page.evaluate(
      () => (window as unknown as Scene).view.pipeline === (window as unknown as Scene).pipeline,
    ),
  ).toBe(true);
  expect(await tracks(page)).toEqual(['live']);

  await page.evaluate(() => (window as unknown as Scene).unmount());
  expect(await tracks(page)).toEqual(['ended']);
});

test('another source closes the old pipeline and starts a new one', async ({ page }) => {
  await show(page, { source: { type: 'camera', width: 320, height: 240 } });
  await expect(page.locator('p')).toHaveText('running');
  await page.evaluate(() => {
    const scene = window as unknown as Scene;
    scene.pipeline = scene.view.pipeline;
  });
  await show(page, { source: { type: 'pattern', width: 64, height: 48 } });
  await page.waitForFunction(() => {
    const { pipeline, view } = window as unknown as Scene;
    return view.pipeline && view.pipeline !== pipeline && view.pipeline.stats().presented > 0;
  });
  expect(await tracks(page)).toEqual(['ended']);
  expect(await page.evaluate(() => ((window as unknown as Scene).pipeline as { state: string }).state)).toBe(
    'closed',
  );
});

test('a start that is unmounted while the camera opens leaves it off', async ({ page }) => {
  await page.evaluate(() => {
    const { mediaDevices } = navigator;
    const getUserMedia = mediaDevices.getUserMedia.bind(mediaDevices);
    // The component goes away while the browser opens the device.
    mediaDevices.getUserMedia = async (...values) => {
      const opening = getUserMedia(...values);
      (window as unknown as Scene).unmount();
      return opening;
    };
    (window as unknown as Scene).show({ source: 'camera' });
  });
  await page.waitForFunction(() => (window as unknown as Scene).tracks().join() === 'ended');
});
