/**
 * A trace as rows of a timeline: columns of times, sorted, ready to be searched. In: a trace. Out: rows, in
 * microseconds since its start. Pure; done once per trace.
 */

import { CAPTURE_LANE, OWNER_LANE, PRESENT_LANE, TRACE_KINDS } from '../../generated/layout.ts';
import type { Records } from '../../memory/records.ts';
import { FIRST_DROP, type FrameTable, PRESENTED } from '../frames.ts';
import { isFrameless, LANE_NAMES, LANE_ORDER } from '../names.ts';
import type { TraceData, TraceSettings } from '../trace-data.ts';
import { lowerBound, maxTree, type Slices } from './search.ts';

/** Lines of the frames' row. Frames in flight at the same time are drawn below one another. */
export const FRAME_LINES = 3;

/** Things that happen at a time rather than take some. */
export interface Marks {
  timeUs: Float64Array;
  /** One of `TRACE_KINDS`. */
  kind: Uint8Array;
  /** Index of the record in the lane. */
  record: Uint32Array;
}

/** What one thread did. */
export interface ThreadRow {
  lane: number;
  name: string;
  slices: Slices;
  marks: Marks;
  /** Frames that reached the screen; only the main thread's row has some. */
  displayUs: Float64Array;
}

/** All frames, sorted by arrival. */
export interface FrameRow {
  length: number;
  /** Row of the frame table. */
  row: Uint32Array;
  startUs: Float64Array;
  endUs: Float64Array;
  reachUs: Float64Array;
  /** 0 to `FRAME_LINES` - 1. */
  line: Uint8Array;
  /** See `maxTree`. */
  latency: Float32Array;
  /** Frames before each that were dropped; one longer than the others. */
  drops: Uint32Array;
}

/** A trace, ready to be drawn. */
export interface TraceRows {
  trace: TraceData;
  table: FrameTable;
  extentUs: number;
  frames: FrameRow;
  threads: ThreadRow[];
  settings: readonly TraceSettings[];
  /** When each of the settings came into force; the first from before the start on. */
  settingsUs: Float64Array;
}

const SLICES = new Set<number>([
  TRACE_KINDS.copy,
  TRACE_KINDS.kernel,
  TRACE_KINDS.present,
  TRACE_KINDS['long-task'],
  TRACE_KINDS.quantum,
]);
const MARKS = new Set<number>([
  TRACE_KINDS.collection,
  TRACE_KINDS.discard,
  TRACE_KINDS.vital,
  TRACE_KINDS.glitch,
]);

/** Builds the rows. */
export function rowsOf(trace: TraceData): TraceRows {
  const { startUs, endUs, settings } = trace.metadata;
  const table = trace.frames;
  const frames = frameRow(trace, table);
  const last = frames.reachUs[frames.length - 1] ?? 0;
  const threads = LANE_ORDER.filter((lane) => (trace.lanes[lane]?.length ?? 0) > 0 || isAlwaysThere(lane));
  return {
    trace,
    table,
    extentUs: Math.max(1, endUs - startUs, last),
    frames,
    threads: threads.map((lane) => threadRow(trace.lanes[lane] as Records, lane, startUs)),
    settings,
    settingsUs: Float64Array.from(settings, ({ timeUs }) => timeUs - startUs),
  };
}

function isAlwaysThere(lane: number): boolean {
  return lane === CAPTURE_LANE || lane === PRESENT_LANE || lane === OWNER_LANE;
}

function threadRow(records: Records, lane: number, originUs: number): ThreadRow {
  return {
    lane,
    name: LANE_NAMES[lane] ?? `lane ${lane}`,
    slices: slicesOf(records, originUs),
    marks: marksOf(records, originUs),
    displayUs: timesOf(records, indexesOf(records, new Set([TRACE_KINDS.display])), originUs),
  };
}

/** Records of these kinds, in the order of their times. */
function indexesOf(records: Records, kinds: ReadonlySet<number>): Uint32Array {
  const found = new Uint32Array(records.length);
  let length = 0;
  let isOrdered = true;
  let beforeUs = Number.NEGATIVE_INFINITY;
  for (let index = 0; index < records.length; index++) {
    if (!kinds.has(records.kind(index))) continue;
    found[length++] = index;
    const timeUs = records.timeUs(index);
    isOrdered &&= timeUs >= beforeUs;
    beforeUs = timeUs;
  }
  const indexes = found.slice(0, length);
  return isOrdered ? indexes : indexes.sort((one, other) => records.timeUs(one) - records.timeUs(other));
}

function timesOf(records: Records, indexes: Uint32Array, originUs: number): Float64Array {
  const timesUs = new Float64Array(indexes.length);
  for (let at = 0; at < indexes.length; at++) {
    timesUs[at] = records.timeUs(indexes[at] as number) - originUs;
  }
  return timesUs;
}

/** Work of a lane as slices. */
export function slicesOf(records: Records, originUs: number): Slices {
  const record = indexesOf(records, SLICES);
  const length = record.length;
  const startUs = timesOf(records, record, originUs);
  const endUs = new Float64Array(length);
  const reachUs = new Float64Array(length);
  const busyUs = new Float64Array(length + 1);
  const sequence = new Uint32Array(length);
  let reach = Number.NEGATIVE_INFINITY;
  for (let at = 0; at < length; at++) {
    const start = startUs[at] as number;
    endUs[at] = start + records.durationUs(record[at] as number);
    // Work that overlaps counts once.
    const fresh = Math.max(0, (endUs[at] as number) - Math.max(start, reach));
    busyUs[at + 1] = (busyUs[at] as number) + fresh;
    reach = Math.max(reach, endUs[at] as number);
    reachUs[at] = reach;
    sequence[at] = records.sequence(record[at] as number);
  }
  return { length, startUs, endUs, reachUs, busyUs, sequence, record };
}

function marksOf(records: Records, originUs: number): Marks {
  const record = indexesOf(records, MARKS);
  const timeUs = timesOf(records, record, originUs);
  return { timeUs, record, kind: Uint8Array.from(record, (index) => records.kind(index)) };
}

function frameRow(trace: TraceData, table: FrameTable): FrameRow {
  const { length } = table;
  const originUs = trace.metadata.startUs;
  const row = orderOf(table.arrivalUs);
  const endOf = endsOf(trace, table);
  const startUs = new Float64Array(length);
  const endUs = new Float64Array(length);
  const reachUs = new Float64Array(length);
  const latencyUs = new Float64Array(length);
  const drops = new Uint32Array(length + 1);
  let reach = 0;
  for (let at = 0; at < length; at++) {
    const index = row[at] as number;
    startUs[at] = (table.arrivalUs[index] as number) - originUs;
    endUs[at] = (endOf[index] as number) - originUs;
    latencyUs[at] = table.latencyUs[index] as number;
    reach = Math.max(reach, endUs[at] as number);
    reachUs[at] = reach;
    const dropped = (table.outcome[index] as number) >= FIRST_DROP ? 1 : 0;
    drops[at + 1] = (drops[at] as number) + dropped;
  }
  const latency = maxTree(latencyUs);
  return { length, row, startUs, endUs, reachUs, line: linesOf(startUs, endUs), latency, drops };
}

/** Indexes in the order of their times. Most often the times are in order already. */
function orderOf(timesUs: Float64Array): Uint32Array {
  const order = new Uint32Array(timesUs.length);
  let isOrdered = true;
  for (let index = 0; index < order.length; index++) {
    order[index] = index;
    isOrdered &&= index === 0 || (timesUs[index] as number) >= (timesUs[index - 1] as number);
  }
  if (isOrdered) return order;
  return order.sort((one, other) => (timesUs[one] as number) - (timesUs[other] as number));
}

/** When each frame of the table ended: handed over, dropped, or last heard of. */
function endsOf(trace: TraceData, table: FrameTable): Float64Array {
  const ends = new Float64Array(table.length);
  for (let row = 0; row < table.length; row++) {
    const knownUs = table.outcome[row] === PRESENTED ? table.latencyUs[row] : table.copyUs[row];
    ends[row] = (table.arrivalUs[row] as number) + (knownUs || 0);
  }
  for (const lane of [CAPTURE_LANE, PRESENT_LANE]) {
    const records = trace.lanes[lane];
    for (let index = 0; records && index < records.length; index++) {
      if (records.kind(index) !== TRACE_KINDS.drop) continue;
      const row = lowerBound(table.sequence, records.sequence(index));
      if (table.sequence[row] === records.sequence(index)) {
        ends[row] = Math.max(ends[row] as number, records.timeUs(index));
      }
    }
  }
  return ends;
}

/** Gives each frame the topmost line that is free when it arrives. If none is free it gets the last line. */
function linesOf(startUs: Float64Array, endUs: Float64Array): Uint8Array {
  const line = new Uint8Array(startUs.length);
  const freeUs = new Array<number>(FRAME_LINES).fill(Number.NEGATIVE_INFINITY);
  for (let at = 0; at < startUs.length; at++) {
    let taken = 0;
    while (taken < FRAME_LINES - 1 && (freeUs[taken] as number) > (startUs[at] as number)) taken++;
    line[at] = taken;
    freeUs[taken] = endUs[at] as number;
  }
  return line;
}

/** Position in the frame row of a frame of the table, or -1. */
export function positionOf(rows: TraceRows, tableRow: number): number {
  const { frames, table, trace } = rows;
  const arrivalUs = (table.arrivalUs[tableRow] as number) - trace.metadata.startUs;
  for (let at = lowerBound(frames.startUs, arrivalUs); at < frames.length; at++) {
    if (frames.row[at] === tableRow) return at;
    if ((frames.startUs[at] as number) > arrivalUs) return -1;
  }
  return -1;
}

/** Index of the slice of a frame in a thread's row, from the time of its arrival to its end, or -1. */
export function sliceOfFrame(rows: TraceRows, thread: ThreadRow, position: number): number {
  const { frames, table } = rows;
  const sequence = table.sequence[frames.row[position] as number] as number;
  const { slices, lane } = thread;
  if (isFrameless(lane)) return -1;
  const endUs = frames.endUs[position] as number;
  for (let at = lowerBound(slices.reachUs, frames.startUs[position] as number); at < slices.length; at++) {
    if ((slices.startUs[at] as number) > endUs + 1) return -1;
    if (slices.sequence[at] === sequence) return at;
  }
  return -1;
}

/** Position of the frame that a slice of work is about, or -1. */
export function frameOfSlice({ frames, table }: TraceRows, thread: ThreadRow, index: number): number {
  if (isFrameless(thread.lane)) return -1;
  const sequence = thread.slices.sequence[index] as number;
  const startUs = thread.slices.startUs[index] as number;
  for (let at = lowerBound(frames.reachUs, startUs); at < frames.length; at++) {
    if (table.sequence[frames.row[at] as number] === sequence) return at;
    if ((frames.startUs[at] as number) > startUs) return -1;
  }
  return -1;
}
