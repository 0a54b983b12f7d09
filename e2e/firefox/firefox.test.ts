/**
 * Firefox has neither a track processor nor a track generator. The camera comes in through `requestVideoFrameCallback`, and the
 * picture goes out through a relayed canvas. The threads between them are the same. The tests use WebDriver BiDi and the
 * production build.
 */

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import puppeteer, { type Browser, type Page } from 'puppeteer-core';
import { type Plugin, type PreviewServer, preview } from 'vite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findFirefox } from '../../scripts/browsers.mjs';
import type { FilterSpec } from '../../src/catalogue/filters.ts';
import type { FrameSample } from '../../src/terms.ts';
import type { Pipeline, Stats } from '../../src/types.ts';
import {
  type Frame,
  fnv1aHex,
  frameBytes,
  frameDifference,
  frameOfSample,
  makeFrame,
} from '../support/frame.ts';
import { BARS, patternFrame, toRgb } from '../support/pattern.ts';
import { applyFilters } from '../support/reference.ts';
import { faultsOf, walkElements } from '../support/walk-elements.ts';
import { faultPrologue, type WorkerFault } from '../support/worker-fault.ts';

type App = HTMLElement & { pipeline: Pipeline | null };

const root = fileURLToPath(new URL('../..', import.meta.url));
let server: PreviewServer;
/** Serves the same files without our headers. */
let plain: PreviewServer;
let browser: Browser;
let page: Page;

/** Serves the same files, but the capture thread breaks. It has its own address, so the browser's cache has nothing of it. */
function serveFault(fault: WorkerFault): Promise<PreviewServer> {
  const plugin: Plugin = {
    name: 'fault',
    configurePreviewServer({ middlewares }) {
      middlewares.use((request, response, next) => {
        const script = /\/assets\/capture\.worker[^/]*\.js$/.exec(request.url ?? '');
        if (!script) return next();
        response.setHeader('Content-Type', 'text/javascript');
        response.setHeader('Cross-Origin-Embedder-Policy', 'require-corp');
        response.end(faultPrologue(fault) + readFileSync(`${root}/dist${script[0]}`, 'utf8'));
      });
    },
  };
  return preview({ root, logLevel: 'error', preview: { port: 0 }, plugins: [plugin] });
}

beforeAll(async () => {
  const executablePath = findFirefox();
  if (!executablePath) throw new Error('No Firefox: install it, or name one in FIREFOX_PATH.');
  server = await preview({ root, logLevel: 'error', preview: { port: 0 } });
  plain = await preview({ root, configFile: false, logLevel: 'error', preview: { port: 0 } });
  browser = await puppeteer.launch({
    browser: 'firefox',
    executablePath,
    headless: true,
    extraPrefsFirefox: {
      'media.navigator.streams.fake': true,
      'media.navigator.permission.disabled': true,
      'media.autoplay.default': 0,
    },
  });
  page = await browser.newPage();
});

afterAll(async () => {
  await browser?.close();
  await server?.close();
  await plain?.close();
});

/** Opens the page with a query, and waits until it has presented some frames. */
async function start(query: string, origin = server.resolvedUrls?.local[0]): Promise<Stats> {
  await page.goto(`${origin}?${query}&autostart=1`);
  await page.waitForFunction(() => {
    const { pipeline } = document.querySelector('rl-app') as App;
    return (pipeline?.stats().presented ?? 0) >= 20;
  });
  return page.evaluate(() => (document.querySelector('rl-app') as App).pipeline?.stats() as Stats);
}

/** Returns the same frame before and after the filters. BiDi cannot carry typed arrays, so they are converted. */
async function sample(): Promise<{ input: Frame; output: Frame; filters: FilterSpec[]; sequence: number }> {
  const plain = await page.evaluate(async () => {
    const { pipeline } = document.querySelector('rl-app') as App;
    const sampled = await pipeline?.sample();
    if (!sampled) throw new Error('no pipeline runs');
    const carry = (frame: FrameSample) => ({
      ...frame,
      planes: frame.planes.map((plane) => ({ ...plane, data: Array.from(plane.data).join() })),
    });
    return { ...sampled, input: carry(sampled.input), output: carry(sampled.output) };
  });
  const restore = (frame: typeof plain.input) =>
    frameOfSample({
      ...frame,
      planes: frame.planes.map((plane) => ({
        ...plane,
        data: Uint8Array.from(plane.data.split(','), Number),
      })),
    });
  return { ...plain, input: restore(plain.input), output: restore(plain.output) };
}

describe('Firefox', () => {
  test.each([
    [320, 180],
    [321, 181],
  ])('shows the colours of the bars at %ix%i', async (width, height) => {
    await start(`source=pattern&width=${width}&height=${height}&fps=30&filters=&sink=canvas`);
    const line = await page.evaluate(() => {
      const shown = (document.querySelector('rl-app') as App).pipeline?.canvas as HTMLCanvasElement;
      const canvas = new OffscreenCanvas(shown.width, shown.height);
      const context = canvas.getContext('2d') as OffscreenCanvasRenderingContext2D;
      context.drawImage(shown, 0, 0);
      const { data } = context.getImageData(0, shown.height >> 1, shown.width, 1);
      return Array.from({ length: 64 }, (_, index) => {
        const at = 4 * Math.floor(((index + 0.5) * shown.width) / 64);
        return Array.from(data.subarray(at, at + 3));
      });
    });
    const colours = BARS.map(toRgb);
    const near = line.map((rgb) =>
      colours.findIndex((bar) => bar.every((value, i) => Math.abs(value - (rgb[i] as number)) <= 4)),
    );
    expect(new Set(near.filter((bar) => bar >= 0)).size, `bars among ${near.join()}`).toBe(8);
  });

  test.each(['on', 'off'])('gives the reference on the test picture, simd=%s', async (simd) => {
    const query = `source=pattern&width=321&height=181&fps=30&filters=grayscale,box-blur:5&threads=2&simd=${simd}`;
    const stats = await start(query);
    expect(stats.isolated).toBe(true);
    expect(stats.simd).toBe(simd === 'on');
    const { input, output, filters, sequence } = await sample();
    expect(frameDifference(input, patternFrame(sequence, { width: 321, height: 181 }))).toBeNull();
    expect(frameDifference(output, applyFilters(input, filters))).toBeNull();
  });

  test('filters its camera', async () => {
    const stats = await start('source=camera&width=640&height=480&filters=grayscale,box-blur:3&threads=2');
    expect(stats.source).toMatchObject({ width: 640, height: 480 });
    const { input, output, filters } = await sample();
    expect(filters).toEqual([{ name: 'grayscale' }, { name: 'box-blur', radius: 3 }]);
    expect(frameDifference(output, applyFilters(input, filters))).toBeNull();
  });

  test('every instrument and tool works', async () => {
    await start('source=pattern&width=320&height=180&fps=60&filters=grayscale,box-blur:5&threads=2&simd=on');
    expect(faultsOf(await page.evaluate(walkElements), 2)).toEqual([]);
  });

  test('every instrument and tool works in one worker, without isolation', async () => {
    const { resolvedUrls } = plain;
    await start(
      'source=pattern&width=320&height=180&fps=60&filters=grayscale,box-blur:5&simd=on',
      resolvedUrls?.local[0],
    );
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(false);
    expect(faultsOf(await page.evaluate(walkElements), 1)).toEqual([]);
  });

  test.each(['on', 'off'])('makes the test tone, simd=%s', async (simd) => {
    const stats = await start(
      `source=pattern&width=320&height=180&fps=30&audio=tone&effects=gain:-6&simd=${simd}`,
    );
    // The machine may have no output device. Then an audio context never runs.
    expect(['running', 'suspended']).toContain(stats.audio?.state);
    const measured = await page.evaluate(async (simd) => {
      const pipeline = (document.querySelector('rl-app') as App).pipeline as Pipeline;
      const tracks = pipeline.stream.getAudioTracks().map(({ readyState }) => readyState);
      // So an offline context renders with the same processor and the same modules.
      const loaded = performance.getEntriesByType('resource').map(({ name }) => name);
      const find = (pattern: RegExp) => loaded.find((name) => pattern.test(name)) ?? '';
      const compile = async (pattern: RegExp) => WebAssembly.compileStreaming(await fetch(find(pattern)));
      const rate = 48_000;
      const context = new OfflineAudioContext(1, rate / 2, rate);
      const scripts = loaded.filter((name) => /audio\.worklet[^/]*\.js$/.test(name));
      const fallback = await findWorklet();
      await context.audioWorklet.addModule(scripts[0] ?? fallback);
      const node = new AudioWorkletNode(context, 'ringlight-sound', {
        outputChannelCount: [1],
        processorOptions: {
          scalar: await compile(/audio\.scalar[^/]*\.wasm$/),
          simd: await compile(/audio\.simd[^/]*\.wasm$/),
          denoise: null,
          memory: null,
          channels: 1,
          tone: true,
          settings: {
            effects: [{ name: 'gain', db: -6 }],
            simd: simd === 'on',
            bypass: false,
            muted: false,
            delayMs: 0,
          },
        },
      });
      node.connect(context.destination);
      const samples = (await context.startRendering()).getChannelData(0).subarray(rate / 4);
      let [re, im] = [0, 0];
      for (const [i, x] of samples.entries()) {
        re += x * Math.cos((2 * Math.PI * 1000 * i) / rate);
        im += x * Math.sin((2 * Math.PI * 1000 * i) / rate);
      }
      return { tracks, toneDb: 20 * Math.log10((2 * Math.hypot(re, im)) / samples.length) };

      /** A page's resources may not list scripts of worklets. So read the name from the script that adds the worklet. */
      async function findWorklet(): Promise<string> {
        for (const name of loaded.filter((name) => name.endsWith('.js'))) {
          const found = /[\w./-]*audio\.worklet-[\w-]+\.js/.exec(await (await fetch(name)).text());
          if (found) return new URL(found[0].replace(/^.*assets\//, ''), name).href;
        }
        throw new Error('no worklet was found');
      }
    }, simd);
    expect(measured.tracks).toEqual(['live']);
    expect(measured.toneDb).toBeCloseTo(-18, 1);
  });

  test('has a stream with a video track, and ends it', async () => {
    await start('source=pattern&width=320&height=180&filters=box-blur:5&threads=1');
    const states = await page.evaluate(async () => {
      const pipeline = (document.querySelector('rl-app') as App).pipeline as Pipeline;
      const track = pipeline.stream.getVideoTracks()[0] as MediaStreamTrack;
      const before = track.readyState;
      await pipeline.close();
      return [before, track.readyState, pipeline.stats().inFlight];
    });
    expect(states).toEqual(['live', 'ended', 0]);
  });

  test.each(['tone', 'microphone'])('close() with sound resolves, also twice: %s', async (audio) => {
    await start(`source=camera&width=320&height=240&threads=2&audio=${audio}`);
    const result = await page.evaluate(async () => {
      const pipeline = (document.querySelector('rl-app') as App).pipeline as Pipeline;
      const tracks = pipeline.stream.getTracks();
      const closings: Promise<void>[] = [];
      let ends = 0;
      pipeline.addEventListener('statechange', () => {
        ends++;
        closings.push(pipeline.close());
      });
      closings.push(pipeline.close(), pipeline.close());
      await Promise.all(closings);
      await pipeline.close();
      return [ends, pipeline.state, pipeline.audio?.state, ...tracks.map(({ readyState }) => readyState)];
    });
    expect(result).toEqual([1, 'closed', 'closed', 'ended', 'ended']);
  });

  test.each([
    ['capture_begin', 'trap', 'boom: unreachable'],
    ['copyTo', 'never', 'the capture thread makes no progress'],
    ['copyTo', 'reject', 'boom in copyTo: rejected'],
  ] as const)('a capture thread that breaks is told: %s, %s', async (where, what, cause) => {
    const faulty = await serveFault({ where, what, at: 10 });
    try {
      const origin = faulty.resolvedUrls?.local[0];
      await page.goto(`${origin}?source=camera&width=320&height=240&threads=2&autostart=1`);
      // The page drops a pipeline that has failed, and says why.
      const said = () =>
        document.querySelector('rl-app')?.shadowRoot?.querySelector('[role=alert]')?.textContent;
      await page.waitForFunction(said);
      const text = await page.evaluate(said);
      expect(text).toContain('A thread of the pipeline failed');
      expect(text).toContain(cause);
    } finally {
      await faulty.close();
    }
  });

  test('a source that somebody stops ends the pipeline', async () => {
    await start('source=pattern&width=320&height=180&threads=1');
    const use = async ({ createPipeline }: typeof import('../../src/index.ts')) => {
      const stream = await navigator.mediaDevices.getUserMedia({ video: true });
      const [source] = stream.getVideoTracks() as [MediaStreamTrack];
      const pipeline = await createPipeline({ source, threads: 1 });
      const [output] = pipeline.stream.getVideoTracks() as [MediaStreamTrack];
      const told = new Promise<string>((resolve) => {
        // If a script dispatches a track's event, Firefox calls only `onended`, and no listener.
        output.onended = ({ type }) => resolve(type);
      });
      source.stop();
      return [await told, pipeline.state, output.readyState];
    };
    const library = "new URL('./lib/ringlight.js', location.href).href";
    const result = await page.evaluate(`import(${library}).then(${use})`);
    expect(result).toEqual(['ended', 'ended', 'ended']);
  });

  test.each([true, false])('filters still images, isolated: %s', async (isolated) => {
    await page.goto(`${(isolated ? server : plain).resolvedUrls?.local[0]}?source=pattern`);
    const use = async ({ init, apply, allocate, fnv1a }: typeof import('../../src/image.ts')) => {
      // The whole function is sent as text, so it declares all its names.
      const [width, height] = [301, 203];
      const filters: FilterSpec[] = [{ name: 'flip' }, { name: 'sharpen' }, { name: 'vignette' }];
      const bytes = Uint8Array.from(
        { length: 4 * width * height },
        (_, index) => (index * 2654435761) >>> 13,
      );
      await init({ threads: 2 });
      const image = await allocate(width, height);
      image.data.set(bytes);
      await image.apply(filters);
      const hashes = [image.data, await apply(bytes, width, height, filters)].map(fnv1a).map(String);
      image.free();
      return [crossOriginIsolated, ...hashes];
    };
    const result = await page.evaluate(`import(new URL('./lib/image.js', location.href).href).then(${use})`);
    const frame = makeFrame('RGBA', 301, 203);
    frame.planes[0]?.data.set(
      Uint8Array.from({ length: 4 * 301 * 203 }, (_, index) => (index * 2654435761) >>> 13),
    );
    const expected = applyFilters(frame, [{ name: 'flip' }, { name: 'sharpen' }, { name: 'vignette' }]);
    const hash = String(BigInt(`0x${fnv1aHex(frameBytes(expected))}`));
    expect(result).toEqual([isolated, hash, hash]);
  });
});
