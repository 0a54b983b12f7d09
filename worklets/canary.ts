/**
 * Notices garbage collections on this thread. An object that nobody holds is collected with the rest. Its finalizer runs in a
 * task after the collection. In Chromium 156 minor collections run finalizers, too. Other and older engines may not report
 * minor collections. Collections in quick succession may be reported as one. docs/instruments.md has the details.
 */

import type { Thread } from '../src/engine/instance.ts';
import { CAPTURE_LANE, CONTROL, PRESENT_LANE, TRACE_KINDS } from '../src/generated/layout.ts';
import { LaneWriter } from '../src/memory/lanes.ts';
import { controlWords } from '../src/memory/shared-memory.ts';
import { sharedArea } from '../src/memory/trace-area.ts';

/** The module holds the registry. A registry that nobody holds is collected, too, and then reports nothing. */
let registry: FinalizationRegistry<null> | undefined;

/** Calls `tell` in a task after each collection on this thread. Once per thread. */
export function onCollection(tell: () => void): void {
  const release = () => registry?.register({}, null);
  registry = new FinalizationRegistry(() => {
    tell();
    release();
  });
  release();
}

/** Counts this thread's collections in `Control.gcEpoch[index]` (0 capture, 1 present) and marks them in the trace. */
export function watchCollections({ memory, clock }: Thread, index: 0 | 1): void {
  const words = controlWords(memory.buffer);
  const lane = new LaneWriter(sharedArea(memory.buffer), index === 0 ? CAPTURE_LANE : PRESENT_LANE);
  onCollection(() => {
    Atomics.add(words, (CONTROL.gcEpoch >> 2) + index, 1);
    lane.write(TRACE_KINDS.collection, clock(), 0);
  });
}
