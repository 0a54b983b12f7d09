/**
 * What the tests of the life cycle share: an empty page with the library and some tools, with and without isolation, in
 * Chromium as it is and on Firefox's rung; and workers that break in a chosen way. Node side; tools and prologues run in
 * the page and in its workers.
 */

import { expect, type Page } from 'playwright/test';
import type { Pipeline, PipelineOptions } from '../../src/types.ts';
import { poll } from './poll.ts';
import { faultPrologue, type WorkerFault } from './worker-fault.ts';

/** Where a test runs. */
export type Place = 'isolated' | 'one worker' | 'firefox rung';
export const PLACES: readonly Place[] = ['isolated', 'one worker', 'firefox rung'];
export const SINKS = ['video', 'webgl', 'canvas'] as const;

/** Sinks that a place has. */
export const sinksOf = (place: Place) => (place === 'firefox rung' ? (['webgl', 'canvas'] as const) : SINKS);

/** A source that an app gives. */
export interface Given {
  track: MediaStreamTrack;
  /** Ends it as a device does that is unplugged: no call of `stop`. */
  end(): void;
}

/** What the page has in `globalThis.life`. */
export interface LifeTools {
  create(options: PipelineOptions): Promise<Pipeline>;
  /** Every track of a camera, a microphone or a screen that was opened. */
  devices: MediaStreamTrack[];
  /** Those of them that are on. */
  live(): string[];
  /** Resolves when the pipeline is in one of these states. */
  reached(pipeline: Pipeline, ...states: string[]): Promise<string>;
  /** Resolves when so many frames were presented. */
  presented(pipeline: Pipeline, frames: number): Promise<void>;
  /** All states from now on, in their order. */
  log(pipeline: Pipeline): string[];
  /** What a promise becomes; `late` if a timer of two seconds is faster. */
  withinTwoSeconds(work: Promise<unknown>): Promise<string>;
  /** Frames by hand. Not on Firefox's rung. */
  give(): Given;
}

declare global {
  var life: LifeTools;
}

/** A picture small enough for any machine. */
export const PATTERN = { type: 'pattern', width: 64, height: 48, frameRate: 60 } as const;
export const CAMERA = { type: 'camera', width: 320, height: 240, frameRate: 30 } as const;

const HEADERS = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};
const BREAKOUT = ['MediaStreamTrackProcessor', 'MediaStreamTrackGenerator'];

/** Opens the page. */
export async function openLife(page: Page, place: Place = 'isolated'): Promise<void> {
  await page.route('**/empty', (route) =>
    route.fulfill({
      contentType: 'text/html',
      headers: place === 'one worker' ? {} : HEADERS,
      body: '<!doctype html><title>empty</title>',
    }),
  );
  if (place === 'firefox rung') {
    const script = BREAKOUT.map((name) => `delete globalThis.${name};`).join('');
    await page.addInitScript({ content: script });
    await breakWorkers(page, /\.worker/, script);
  }
  await page.addInitScript(installTools);
  await page.goto('./empty');
}

/** What the scripts of a page's workers begin with. */
interface Prologue {
  which: RegExp;
  text: string;
  on: boolean;
}
const prologues = new WeakMap<Page, Prologue[]>();

/** Gives the scripts of workers a prologue, until the returned function is called. */
export async function breakWorkers(page: Page, which: RegExp, text: string): Promise<() => void> {
  const prologue = { which, text, on: true };
  const known = prologues.get(page);
  if (known) known.push(prologue);
  else await routeWorkers(page, [prologue]);
  return () => {
    prologue.on = false;
  };
}

async function routeWorkers(page: Page, all: Prologue[]): Promise<void> {
  prologues.set(page, all);
  await page.route(/\.worker[^/]*\.js$/, async (route) => {
    const wanted = all.filter(({ on, which }) => on && which.test(route.request().url()));
    if (wanted.length === 0) return route.fallback();
    const response = await route.fetch();
    const body = [...wanted.map(({ text }) => text), await response.text()].join(';\n');
    await route.fulfill({ response, body });
  });
}

/** No worker is left. The browser tells of a worker's end a moment later. */
export async function expectNoWorker(page: Page): Promise<void> {
  await poll(() => page.workers().map((worker) => worker.url())).toEqual([]);
}

/** No worker and no device is left. */
export async function expectNothingLeft(page: Page): Promise<void> {
  expect(await page.evaluate(() => life.live())).toEqual([]);
  await expectNoWorker(page);
}

// What follows runs in the page, as text; it uses nothing outside of itself.

function installTools(): void {
  const devices: MediaStreamTrack[] = [];
  for (const name of ['getUserMedia', 'getDisplayMedia'] as const) {
    const open = MediaDevices.prototype[name];
    MediaDevices.prototype[name] = async function (this: MediaDevices, wishes) {
      const stream = await open.call(this, wishes);
      devices.push(...stream.getTracks());
      return stream;
    };
  }
  const soon = () => new Promise((resolve) => setTimeout(resolve, 5));
  const library = () => import(new URL('./lib/ringlight.js', location.href).href);
  const give = (): Given => {
    const { MediaStreamTrackGenerator: Generator } = globalThis as unknown as {
      MediaStreamTrackGenerator: MediaStreamTrackGeneratorConstructor;
    };
    const track = new Generator({ kind: 'video' });
    const writer = track.writable.getWriter();
    const pixels = new Uint8Array((64 * 48 * 3) / 2).fill(128);
    let number = 0;
    const timer = setInterval(() => {
      const timestamp = 33_333 * number++;
      const frame = new VideoFrame(pixels, { format: 'I420', codedWidth: 64, codedHeight: 48, timestamp });
      // It is closed when the track has ended.
      writer.write(frame).catch(() => undefined);
    }, 33);
    const end = () => {
      clearInterval(timer);
      // A track that was stopped has closed it already.
      writer.close().catch(() => undefined);
    };
    return { track, end };
  };
  globalThis.life = {
    devices,
    give,
    create: async (options) => (await library()).createPipeline(options),
    live: () => devices.filter(({ readyState }) => readyState === 'live').map(({ kind }) => kind),
    reached: (pipeline, ...states) =>
      new Promise((resolve) => {
        const look = () => {
          if (!states.includes(pipeline.state)) return;
          pipeline.removeEventListener('statechange', look);
          resolve(pipeline.state);
        };
        pipeline.addEventListener('statechange', look);
        look();
      }),
    presented: async (pipeline, frames) => {
      while (pipeline.stats().presented < frames) {
        if (pipeline.state === 'failed') throw pipeline.error;
        await soon();
      }
    },
    log: (pipeline) => {
      const states = [pipeline.state as string];
      pipeline.addEventListener('statechange', () => states.push(pipeline.state));
      return states;
    },
    withinTwoSeconds: (work) =>
      Promise.race([
        work.then(
          () => 'done',
          (error: unknown) => String(error),
        ),
        new Promise<string>((resolve) => setTimeout(() => resolve('late'), 2000)),
      ]),
  };
}

/** Breaks one kind of thread. Returns how to mend it, for threads that start from then on. */
export function breakThread(page: Page, thread: string, fault: WorkerFault): Promise<() => void> {
  return breakWorkers(page, new RegExp(`/${thread}\\.worker`), faultPrologue(fault));
}

/** Mends a `refuse` in threads that run. */
export function mendThreads(page: Page): Promise<void> {
  return page.evaluate(() => new BroadcastChannel('fault').postMessage('mend'));
}
