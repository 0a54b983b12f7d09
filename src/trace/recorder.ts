/**
 * Takes traces of a running pipeline: of the last seconds, which are always there, and from a start to a stop.
 * In: the lanes. Out: records by lane, and how many were lost. Main thread; reads some times a second, never per frame.
 */

import { TRACE_LANES } from '../generated/layout.ts';
import { TraceReader } from '../memory/lanes.ts';
import { Records } from '../memory/records.ts';
import type { TraceArea } from '../memory/trace-area.ts';

/** Milliseconds between two readings while a trace is taken: lanes hold far more, also when a tab sleeps for some seconds. */
const READING_MS = 1000;
/** Records of a trace, all lanes together; 64 bytes each at worst. An hour at 60 fps with two threads has half of it. */
const MOST_RECORDS = 4_000_000;

/** Records by lane, and those that were lost. */
export interface Recording {
  lanes: Records[];
  lost: number[];
}

function emptyLanes(): Records[] {
  return Array.from({ length: TRACE_LANES }, () => new Records());
}

/** The records that are in the lanes now, from `sinceUs` on. */
export function readRecent(area: TraceArea, sinceUs: number): Recording {
  const lanes = emptyLanes();
  const lost = new Array<number>(TRACE_LANES).fill(0);
  new TraceReader(area, 'oldest').read(lanes, lost);
  for (const records of lanes) {
    let old = 0;
    while (old < records.length && records.timeUs(old) < sinceUs) old++;
    records.remove(0, old);
  }
  // Nobody was promised records that are older than the ring is long.
  return { lanes, lost: lost.map(() => 0) };
}

/** A trace that is being taken. */
export class Recorder {
  /** `null` after the end: a reader keeps the memory. */
  #reader: TraceReader | null;
  readonly #recording: Recording = { lanes: emptyLanes(), lost: new Array<number>(TRACE_LANES).fill(0) };
  readonly #timer: ReturnType<typeof setInterval>;

  constructor(area: TraceArea) {
    this.#reader = new TraceReader(area, 'now');
    this.#timer = setInterval(() => this.#read(), READING_MS);
  }

  /** Records so far. */
  get length(): number {
    return this.#recording.lanes.reduce((sum, { length }) => sum + length, 0);
  }

  /** Stops reading. What was recorded stays. */
  end(): void {
    clearInterval(this.#timer);
    this.#read();
    this.#reader = null;
  }

  /** Ends it. */
  stop(): Recording {
    this.end();
    return this.#recording;
  }

  #read(): void {
    const { lanes, lost } = this.#recording;
    const before = lanes.map(({ length }) => length);
    this.#reader?.read(lanes, lost);
    if (this.length <= MOST_RECORDS) return;
    // The recording is full. New records are counted as lost.
    lanes.forEach((records, lane) => {
      const fresh = records.length - (before[lane] as number);
      records.remove(before[lane] as number, fresh);
      lost[lane] = (lost[lane] as number) + fresh;
    });
  }
}
