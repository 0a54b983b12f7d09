/**
 * Reads the numbers of `stats()` from the control block.
 * In: a view of the control block, shared or a copy. Out: plain numbers. Main thread. A full read takes about 100 us. It happens
 * only on request, never per frame.
 */

import {
  CONTROL,
  DROP_CAUSES,
  FORMATS,
  HISTOGRAM,
  HISTOGRAM_BUCKETS,
  HISTOGRAM_LINEAR,
  HISTOGRAM_SUB_BUCKETS,
  HISTOGRAMS,
  LEDGER,
  RING,
  SLOT_HEADER,
  SLOT_STATES,
  WORKER_RECORD,
} from '../generated/layout.ts';
import type {
  CollectionStats,
  Distribution,
  DropCause,
  HistogramName,
  PixelFormat,
  RingStats,
  SlotState,
  WorkerStats,
} from '../terms.ts';

/** Typed views of one control block. */
export interface ControlView {
  words: Int32Array;
  doubles: Float64Array;
}

/** The ledger at one instant: `delivered = presented + sum(dropped) + inFlight`. */
export interface LedgerReading {
  delivered: number;
  presented: number;
  inFlight: number;
  dropped: Record<DropCause, number>;
}

/** Views of the control block that starts at `offset` bytes. */
export function viewControl(buffer: ArrayBufferLike, offset: number): ControlView {
  return {
    words: new Int32Array(buffer, offset, CONTROL.size >> 2),
    doubles: new Float64Array(buffer, offset, CONTROL.size >> 3),
  };
}

function read(view: ControlView, offset: number): number {
  return Atomics.load(view.words, offset >> 2) >>> 0;
}

const CAUSES = Object.entries(DROP_CAUSES) as [DropCause, number][];

/** A booking takes about 10 ns. But the system may suspend its thread in the middle. Then the previous reading is returned. */
const MOST_TRIES = 10_000;

/** Reads a ledger. Keeps the last consistent reading. */
export class LedgerReader {
  #last: LedgerReading = takeLedger(null);

  /** Returns all counters as they were at one instant. */
  read(view: ControlView): LedgerReading {
    const version = (field: number) => read(view, CONTROL.ledger + field);
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      const capture = version(LEDGER.captureVersion);
      const present = version(LEDGER.presentVersion);
      if (capture % 2 === 1 || present % 2 === 1) continue;
      const reading = takeLedger(view);
      if (capture === version(LEDGER.captureVersion) && present === version(LEDGER.presentVersion)) {
        this.#last = reading;
        break;
      }
    }
    return this.#last;
  }
}

function takeLedger(view: ControlView | null): LedgerReading {
  const counter = (field: number) => (view ? read(view, CONTROL.ledger + field) : 0);
  const dropped = {} as Record<DropCause, number>;
  for (const [cause, code] of CAUSES) dropped[cause] = counter(LEDGER.dropped + 4 * code);
  return {
    delivered: counter(LEDGER.delivered),
    presented: counter(LEDGER.presented),
    inFlight: counter(LEDGER.inFlight),
    dropped,
  };
}

/** Returns the bucket of a whole number of nanoseconds. Same as `bucket` in `wasm/ring/src/histogram.rs`. */
export function bucketOf(nanoseconds: number): number {
  if (nanoseconds < HISTOGRAM_LINEAR) return nanoseconds;
  const octave = 31 - Math.clz32(nanoseconds);
  const sub = (nanoseconds >>> (octave - Math.log2(HISTOGRAM_SUB_BUCKETS))) - HISTOGRAM_SUB_BUCKETS;
  return HISTOGRAM_LINEAR + (octave - Math.log2(HISTOGRAM_LINEAR)) * HISTOGRAM_SUB_BUCKETS + sub;
}

/** Returns the middle of a bucket, in nanoseconds. It is the inverse of `bucketOf`. */
export function bucketMiddle(index: number): number {
  if (index < HISTOGRAM_LINEAR) return index;
  const octave = Math.floor((index - HISTOGRAM_LINEAR) / HISTOGRAM_SUB_BUCKETS);
  const sub = (index - HISTOGRAM_LINEAR) % HISTOGRAM_SUB_BUCKETS;
  const width = 2 ** (octave + Math.log2(HISTOGRAM_LINEAR / HISTOGRAM_SUB_BUCKETS));
  return (HISTOGRAM_SUB_BUCKETS + sub) * width + (width - 1) / 2;
}

const MIDDLES = Array.from({ length: HISTOGRAM_BUCKETS }, (_, index) => bucketMiddle(index) / 1000);

/** Returns how many values each bucket of a histogram has. */
export function readHistogram(view: ControlView, name: HistogramName): Uint32Array {
  const first = (CONTROL.histograms + HISTOGRAMS[name] * HISTOGRAM.size + HISTOGRAM.buckets) >> 2;
  return new Uint32Array(view.words.subarray(first, first + HISTOGRAM_BUCKETS));
}

/** Returns the percentiles of a histogram, in microseconds. `shares`: from 0 to 1, ascending. All are 0 if it is empty. */
export function percentiles(counts: Uint32Array, shares: readonly number[]): number[] {
  const count = countOf(counts, 0, counts.length);
  return percentilesOf(counts, 0, count, shares);
}

/** Returns the sum of some words: the number of values in these buckets. */
function countOf(words: ArrayLike<number>, first: number, length: number): number {
  let count = 0;
  for (let index = first; index < first + length; index++) count += (words[index] as number) >>> 0;
  return count;
}

/** See `percentiles`. The buckets begin at word `first`. If counts grow meanwhile, the search still ends within the buckets. */
function percentilesOf(
  words: ArrayLike<number>,
  first: number,
  count: number,
  shares: readonly number[],
): number[] {
  let seen = 0;
  let index = -1;
  return shares.map((share) => {
    const rank = Math.max(1, Math.ceil(share * count));
    while (count > 0 && seen < rank) seen += (words[first + ++index] as number) >>> 0;
    return index < 0 ? 0 : (MIDDLES[index] as number);
  });
}

const SHARES = [0.5, 0.95, 0.99] as const;

/** Percentiles of one histogram, in microseconds. Reads the buckets in place, because copies of eight histograms are 55 kB. */
export function readDistribution(view: ControlView, name: HistogramName): Distribution {
  return readDistributionAt(view, CONTROL.histograms + HISTOGRAMS[name] * HISTOGRAM.size);
}

/** Same as `readDistribution` for the histogram at byte `base` of the view. */
export function readDistributionAt(view: ControlView, base: number): Distribution {
  const first = (base + HISTOGRAM.buckets) >> 2;
  // This sums the buckets, because the histogram's own counter may be one value ahead or behind.
  const count = countOf(view.words, first, HISTOGRAM_BUCKETS);
  const [p50 = 0, p95 = 0, p99 = 0] = percentilesOf(view.words, first, count, SHARES);
  const max = read(view, base + HISTOGRAM.max) / 1000;
  const sum = view.doubles[(base + HISTOGRAM.sum) >> 3] as number;
  const mean = count > 0 ? sum / 1000 / count : 0;
  // The middle of a bucket may be above the largest value.
  return { count, p50: Math.min(max, p50), p95: Math.min(max, p95), p99: Math.min(max, p99), max, mean };
}

/** Reads the work of each of the first `threads` pool threads. */
export function readWorkers(view: ControlView, threads: number): WorkerStats[] {
  return Array.from({ length: threads }, (_, index) => {
    const base = CONTROL.workers + index * WORKER_RECORD.size;
    return {
      busyUs: view.doubles[(base + WORKER_RECORD.busyUs) >> 3] as number,
      frames: read(view, base + WORKER_RECORD.frames),
      stripes: read(view, base + WORKER_RECORD.stripes),
    };
  });
}

/** Reads format and size of the newest frame. */
export function readSource(view: ControlView): { format: PixelFormat | ''; width: number; height: number } {
  const code = read(view, CONTROL.source);
  const name = Object.entries(FORMATS).find(([, value]) => value === code)?.[0];
  return {
    format: (name ?? '') as PixelFormat | '',
    width: read(view, CONTROL.source + 4),
    height: read(view, CONTROL.source + 8),
  };
}

/** Reads the number of garbage collections, and of the frames that they touched. */
export function readCollections(view: ControlView): CollectionStats {
  const [capture, present] = [read(view, CONTROL.gcEpoch), read(view, CONTROL.gcEpoch + 4)];
  return { events: capture + present, capture, present, framesTouched: read(view, CONTROL.gcFrames) };
}

const STATES = Object.keys(SLOT_STATES) as SlotState[];

/** Counts slots by state. Each slot is read at a slightly different time. */
export function readRing(view: ControlView): RingStats {
  const slots = read(view, CONTROL.ring + RING.slotCount);
  const states = { free: 0, writing: 0, ready: 0, processing: 0, done: 0, presenting: 0 };
  for (let slot = 0; slot < slots; slot++) {
    const state = STATES[read(view, CONTROL.ring + RING.words + 4 * slot) & 7];
    if (state) states[state]++;
  }
  return { slots, states };
}

/** Reads the number of frames that were lost before they arrived, as far as the capture thread knows. */
export function readDiscarded(view: ControlView): number {
  return read(view, CONTROL.discardedAtSource);
}

/** How far the frames in the ring are. */
export interface Progress {
  /** The word of the slot that is being written. 0: there is none. */
  writing: number;
  /** A frame waits for the pool, or the pool works on one. */
  pooling: boolean;
  /** Changes with each stripe that the pool claims or finishes. */
  poolProgress: number;
  /** A frame waits for the present thread, or that thread has one. */
  presenting: boolean;
  /** Number of the newest frame in a slot. -1: there is none. */
  newest: number;
  /** Its arrival, in microseconds of the pipeline's clock. */
  newestUs: number;
}

/** Reads the progress. Each part is read at a slightly different time. Hot: allocates only the result. */
export function readProgress(view: ControlView): Progress {
  const progress = {
    writing: 0,
    pooling: false,
    poolProgress: 0,
    presenting: false,
    newest: -1,
    newestUs: 0,
  };
  const slots = read(view, CONTROL.ring + RING.slotCount);
  for (let slot = 0; slot < slots; slot++) {
    const word = read(view, CONTROL.ring + RING.words + 4 * slot);
    const state = STATES[word & 7];
    if (state === 'writing') progress.writing = word;
    progress.pooling ||= state === 'ready' || state === 'processing';
    progress.presenting ||= state === 'done' || state === 'presenting';
    const header = CONTROL.headers + slot * SLOT_HEADER.size;
    const sequence = read(view, header + SLOT_HEADER.sequence);
    const arrivalUs = view.doubles[(header + SLOT_HEADER.arrivalUs) >> 3] as number;
    if (arrivalUs > progress.newestUs) {
      progress.newest = sequence;
      progress.newestUs = arrivalUs;
    }
  }
  // At least one word of the job changes with each claimed or finished stripe. The weights keep changes from adding up to 0.
  for (const [weight, at] of JOB_WORDS) progress.poolProgress += weight * read(view, CONTROL.job + at);
  progress.poolProgress += read(
    view,
    CONTROL.histograms + HISTOGRAMS.frameTime * HISTOGRAM.size + HISTOGRAM.count,
  );
  return progress;
}

const JOB_WORDS = [
  [3, 0],
  [5, 4],
  [7, 8],
] as const;
