/**
 * Notices garbage collections on this thread: an object that nobody holds is collected with the rest, and its
 * finalization tells. It comes as a task after the collection, and engines may leave young collections untold;
 * what really happened only the browser's own trace knows.
 */

import { CONTROL } from '../src/generated/layout.ts';
import { controlWords } from '../src/memory.ts';

/** Counts this thread's collections in `Control.gcEpoch[index]`: 0 capture, 1 present. */
export function watchCollections(buffer: ArrayBufferLike, index: 0 | 1): void {
  const words = controlWords(buffer);
  const registry = new FinalizationRegistry<null>(() => {
    Atomics.add(words, (CONTROL.gcEpoch >> 2) + index, 1);
    release();
  });
  const release = () => registry.register({}, null);
  release();
}
