/**
 * Marks and faults inside our workers, without a hook in them: their scripts get a prologue on their way to the browser
 * that wraps what the platform gives them. In: what to mark, what to break. Out: a browser that does so. Node side; the
 * prologue runs in each worker before its own script.
 */

import { test as base, type Page } from 'playwright/test';
import { CONTROL, CONTROL_BASE, TRACE } from '../../src/generated/layout.ts';

/** Where in a frame's way a fault strikes; each is on one thread and within one stage. */
export type FaultPlace = 'copy' | 'kernel' | 'hand-over';

/** What happens to every `every`-th frame that comes by, from the first such on. */
export interface Fault {
  where: FaultPlace;
  every: number;
  /** Busy for so many milliseconds, or a collection on that very thread. */
  what: number | 'minor' | 'major';
}

/** How the workers are changed. */
export interface Probes {
  /** Makes a mark before and after each instant that our instruments measure. */
  marks?: boolean;
  faults?: Fault[];
  /** Makes nothing but the mark that names the thread, so that what a frame allocates is our own code's. */
  nameOnly?: boolean;
}

/** What a worker is told while it runs; each is answered when it is done. */
export type Order =
  /** A collection, now, between two frames or amidst one. */
  | { what: 'collect'; kind: 'minor' | 'major' }
  /** Present thread: no write resolves from the next one on, until released. */
  | { what: 'stall-sink' | 'release-sink' }
  /** Capture thread: pool threads stop amidst the next frame, until released. */
  | { what: 'hold-pool' | 'release-pool' }
  /** Capture thread: the reader gives so many copies of the next frame at once, and then no more. */
  | { what: 'burst'; frames: number };

/** A word of shared memory that nobody uses: pool threads hear no messages. */
const MAILBOX = (CONTROL_BASE + CONTROL.trace + TRACE.reserved) >> 2;

/** Playwright's test, in a browser whose pages and workers can ask for a collection. */
export const test = base.extend({
  launchOptions: [
    async ({ launchOptions }, use) => {
      await use({ ...launchOptions, args: [...(launchOptions.args ?? []), '--js-flags=--expose-gc'] });
    },
    { scope: 'worker' },
  ],
});

/** Gives every worker of pages that are opened from now on the prologue. */
export async function prepareWorkers(page: Page, probes: Probes = {}): Promise<void> {
  const parts = [makeProbe, wrapStreams, wrapModule, obeyOrders].map(String).join(', ');
  const install = (probes: Probes, [make, ...more]: [typeof makeProbe, ...((probe: Probe) => void)[]]) => {
    const probe = make(probes);
    if (!probes.nameOnly) for (const part of more) part(probe);
  };
  const prologue = `(${install})(${JSON.stringify({ ...probes, mailbox: MAILBOX })}, [${parts}]);\n`;
  await page.route(/\/(capture|pool|present)\.worker[^/]*\.js$/, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: prologue + (await response.text()) });
  });
}

/** Gives a worker an order; resolves when it has been carried out. */
export function order(page: Page, thread: string, order: Order): Promise<void> {
  return page.evaluate(
    ([thread, order]) =>
      new Promise<void>((resolve) => {
        const channel = new BroadcastChannel('truth');
        channel.onmessage = ({ data }: MessageEvent<{ from?: string }>) => {
          if (data.from !== thread) return;
          channel.close();
          resolve();
        };
        channel.postMessage({ to: thread, order });
      }),
    [thread, order] as const,
  );
}

/** What the parts of the prologue share, in one worker. */
interface Probe {
  note(text: string): void;
  /** The same, where marks are wanted. */
  mark(text: string): void;
  collect(kind: 'minor' | 'major'): void;
  /** A frame comes by: strikes if it is its turn. */
  strike(place: FaultPlace): void;
  /** Index of the word that holds the pool. */
  mailbox: number;
  words: Int32Array | undefined;
  /** Copies that the reader is to give of the next frame. */
  burst: number;
  /** No read resolves before this. */
  paused: PromiseWithResolvers<void> | undefined;
  /** No write resolves before this. */
  stalled: PromiseWithResolvers<void> | undefined;
}

// What follows runs in the workers, as text; each function uses nothing outside of itself.

function makeProbe(probes: Probes & { mailbox?: number }): Probe {
  type Collect = (options: { type: 'minor' | 'major' }) => void;
  const collect = (kind: 'minor' | 'major') => (globalThis as unknown as { gc: Collect }).gc({ type: kind });
  const note = (text: string) => void performance.mark(`truth:${text}`);
  const mark = (text: string) => {
    if (probes.marks) note(text);
  };
  const seen = { copy: 0, kernel: 0, 'hand-over': 0 };
  const strike = (place: FaultPlace) => {
    seen[place]++;
    for (const { where, every, what } of probes.faults ?? []) {
      if (where !== place || seen[place] % every !== 0) continue;
      note(`fault>${place}`);
      const begin = performance.now();
      if (typeof what === 'number') while (performance.now() - begin < what);
      else collect(what);
      note(`fault<${place}`);
    }
  };
  note(`thread:${self.name}`);
  const mailbox = probes.mailbox ?? 0;
  return {
    note,
    mark,
    collect,
    strike,
    mailbox,
    words: undefined,
    burst: 0,
    paused: undefined,
    stalled: undefined,
  };
}

/** Frames in, and frames out. */
function wrapStreams(probe: Probe): void {
  const { copyTo } = VideoFrame.prototype;
  VideoFrame.prototype.copyTo = function (...values) {
    probe.strike('copy');
    return copyTo.apply(this, values);
  };
  const { write } = WritableStreamDefaultWriter.prototype;
  WritableStreamDefaultWriter.prototype.write = function (chunk) {
    probe.strike('hand-over');
    const written = write.call(this, chunk);
    probe.mark('written');
    return probe.stalled ? probe.stalled.promise.then(() => written) : written;
  };
  const { read } = ReadableStreamDefaultReader.prototype;
  const copies: VideoFrame[] = [];
  const take = async (reader: ReadableStreamDefaultReader): Promise<ReadableStreamReadResult<VideoFrame>> => {
    const copy = copies.pop();
    if (copy) return { value: copy, done: false };
    await probe.paused?.promise;
    const result = (await read.call(reader)) as ReadableStreamReadResult<VideoFrame>;
    if (probe.burst > 0 && result.value) {
      while (copies.length < probe.burst - 1) copies.push(result.value.clone());
      probe.burst = 0;
      probe.paused = Promise.withResolvers<void>();
    }
    return result;
  };
  ReadableStreamDefaultReader.prototype.read = async function () {
    const result = await take(this);
    probe.mark('read');
    return result;
  };
}

/** The module's clock, which pool threads read at each instant that counts, and two of its exports. */
function wrapModule(probe: Probe): void {
  const { instantiate } = WebAssembly;
  const pool = self.name.startsWith('pool');
  const wrapped = async (module: WebAssembly.Module, imports: WebAssembly.Imports) => {
    const { memory, clock } = imports.env as { memory: WebAssembly.Memory; clock: (at: number) => void };
    const words = new Int32Array(memory.buffer);
    probe.words = words;
    let looks = 0;
    const marked = (at: number) => {
      // With one thread a frame takes four looks: it is begun, its stripes are, it is finished, the stripes are booked.
      if (looks++ % 4 === 2) {
        probe.strike('kernel');
        Atomics.wait(words, probe.mailbox, 1);
      }
      probe.mark('clock>');
      clock(at);
      probe.mark('clock<');
    };
    const { exports } = await instantiate(module, { env: { memory, clock: pool ? marked : clock } });
    const begin = exports.capture_begin as (...values: number[]) => number;
    const handOver = exports.present_hand_over as (...values: number[]) => void;
    const capture_begin = (...values: number[]) => {
      probe.mark(`arrived:${values[0]}`);
      return begin(...values);
    };
    const present_hand_over = (...values: number[]) => {
      probe.mark(`handed:${values[1]}`);
      handOver(...values);
    };
    return { exports: { ...exports, capture_begin, present_hand_over } };
  };
  WebAssembly.instantiate = wrapped as unknown as typeof WebAssembly.instantiate;
}

function obeyOrders(probe: Probe): void {
  const hold = (value: 0 | 1) => {
    const words = probe.words as Int32Array;
    Atomics.store(words, probe.mailbox, value);
    Atomics.notify(words, probe.mailbox);
  };
  const obey = (order: Order) => {
    switch (order.what) {
      case 'collect':
        probe.collect(order.kind);
        break;
      case 'stall-sink':
        probe.stalled = Promise.withResolvers<void>();
        break;
      case 'release-sink':
        probe.stalled?.resolve();
        probe.stalled = undefined;
        break;
      case 'hold-pool':
        hold(1);
        break;
      case 'release-pool':
        hold(0);
        break;
      case 'burst':
        probe.burst = order.frames;
        break;
    }
  };
  const channel = new BroadcastChannel('truth');
  channel.onmessage = ({ data }: MessageEvent<{ to?: string; order: Order }>) => {
    if (data.to !== self.name) return;
    obey(data.order);
    channel.postMessage({ from: self.name });
  };
}
