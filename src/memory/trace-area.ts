/**
 * The place of the trace's lanes, in a pipeline's memory or in memory of their own. In: a memory, or a size. Out: a
 * `TraceArea`. lanes.ts reads and writes it. Any thread.
 */

import { CONTROL, CONTROL_BASE, RECORD, TRACE, TRACE_LANES } from '../generated/layout.ts';

/** The place of the lanes in a buffer. */
export interface TraceArea {
  buffer: ArrayBufferLike;
  /** Byte offset of the `Trace` struct. */
  header: number;
  /** Byte offset of the first lane's first record. */
  records: number;
  /** Records per lane, a power of two. 0: nothing is recorded. */
  capacity: number;
}

/** Records per second of the busiest lane: two per frame at 60 fps, and some more for marks. */
const RECORDS_PER_SECOND = 136;

/** Returns the capacity of a lane that keeps the busiest lane's records for `seconds`. It is a power of two, or 0. */
export function laneCapacity(seconds: number): number {
  return seconds > 0 ? 2 ** Math.ceil(Math.log2(seconds * RECORDS_PER_SECOND)) : 0;
}

/** Bytes of all lanes' records. */
export function traceBytes(capacity: number): number {
  return capacity * RECORD.size * TRACE_LANES;
}

/** The lanes of a pipeline's memory. */
export function sharedArea(buffer: ArrayBufferLike): TraceArea {
  const header = CONTROL_BASE + CONTROL.trace;
  const words = new Uint32Array(buffer, header, TRACE.size >> 2);
  return {
    buffer,
    header,
    records: CONTROL_BASE + (words[TRACE.records >> 2] as number),
    capacity: words[TRACE.capacity >> 2] as number,
  };
}

/** Makes lanes in private memory, for an owner that cannot see its pipeline's memory. */
export function mirrorArea(capacity: number): TraceArea {
  return {
    buffer: new ArrayBuffer(TRACE.size + traceBytes(capacity)),
    header: 0,
    records: TRACE.size,
    capacity,
  };
}
