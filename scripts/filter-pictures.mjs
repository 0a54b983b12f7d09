/**
 * Makes a picture of every filter for docs/filters.md, and the table that shows them: `node scripts/filter-pictures.mjs`. Builds,
 * serves, drives Chromium. The list is the table of filters; the pixels are what `pipeline.sample()` gives. The same every time.
 *
 * Each picture is two frames side by side: one of a film (RGBA) and the test picture (I420), which moves and has noise.
 */

import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CHROMIUM_FLAGS, requireChromium } from './browsers.mjs';
import { ensurePackages } from './install.mjs';
import { ROOT } from './run.mjs';

const FOLDER = join(ROOT, 'docs/images/filters');
/** What the pipeline gets, and what half of a picture is. */
const FRAME = { width: 480, height: 270 };
const SHOWN = { width: 240, height: 135 };
/** Frames before the one that is shown: a filter may look back. */
const FRAMES = 12;
/** The test picture's number, at the frame that is shown. */
const NUMBER = 60;
/** Of WebP. */
const QUALITY = 0.8;

await ensurePackages();
process.chdir(ROOT);
const { build, preview, runnerImport } = await import('vite');
const { chromium } = await import('playwright');
/** @type {(path: string) => Promise<any>} */
const load = async (path) => (await runnerImport(path, { root: ROOT, configFile: false })).module;
const { FILTERS } = await load('./src/catalogue/filters.ts');
const { patternFrame } = await load('./e2e/support/pattern.ts');
const { frameBytes } = await load('./e2e/support/frame.ts');
const { GALLERY, writeGallery } = await load('./e2e/support/gallery.ts');

await build({ root: ROOT, logLevel: 'warn' });
const server = await preview({ root: ROOT, logLevel: 'error', preview: { port: 0 } });
const browser = await chromium.launch({ executablePath: await requireChromium(), args: [...CHROMIUM_FLAGS] });
await mkdir(FOLDER, { recursive: true });

try {
  const page = await browser.newPage();
  await page.goto(`${server.resolvedUrls?.local[0]}?source=pattern`);
  const base64 = (/** @type {Uint8Array} */ bytes) => Buffer.from(bytes).toString('base64');
  const setup = {
    film: base64(await readFile(join(FOLDER, 'film.webp'))),
    pattern: Array.from({ length: FRAMES }, (_, i) =>
      base64(frameBytes(patternFrame(NUMBER - FRAMES + 1 + i, FRAME))),
    ),
    ...FRAME,
  };
  // As text: what transforms a script for Node would take the import for one of its own.
  await page.evaluate(`(${openStudio})(${JSON.stringify(setup)})`);
  for (const filters of [[], ...FILTERS.map((/** @type {{ name: string }} */ { name }) => [{ name }])]) {
    const name = filters[0]?.name ?? 'none';
    const data = await page.evaluate(`studio.picture(${JSON.stringify({ filters, SHOWN, QUALITY })})`);
    await writeFile(join(FOLDER, `${name}.webp`), Buffer.from(/** @type {string} */ (data), 'base64'));
  }
  const file = join(ROOT, GALLERY);
  await writeFile(file, writeGallery(await readFile(file, 'utf8')));
} finally {
  await browser.close();
  await server.close();
}

/**
 * Runs in the page, on its own: keeps the two films and makes `studio`.
 * @param {{ film: string, pattern: string[], width: number, height: number }} setup
 */
async function openStudio({ film, pattern, width, height }) {
  document.body.replaceChildren();
  const { createPipeline } = await import(`${location.origin}/lib/ringlight.js`);
  const bytes = (/** @type {string} */ text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  const canvas = new OffscreenCanvas(width, height);
  const still = await createImageBitmap(new Blob([bytes(film)], { type: 'image/webp' }));
  /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext('2d')).drawImage(still, 0, 0);
  const rgba = canvas.getContext('2d')?.getImageData(0, 0, width, height).data;
  const size = { codedWidth: width, codedHeight: height };
  const films = [
    pattern.map(() => ({ data: rgba, init: { format: 'RGBX', ...size } })),
    pattern.map((text) => ({ data: bytes(text), init: { format: 'I420', ...size } })),
  ];

  /** The last frame of a film, as it comes out of the pipeline. Frames go in one at a time, so that none is lost. */
  const develop = async (/** @type {any[]} */ frames, /** @type {any} */ filters) => {
    const track = new /** @type {any} */ (globalThis).MediaStreamTrackGenerator({ kind: 'video' });
    const writer = track.writable.getWriter();
    const put = (/** @type {number} */ i) =>
      writer.write(new VideoFrame(frames[i].data, { ...frames[i].init, timestamp: 40_000 * i }));
    const pipeline = await createPipeline({ source: track, filters, threads: 1, sink: 'canvas' });
    for (let i = 0; i < frames.length - 1; i++) {
      await put(i);
      while (pipeline.stats().presented <= i) await new Promise((resolve) => setTimeout(resolve, 5));
    }
    const sample = pipeline.sample();
    await put(frames.length - 1);
    const { output } = await sample;
    const { dropped } = pipeline.stats();
    await pipeline.close();
    if (Object.values(dropped).some((count) => count > 0)) throw new Error('a frame was lost');
    return output;
  };

  /** A sampled frame as something that a canvas draws. */
  const drawable = (/** @type {any} */ { format, planes }) => {
    const rows = planes.flatMap((/** @type {any} */ { data, stride, width, height, channels }) =>
      Array.from({ length: height }, (_, y) => data.subarray(y * stride, y * stride + width * channels)),
    );
    const all = new Uint8Array(
      rows.reduce((/** @type {number} */ sum, /** @type {any} */ row) => sum + row.length, 0),
    );
    let at = 0;
    for (const row of rows) {
      all.set(row, at);
      at += row.length;
    }
    return new VideoFrame(all, { format, ...size, timestamp: 0 });
  };

  const picture = async (/** @type {any} */ { filters, SHOWN, QUALITY }) => {
    const sheet = new OffscreenCanvas(2 * SHOWN.width, SHOWN.height);
    const context = /** @type {OffscreenCanvasRenderingContext2D} */ (sheet.getContext('2d'));
    context.imageSmoothingQuality = 'high';
    for (const [index, frames] of films.entries()) {
      const frame = drawable(await develop(frames, filters));
      context.drawImage(frame, index * SHOWN.width, 0, SHOWN.width, SHOWN.height);
      frame.close();
    }
    const blob = await sheet.convertToBlob({ type: 'image/webp', quality: QUALITY });
    const data = new Uint8Array(await blob.arrayBuffer());
    return btoa(Array.from(data, (byte) => String.fromCharCode(byte)).join(''));
  };
  Object.assign(globalThis, { studio: { picture } });
}
