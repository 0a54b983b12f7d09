/**
 * Notices garbage collections on this thread: an object that nobody holds is collected with the rest, and its
 * finalization tells. It comes as a task after the collection, and engines may leave young collections untold;
 * what really happened only the browser's own trace knows.
 */

import { CAPTURE_LANE, CONTROL, PRESENT_LANE, TRACE_KINDS } from '../src/generated/layout.ts';
import type { Thread } from '../src/instance.ts';
import { controlWords } from '../src/memory.ts';
import { LaneWriter, sharedArea } from '../src/trace/lanes.ts';

/** Counts this thread's collections in `Control.gcEpoch[index]`: 0 capture, 1 present; and marks them in the trace. */
export function watchCollections({ memory, clock }: Thread, index: 0 | 1): void {
  const words = controlWords(memory.buffer);
  const lane = new LaneWriter(sharedArea(memory.buffer), index === 0 ? CAPTURE_LANE : PRESENT_LANE);
  const registry = new FinalizationRegistry<null>(() => {
    Atomics.add(words, (CONTROL.gcEpoch >> 2) + index, 1);
    lane.write(TRACE_KINDS.collection, clock(), 0);
    release();
  });
  const release = () => registry.register({}, null);
  release();
}
