/**
 * Puts our own trace beside the browser's trace of the same frames. In: a page whose workers make marks, and the browser's trace.
 * Out: a row per frame. Node side. Callbacks run in the page.
 */

import type { Page } from 'playwright/test';
import type { RlApp } from '../../src/elements/rl-app/rl-app.ts';
import { CAPTURE_LANE, PRESENT_LANE, TRACE_KINDS } from '../../src/generated/layout.ts';
import { PRESENTED } from '../../src/trace/frames.ts';
import type { Stats } from '../../src/types.ts';
import { type BrowserThread, marksOf, threadOf } from './browser-trace.ts';

/** One frame in our trace. Times are in microseconds. */
export interface ToldFrame {
  sequence: number;
  arrivalUs: number;
  copyUs: number;
  waitUs: number;
  kernelUs: number;
  presentUs: number;
  latencyUs: number;
  /** The index into `OUTCOMES`. */
  outcome: number;
  touched: boolean;
}

/** The readings of our instruments, all from one instant. */
export interface Told {
  frames: ToldFrame[];
  /** The frames that the first pool thread began, in order. */
  begun: number[];
  /** The times at which collections were noticed. */
  noticedUs: { capture: number[]; present: number[] };
  stats: Stats;
}

/** Reads our own trace. It must reach back to the first frame. */
export function readTold(page: Page): Promise<Told> {
  const codes = { ...TRACE_KINDS, capture: CAPTURE_LANE, present: PRESENT_LANE };
  return page.evaluate((codes) => {
    const pipeline = document.querySelector<RlApp>('rl-app')?.pipeline;
    if (!pipeline) throw new Error('no pipeline runs');
    // Reads again if a frame was presented meanwhile, so that all readings are from one instant.
    const counts = ({ presented, latencyUs, gcFreeLatencyUs, gc }: Stats) =>
      `${presented} ${latencyUs.count} ${gcFreeLatencyUs.count} ${gc.framesTouched}`;
    let stats = pipeline.stats();
    let trace = pipeline.recentTrace(600);
    for (let tries = 0; tries < 50 && counts(stats) !== counts(pipeline.stats()); tries++) {
      stats = pipeline.stats();
      trace = pipeline.recentTrace(600);
    }
    const of = (lane: number, kind: number) => {
      const records = trace.lanes[lane];
      const all = Array.from({ length: records?.length ?? 0 }, (_, index) => records?.at(index));
      return all.filter((record) => record !== undefined).filter((record) => record.kind === kind);
    };
    const table = trace.frames;
    const at = (column: ArrayLike<number>, row: number) => column[row] as number;
    const frames = Array.from({ length: table.length }, (_, row) => ({
      sequence: at(table.sequence, row),
      arrivalUs: at(table.arrivalUs, row),
      copyUs: at(table.copyUs, row),
      waitUs: at(table.waitUs, row),
      kernelUs: at(table.kernelUs, row),
      presentUs: at(table.presentUs, row),
      latencyUs: at(table.latencyUs, row),
      outcome: at(table.outcome, row),
      touched: table.touched[row] === 1,
    }));
    const noticed = (lane: number) => of(lane, codes.collection).map(({ timeUs }) => timeUs);
    return {
      frames,
      begun: of(0, codes.wait).map(({ sequence }) => sequence),
      noticedUs: { capture: noticed(codes.capture), present: noticed(codes.present) },
      stats,
    };
  }, codes);
}

/** The shortest and the longest time that a duration can have taken, by the browser's clock. */
export interface Bracket {
  leastUs: number;
  mostUs: number;
}

/** A presented frame in our trace and in the browser's. */
export interface ObservedFrame {
  told: ToldFrame;
  latency: Bracket;
  frameTime: Bracket;
  /** By the browser's clock. */
  arrivalUs: number;
  handedUs: number;
}

/**
 * Joins both traces by order. The n-th frame that was read has number n. The n-th hand-over is that of the n-th presented
 * frame. The n-th time that the only pool thread finished kernels is that of the n-th frame that it began.
 */
export function observe(told: Told, threads: ReadonlyMap<string, BrowserThread>): ObservedFrame[] {
  const [capture, present, pool] = ['capture', 'present', 'pool 0'].map((name) => threadOf(threads, name));
  if (!capture || !present || !pool) throw new Error('a thread is missing');
  const read = marksOf(capture, 'read');
  const arrived = marksOf(capture, 'arrived:');
  const written = marksOf(present, 'written');
  const handed = marksOf(present, 'handed:');
  const clock = marksOf(pool, 'clock>');
  const clocked = marksOf(pool, 'clock<');
  const place = new Map(told.begun.map((sequence, index) => [sequence, 4 * index]));
  const at = (times: number[], index: number) => times[index] ?? Number.NaN;
  return told.frames
    .filter(({ outcome }) => outcome === PRESENTED)
    .map((frame, index) => {
      const { sequence } = frame;
      const begun = place.get(sequence) ?? Number.NaN;
      return {
        told: frame,
        latency: {
          leastUs: at(written, index) - at(arrived, sequence),
          mostUs: at(handed, index) - at(read, sequence),
        },
        frameTime: {
          leastUs: at(clock, begun + 2) - at(clocked, begun),
          mostUs: at(clocked, begun + 2) - at(clock, begun),
        },
        arrivalUs: at(read, sequence),
        handedUs: at(handed, index),
      };
    });
}

/** The browser's clock minus the pipeline's, in microseconds. Marks that carry a time of ours give it. */
export function clockOffsetUs(threads: ReadonlyMap<string, BrowserThread>): number {
  const offsets = threadOf(threads, 'capture')
    .marks.filter(({ name }) => name.startsWith('arrived:'))
    .map(({ name, atUs }) => atUs - Number(name.slice('arrived:'.length)));
  // The time is read before the mark is made. So the smallest difference is the most exact.
  return Math.min(...offsets);
}

/** The microseconds by which a duration lies outside of its bracket. 0: it lies inside. */
export function outside(durationUs: number, { leastUs, mostUs }: Bracket): number {
  return Math.max(0, leastUs - durationUs, durationUs - mostUs);
}

/** The value below which this share of the values lies. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(1, Math.ceil(share * sorted.length)) - 1] ?? Number.NaN;
}
