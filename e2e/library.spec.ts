/** The library as a page imports it: the built modules under lib/, from a plain static server with the two headers. */

import { expect, type Page, test } from 'playwright/test';
import { FILTERS, type FilterSpec } from '../src/catalogue/filters.ts';
import { fillRandom, fnv1aHex, frameBytes, makeFrame } from './support/frame.ts';
import { poll } from './support/poll.ts';
import { applyFilters } from './support/reference.ts';

type Library = typeof import('../src/index.ts');
type Images = typeof import('../src/image.ts');

test.beforeEach(({ page }) => page.goto('./?source=pattern'));

const WIDTH = 67;
const HEIGHT = 61;

/** A seeded RGBA picture. Its bytes are plain numbers, so that they can be sent to the page. */
function picture(filters: FilterSpec[]): { bytes: number[]; expected: string } {
  const frame = fillRandom(makeFrame('RGBA', WIDTH, HEIGHT), 42);
  const expected = fnv1aHex(frameBytes(applyFilters(frame, filters)));
  return { bytes: Array.from(frameBytes(frame)), expected };
}

test.describe('ringlight/image', () => {
  for (const simd of ['on', 'off'] as const) {
    for (const threads of [1, 2, 3]) {
      test(`gives the reference, simd=${simd}, ${threads} threads`, async ({ page }) => {
        for (const radius of [0, 1, 5, 20, 127]) {
          const { bytes, expected } = picture([{ name: 'grayscale' }, { name: 'box-blur', radius }]);
          const hash = await page.evaluate(
            async ({ bytes, width, height, radius, options }) => {
              const url = new URL('./lib/image.js', location.href).href;
              const { init, grayscale, boxBlur, fnv1a } = (await import(url)) as Images;
              await init(options);
              const rgba = Uint8ClampedArray.from(bytes);
              if ((await grayscale(rgba)) !== rgba) throw new Error('not in place');
              await boxBlur(rgba, width, height, radius);
              return fnv1a(rgba).toString(16).padStart(16, '0');
            },
            { bytes, width: WIDTH, height: HEIGHT, radius, options: { simd, threads } },
          );
          expect(hash, `radius ${radius}`).toBe(expected);
        }
      });
    }
  }

  test('calls may overlap, and init may come between them', async ({ page }) => {
    const same = await page.evaluate(async () => {
      const url = new URL('./lib/image.js', location.href).href;
      const { init, boxBlur, fnv1a } = (await import(url)) as Images;
      const make = () => Uint8Array.from({ length: 4 * 64 * 48 }, (_, i) => (i * 2654435761) >>> 24);
      const images = [make(), make(), make()];
      await Promise.all([
        boxBlur(images[0] as Uint8Array, 64, 48, 5),
        init({ threads: 2, simd: 'off' }),
        boxBlur(images[1] as Uint8Array, 64, 48, 5),
        init({ threads: 1 }),
        boxBlur(images[2] as Uint8Array, 64, 48, 5),
      ]);
      return new Set(images.map(fnv1a)).size;
    });
    expect(same).toBe(1);
  });

  test('a bad argument is a TypeError that names it', async ({ page }) => {
    const messages = await page.evaluate(async () => {
      const url = new URL('./lib/image.js', location.href).href;
      const { init, grayscale, boxBlur, fnv1a } = (await import(url)) as Images;
      const early = (() => {
        try {
          return fnv1a(new Uint8Array(1)).toString();
        } catch (error) {
          return String(error);
        }
      })();
      return [
        early,
        ...(await Promise.all([
          boxBlur(new Uint8Array(16), 2, 2, 128).catch(String),
          boxBlur(new Uint8Array(15), 2, 2, 1).catch(String),
          grayscale([1, 2, 3, 4] as never).catch(String),
          init({ threads: 9 }).catch(String),
          init({ simd: 'maybe' as never }).catch(String),
        ])),
      ];
    });
    expect(messages).toEqual([
      'Error: fnv1a needs the kernels: await init() first',
      'TypeError: radius is 128; it must be a whole number from 0 to 127',
      'TypeError: rgba has 15 bytes; 2 x 2 pixels are 16',
      'TypeError: rgba must be a Uint8Array or a Uint8ClampedArray',
      'TypeError: threads is 9; it must be a whole number from 1 to 8',
      'TypeError: simd is "maybe"; it must be true, false, "on", "off" or "auto"',
    ]);
  });
});

/** Runs `use` in the page with the library. */
function withLibrary<T>(page: Page, use: (library: Library) => Promise<T>): Promise<T> {
  return page.evaluate(
    `import(new URL('./lib/ringlight.js', location.href).href).then(${use.toString()})`,
  ) as Promise<T>;
}

test.describe('ringlight', () => {
  test('takes a track, and leaves it running when closed', async ({ page }) => {
    const result = await withLibrary(page, async ({ createPipeline }) => {
      const stream = await navigator.mediaDevices.getUserMedia({ video: { width: 640, height: 480 } });
      const [track] = stream.getVideoTracks() as [MediaStreamTrack];
      const pipeline = await createPipeline({ source: track, filters: [{ name: 'box-blur' }] });
      const { filters, input } = await pipeline.sample();
      const [output] = pipeline.stream.getVideoTracks();
      await pipeline.close();
      await pipeline.close();
      const after = pipeline.stats();
      const states = [track.readyState, output?.readyState, pipeline.state];
      track.stop();
      return { filters, size: [input.codedWidth, input.codedHeight], states, inFlight: after.inFlight };
    });
    expect(result).toEqual({
      filters: [{ name: 'box-blur', radius: 5 }],
      size: [640, 480],
      states: ['live', 'ended', 'closed'],
      inFlight: 0,
    });
    // The browser reports a worker's end a moment later.
    await poll(() => page.workers().length).toBe(0);
  });

  test('a signal closes it, and refuses a start', async ({ page }) => {
    const result = await withLibrary(page, async ({ createPipeline }) => {
      const source = { type: 'pattern', width: 64, height: 64 } as const;
      const controller = new AbortController();
      const pipeline = await createPipeline({ source, signal: controller.signal });
      const closed = new Promise((resolve) => pipeline.addEventListener('statechange', resolve));
      const sample = pipeline.sample().catch((error: Error) => error.name);
      controller.abort();
      await closed;
      await pipeline.close();
      const refused = await createPipeline({ source, signal: controller.signal }).catch(
        (error: Error) => error.name,
      );
      return { state: pipeline.state, sample: typeof (await sample), refused };
    });
    expect(result.state).toBe('closed');
    expect(result.refused).toBe('AbortError');
    // The browser reports a worker's end a moment later.
    await poll(() => page.workers().length).toBe(0);
  });

  test('a bad option is a TypeError that names it, and nothing is opened', async ({ page }) => {
    const messages = await withLibrary(page, async ({ createPipeline }) => {
      const attempt = (options: unknown) => createPipeline(options as never).then(() => 'opened', String);
      return Promise.all([
        attempt({ source: 'webcam' }),
        attempt({ source: { type: 'pattern', width: '4000' } }),
        attempt({ source: 'pattern', filters: [{ name: 'box-blur', radius: 1.5 }] }),
        attempt({ source: 'pattern', filters: [{ name: 'sepia?' }] }),
        attempt({ source: 'pattern', threads: 0 }),
        attempt({ source: 'pattern', simd: 1 }),
        attempt({ source: 'pattern', sink: 'svg' }),
        attempt({ source: 'pattern', signal: 'stop' }),
      ]);
    });
    expect(messages).toEqual([
      'TypeError: source is "webcam"; it must be one of "camera", "pattern", "screen"',
      'TypeError: source.width is "4000"; it must be a number above 0, at best from 1 to 3840',
      'TypeError: filters[0].radius is 1.5; it must be a whole number from 0 to 127',
      `TypeError: filters[0].name is "sepia?"; it must be one of ${FILTERS.map(({ name }) => name).join(', ')}`,
      'TypeError: threads is 0; it must be a whole number from 1 to 8',
      'TypeError: simd is 1; it must be one of "auto", "on", "off"',
      'TypeError: sink is "svg"; it must be one of "auto", "video", "webgl", "canvas"',
      'TypeError: signal is "stop"; it must be an AbortSignal',
    ]);
    // The browser reports a worker's end a moment later.
    await poll(() => page.workers().length).toBe(0);
  });

  test('loads and observes nothing of the page: no element, no web-vitals', async ({ page, baseURL }) => {
    const blank = new URL('./blank.html', baseURL).href;
    const headers = {
      'Cross-Origin-Opener-Policy': 'same-origin',
      'Cross-Origin-Embedder-Policy': 'require-corp',
    };
    await page.route(blank, (route) => route.fulfill({ contentType: 'text/html', body: '', headers }));
    await page.addInitScript(() => {
      globalThis.PerformanceObserver = class extends PerformanceObserver {
        constructor(tell: PerformanceObserverCallback) {
          super(tell);
          document.documentElement.dataset.observed = 'yes';
        }
      };
    });
    const loaded: string[] = [];
    page.on('request', (request) => loaded.push(new URL(request.url()).pathname));
    await page.goto(blank);
    const observed = await withLibrary(page, async ({ createPipeline }) => {
      const source = { type: 'pattern', width: 64, height: 64 } as const;
      const pipeline = await createPipeline({ source, audio: { source: 'tone' } });
      await pipeline.sample();
      pipeline.recentTrace();
      await pipeline.close();
      return document.documentElement.dataset.observed ?? 'no';
    });
    expect(observed).toBe('no');
    expect(loaded.some((path) => path.endsWith('/lib/ringlight.js'))).toBe(true);
    expect(loaded.filter((path) => /vitals|\/lit-|\/rl-|uplot|plot-/i.test(path))).toEqual([]);
  });
});
