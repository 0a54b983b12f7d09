/**
 * Makes marks and faults inside our workers. The workers have no hook for this. On the way to the browser each script gets a
 * prologue that wraps functions of the platform. In: the marks and faults. Out: a browser with such workers. Node side. The
 * prologue runs in each worker before its own script.
 */

import { test as base, type Page } from 'playwright/test';
import { CONTROL, CONTROL_BASE, TRACE } from '../../src/generated/layout.ts';

/** The place of a fault on a frame's way. Each is on one thread and within one stage. */
export type FaultPlace = 'copy' | 'kernel' | 'hand-over';

/** A fault. It strikes every `every`-th frame that comes by. */
export interface Fault {
  where: FaultPlace;
  every: number;
  /** A number: the thread is busy for so many milliseconds. Otherwise a garbage collection on this thread. */
  what: number | 'minor' | 'major';
}

/** The changes to the workers. */
export interface Probes {
  /** Makes a mark before and after each instant that our instruments measure. */
  marks?: boolean;
  faults?: Fault[];
  /** Only makes the mark that names the thread. So everything that a frame allocates comes from our own code. */
  nameOnly?: boolean;
}

/** An order to a running worker. The worker answers when it has carried it out. */
export type Order =
  /** Collects garbage now, between two frames or during one. */
  | { what: 'collect'; kind: 'minor' | 'major' }
  /** Present thread: from the next write on, writes do not resolve until `release-sink`. */
  | { what: 'stall-sink' | 'release-sink' }
  /** Capture thread: pool threads stop during the next frame, until `release-pool`. */
  | { what: 'hold-pool' | 'release-pool' }
  /** Capture thread: the reader gives so many copies of the next frame at once, and then no more. */
  | { what: 'burst'; frames: number };

/** An unused word of shared memory. Pool threads read no messages, so orders to them stand here. */
const MAILBOX = (CONTROL_BASE + CONTROL.trace + TRACE.reserved) >> 2;

/** Playwright's test, in a browser whose pages and workers can force a collection. */
export const test = base.extend({
  launchOptions: [
    async ({ launchOptions }, use) => {
      await use({ ...launchOptions, args: [...(launchOptions.args ?? []), '--js-flags=--expose-gc'] });
    },
    { scope: 'worker' },
  ],
});

/** Gives the prologue to every worker of pages that are opened from now on. */
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

/** Gives an order to a worker. Resolves when the worker has carried it out. */
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

/** Data that the parts of the prologue share in one worker. */
interface Probe {
  note(text: string): void;
  /** Makes a mark, if marks are wanted. */
  mark(text: string): void;
  collect(kind: 'minor' | 'major'): void;
  /** Reports a frame at this place. Strikes if it is the frame's turn. */
  strike(place: FaultPlace): void;
  /** The index of the word that holds the pool. */
  mailbox: number;
  words: Int32Array | undefined;
  /** The number of copies of the next frame that the reader has to give. */
  burst: number;
  /** No read resolves before this promise. */
  paused: PromiseWithResolvers<void> | undefined;
  /** No write resolves before this promise. */
  stalled: PromiseWithResolvers<void> | undefined;
}

// The functions below run in the workers, as text. Each uses nothing outside of itself.

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

/** Wraps the streams that carry frames in and out. */
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

/** Wraps two exports of the module, and its clock. Pool threads read the clock at each instant that counts. */
function wrapModule(probe: Probe): void {
  const { instantiate } = WebAssembly;
  const pool = self.name.startsWith('pool');
  const wrapped = async (module: WebAssembly.Module, imports: WebAssembly.Imports) => {
    const { memory, clock } = imports.env as { memory: WebAssembly.Memory; clock: (at: number) => void };
    const words = new Int32Array(memory.buffer);
    probe.words = words;
    let looks = 0;
    const marked = (at: number) => {
      // With one thread a frame reads the clock four times: begin of the frame, begin of its stripes, end, booking of the stripes.
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
