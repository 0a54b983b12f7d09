/**
 * Where the lanes of the trace lie, in the memory of a pipeline or in one of their own. In: a memory, or a size. Out: a
 * `TraceArea`, which lanes.ts reads and writes. Any thread.
 */

import { CONTROL, CONTROL_BASE, RECORD, TRACE, TRACE_LANES } from '../generated/layout.ts';

/** Where the lanes are. */
export interface TraceArea {
  buffer: ArrayBufferLike;
  /** Byte offset of the `Trace` struct. */
  header: number;
  /** Byte offset of the first lane's first record. */
  records: number;
  /** Records per lane, a power of two; 0: nothing is recorded. */
  capacity: number;
}

/** Records per second and lane at the highest rate there is: two per frame at 60 fps, and some to spare for marks. */
const RECORDS_PER_SECOND = 136;

/** Records per lane that hold `seconds` of the busiest lane: a power of two. */
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

/** Lanes in a memory of their own, for an owner that cannot see its pipeline's memory. */
export function mirrorArea(capacity: number): TraceArea {
  return {
    buffer: new ArrayBuffer(TRACE.size + traceBytes(capacity)),
    header: 0,
    records: TRACE.size,
    capacity,
  };
}
