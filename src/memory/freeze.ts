/**
 * Copies the control block and the trace after a pipeline's threads have ended, so that nothing keeps the shared memory.
 * In: views of the memory. Out: views of the copies. Owner's thread.
 */

import { CONTROL, DROP_CAUSES, LEDGER, MAX_SLOTS, RING, TRACE } from '../generated/layout.ts';
import { type ControlView, viewControl } from './stats.ts';
import { type TraceArea, traceBytes } from './trace-area.ts';

/** Copies the control block. Counts frames in flight as dropped with cause `closed`, because no thread will do it now. */
export function freezeControl({ words }: ControlView): ControlView {
  const copy = new ArrayBuffer(CONTROL.size);
  const frozen = viewControl(copy, 0);
  frozen.words.set(words);
  const at = (field: number) => (CONTROL.ledger + field) >> 2;
  const closed = at(LEDGER.dropped + 4 * DROP_CAUSES.closed);
  // If a thread ended during a booking, its lock is odd and the booking is incomplete.
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
