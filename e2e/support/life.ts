/**
 * Helpers for tests of the life cycle. They open an empty page with the library and some tools, with and without isolation, in
 * plain Chromium and on Firefox's rung. They also break workers in a chosen way. Node side. Tools and prologues run in the page
 * and in its workers.
 */

import { expect, type Page } from 'playwright/test';
import type { Pipeline, PipelineOptions } from '../../src/types.ts';
import { poll } from './poll.ts';
import { faultPrologue, type WorkerFault } from './worker-fault.ts';

/** The kind of page that a test runs in. */
export type Place = 'isolated' | 'one worker' | 'firefox rung';
export const PLACES: readonly Place[] = ['isolated', 'one worker', 'firefox rung'];
export const SINKS = ['video', 'webgl', 'canvas'] as const;

/** The sinks that a place has. */
export const sinksOf = (place: Place) => (place === 'firefox rung' ? (['webgl', 'canvas'] as const) : SINKS);

/** A source that an app provides. */
export interface Given {
  track: MediaStreamTrack;
  /** Ends it as if a device was unplugged, without a call of `stop`. */
  end(): void;
}

/** The tools in `globalThis.life` of the page. */
export interface LifeTools {
  create(options: PipelineOptions): Promise<Pipeline>;
  /** All tracks of cameras, microphones and screens that were opened. */
  devices: MediaStreamTrack[];
  /** Names those of them that are still on. */
  live(): string[];
  /** Resolves when the pipeline is in one of these states. */
  reached(pipeline: Pipeline, ...states: string[]): Promise<string>;
  /** Resolves when so many frames were presented. */
  presented(pipeline: Pipeline, frames: number): Promise<void>;
  /** All states from now on, in order. */
  log(pipeline: Pipeline): string[];
  /** The result of a promise, or `late` if it takes longer than two seconds. */
  withinTwoSeconds(work: Promise<unknown>): Promise<string>;
  /** Makes a source of handmade frames. Not on Firefox's rung. */
  give(): Given;
}

declare global {
  var life: LifeTools;
}

/** A picture that is small enough for any machine. */
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

/** A text that is put before the scripts of workers. */
interface Prologue {
  which: RegExp;
  text: string;
  on: boolean;
}
const prologues = new WeakMap<Page, Prologue[]>();

/** Puts a prologue before the scripts of workers. The returned function ends this. */
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

/** Waits until no worker is left. The browser reports a worker's end a moment later. */
export async function expectNoWorker(page: Page): Promise<void> {
  await poll(() => page.workers().map((worker) => worker.url())).toEqual([]);
}

/** Waits until no worker and no device is left. */
export async function expectNothingLeft(page: Page): Promise<void> {
  expect(await page.evaluate(() => life.live())).toEqual([]);
  await expectNoWorker(page);
}

// The function below runs in the page, as text. It uses nothing outside of itself.

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
      // If the track has ended, the stream is closed and this rejects.
      writer.write(frame).catch(() => undefined);
    }, 33);
    const end = () => {
      clearInterval(timer);
      // If the track was stopped, the stream is closed already and this rejects.
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

/** Breaks one kind of thread. The returned function mends threads that start after its call. */
export function breakThread(page: Page, thread: string, fault: WorkerFault): Promise<() => void> {
  return breakWorkers(page, new RegExp(`/${thread}\\.worker`), faultPrologue(fault));
}

/** Mends a `refuse` in running threads. */
export function mendThreads(page: Page): Promise<void> {
  return page.evaluate(() => new BroadcastChannel('fault').postMessage('mend'));
}
