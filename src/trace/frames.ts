/**
 * Frames from records: what every thread wrote about a frame, joined by its number into one row.
 * In: records by lane. Out: a table of typed arrays. Pure; any thread, and Node.
 */

import { CAPTURE_LANE, DROP_CAUSES, PRESENT_LANE, TRACE_KINDS } from '../generated/layout.ts';
import type { Records } from '../memory/records.ts';
import type { DropCause } from '../terms.ts';

/** How a frame ended: not known (still on its way, or its end is not in the trace), presented, or dropped. */
export const OUTCOMES = ['unknown', 'presented', ...Object.keys(DROP_CAUSES)] as readonly (
  | 'unknown'
  | 'presented'
  | DropCause
)[];

/** `outcome` of a frame that was presented; a dropped one has `FIRST_DROP` + its cause's code. */
export const PRESENTED = 1;
/** See `PRESENTED`. */
export const FIRST_DROP = 2;

/** One row per frame, in the order of their numbers. Times in microseconds of the pipeline's clock; `NaN`: not known. */
export interface FrameTable {
  length: number;
  sequence: Uint32Array;
  arrivalUs: Float64Array;
  /** The stages, which add up to the latency. */
  copyUs: Float64Array;
  waitUs: Float64Array;
  kernelUs: Float64Array;
  presentUs: Float64Array;
  latencyUs: Float64Array;
  /** Index into `OUTCOMES`. */
  outcome: Uint8Array;
  /** Version of the settings that it was processed with; 0: not known. */
  settings: Uint32Array;
  /** Slots in use when it was published; 0: not known. */
  depth: Uint8Array;
  /** 1: a collection touched it; see `isTouched`. */
  touched: Uint8Array;
}

const { copy: COPY, frame: FRAME, drop: DROP } = TRACE_KINDS;

/** Joins the capture and the present lane. Sequences must not wrap within a trace. At 60 fps that takes two years. */
export function tabulateFrames(lanes: readonly Records[]): FrameTable {
  const parts = [lanes[CAPTURE_LANE], lanes[PRESENT_LANE]].filter((lane) => lane !== undefined);
  const table = emptyTable(sequencesOf(parts));
  const rowOf = new Map<number, number>();
  for (let row = 0; row < table.length; row++) rowOf.set(table.sequence[row] as number, row);
  const epochs = new Float64Array(table.length).fill(Number.NaN);
  for (const records of parts) {
    for (let index = 0; index < records.length; index++) {
      const row = rowOf.get(records.sequence(index)) ?? -1;
      if (row >= 0) fillRow(table, row, records, index, epochs);
    }
  }
  let next = Number.NaN;
  for (let row = table.length - 1; row >= 0; row--) {
    if (table.outcome[row] !== PRESENTED) continue;
    const own = epochs[row] as number;
    table.touched[row] = !Number.isNaN(next) && isTouched(own, next) ? 1 : 0;
    next = own;
  }
  return table;
}

/**
 * Whether a collection touched a frame: one was noticed between its arrival and its hand-over, or between its arrival and that of
 * the next presented frame. In: `detail` of the FRAME records of both. Hot: allocates nothing.
 */
export function isTouched(detail: number, next: number): boolean {
  const arrived = detail & 0xfff;
  return arrived !== detail >>> 12 || arrived !== (next & 0xfff);
}

function fillRow(
  table: FrameTable,
  row: number,
  records: Records,
  index: number,
  epochs: Float64Array,
): void {
  const kind = records.kind(index);
  if (kind === COPY) {
    table.arrivalUs[row] = records.timeUs(index);
    table.copyUs[row] = records.durationUs(index);
    table.settings[row] = records.a(index);
    table.depth[row] = records.b(index);
  } else if (kind === FRAME) {
    const stages = [records.durationUs(index), records.a(index) / 1000, records.b(index) / 1000];
    const [copyUs = 0, waitUs = 0, kernelUs = 0] = stages;
    table.arrivalUs[row] = records.timeUs(index);
    table.copyUs[row] = copyUs;
    table.waitUs[row] = waitUs;
    table.kernelUs[row] = kernelUs;
    table.presentUs[row] = records.c(index) / 1000;
    table.latencyUs[row] = copyUs + waitUs + kernelUs + records.c(index) / 1000;
    table.outcome[row] = PRESENTED;
    epochs[row] = records.detail(index);
  } else if (kind === DROP) {
    if (Number.isNaN(table.arrivalUs[row])) table.arrivalUs[row] = records.timeUs(index);
    table.outcome[row] = FIRST_DROP + records.a(index);
  }
}

function sequencesOf(parts: readonly Records[]): Uint32Array {
  const found = new Set<number>();
  for (const records of parts) {
    for (let index = 0; index < records.length; index++) {
      const kind = records.kind(index);
      if (kind === COPY || kind === FRAME || kind === DROP) found.add(records.sequence(index));
    }
  }
  return Uint32Array.from(found).sort();
}

function emptyTable(sequence: Uint32Array): FrameTable {
  const length = sequence.length;
  const unknown = () => new Float64Array(length).fill(Number.NaN);
  return {
    length,
    sequence,
    arrivalUs: unknown(),
    copyUs: unknown(),
    waitUs: unknown(),
    kernelUs: unknown(),
    presentUs: unknown(),
    latencyUs: unknown(),
    outcome: new Uint8Array(length),
    settings: new Uint32Array(length),
    depth: new Uint8Array(length),
    touched: new Uint8Array(length),
  };
}
