/**
 * Measures the cost of one record of the trace, and counts the records of a frame. Both give the recorder's share of a frame. It is
 * too small to compare blocks with and without the recorder. In: a page that may fetch the module. Out: nanoseconds, records.
 * Runs in Node, measures in the page.
 */

import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { CONTROL, CONTROL_BASE, HEAP_BASE, PAGE_BYTES, TRACE } from '../../src/generated/layout.ts';
import { laneCapacity, traceBytes } from '../../src/memory/trace-area.ts';
import { type Holder, type InstrumentsSetup, startPipeline, stopPipeline } from './bare.ts';
import { type Spread, spread } from './spread.ts';

/** See above. */
export interface RecordCost {
  /** Time to write one record, in nanoseconds. */
  recordNs: Spread;
  /** Records of all threads, by frame. */
  recordsPerFrame: number;
}

const SECONDS = 30;
const CALLS = 1_000_000;
const ROUNDS = 15;

/** Measures both. `dist` is the build that `origin` serves. */
export async function measureRecordCost(
  page: Page,
  { dist, origin, setup }: { dist: string; origin: string; setup: InstrumentsSetup },
): Promise<RecordCost> {
  const files = await readdir(join(dist, 'assets'));
  const file = files.find((name) => name.startsWith('ringlight.simd') && name.endsWith('.wasm'));
  const capacity = laneCapacity(SECONDS);
  const times = await page.evaluate(measureInPage, {
    url: `${origin}/assets/${file}`,
    pages: HEAP_BASE / PAGE_BYTES + Math.ceil(traceBytes(capacity) / PAGE_BYTES),
    words: {
      records: (CONTROL_BASE + CONTROL.trace + TRACE.records) / 4,
      capacity: (CONTROL_BASE + CONTROL.trace + TRACE.capacity) / 4,
    },
    records: HEAP_BASE - CONTROL_BASE,
    capacity,
    calls: CALLS,
    rounds: ROUNDS,
  });
  await startPipeline(page, setup, SECONDS);
  const recordsPerFrame = await countRecords(page, setup.blockSeconds);
  await stopPipeline(page);
  return { recordNs: spread(times), recordsPerFrame };
}

interface InPage {
  url: string;
  pages: number;
  /** Where to say how many records a lane has, and where they lie: indices of 32-bit words. */
  words: { records: number; capacity: number };
  records: number;
  capacity: number;
  calls: number;
  rounds: number;
}

// Runs in the page, as text. A call that writes one record and does little else, with a trace to write to and without, in turn.
async function measureInPage({ url, pages, words, records, capacity, calls, rounds }: InPage) {
  const memory = new WebAssembly.Memory({ initial: pages, maximum: 16_384, shared: true });
  const imports = { env: { memory, clock: () => undefined } };
  const { instance } = await WebAssembly.instantiateStreaming(fetch(url), imports);
  const { capture_discarded: write } = instance.exports as { capture_discarded(frames: number): void };
  const control = new Int32Array(memory.buffer);
  control[words.records] = records;
  const run = (size: number) => {
    control[words.capacity] = size;
    const started = performance.now();
    for (let call = 0; call < calls; call++) write(1);
    return (1e6 * (performance.now() - started)) / calls;
  };
  // After that, the code is optimized.
  for (let call = 0; call < 3; call++) run(call % 2 === 0 ? capacity : 0);
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const [first, second] = [run(round % 2 === 0 ? capacity : 0), run(round % 2 === 0 ? 0 : capacity)];
    times.push(round % 2 === 0 ? first - second : second - first);
  }
  return times;
}

async function countRecords(page: Page, seconds: number): Promise<number> {
  await page.evaluate(() => (globalThis as Holder).measured?.startTrace());
  await page.waitForTimeout(1000 * seconds);
  return page.evaluate(() => {
    const trace = (globalThis as Holder).measured?.stopTrace();
    if (!trace) throw new Error('no pipeline runs');
    return trace.lanes.reduce((sum, { length }) => sum + length, 0) / trace.frames.length;
  });
}
