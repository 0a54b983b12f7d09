/**
 * What stays of a pipeline's memory when its threads have ended: copies of the control block and the trace, so that
 * nothing keeps the shared memory. In: views of it. Out: views of the copies. Owner's thread.
 */

import { CONTROL, DROP_CAUSES, LEDGER, MAX_SLOTS, RING, TRACE } from '../generated/layout.ts';
import { type ControlView, viewControl } from './stats.ts';
import { type TraceArea, traceBytes } from './trace-area.ts';

/** Copies the control block. Frames that were on their way are booked as `closed`: no thread will do it. */
export function freezeControl({ words }: ControlView): ControlView {
  const copy = new ArrayBuffer(CONTROL.size);
  const frozen = viewControl(copy, 0);
  frozen.words.set(words);
  const at = (field: number) => (CONTROL.ledger + field) >> 2;
  const closed = at(LEDGER.dropped + 4 * DROP_CAUSES.closed);
  // A thread that was ended within a booking leaves its lock odd, and half of the booking done.
  const counters = frozen.words;
  counters[at(LEDGER.captureVersion)] = 0;
  counters[at(LEDGER.presentVersion)] = 0;
  let ended = counters[at(LEDGER.presented)] as number;
  for (const code of Object.values(DROP_CAUSES)) ended += counters[at(LEDGER.dropped + 4 * code)] as number;
  const lost = ((counters[at(LEDGER.delivered)] as number) - ended) | 0;
  counters[closed] = (counters[closed] as number) + Math.max(0, lost);
  counters[at(LEDGER.inFlight)] = 0;
  // Every slot is free.
  const ring = (CONTROL.ring + RING.words) >> 2;
  counters.fill(0, ring, ring + MAX_SLOTS);
  return frozen;
}

/** Copies the lanes of the trace. */
export function freezeTrace({ buffer, header, records, capacity }: TraceArea): TraceArea {
  const copy = new Uint8Array(TRACE.size + traceBytes(capacity));
  copy.set(new Uint8Array(buffer, header, TRACE.size));
  copy.set(new Uint8Array(buffer, records, traceBytes(capacity)), TRACE.size);
  return { buffer: copy.buffer, header: 0, records: TRACE.size, capacity };
}
