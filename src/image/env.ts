/**
 * What the WASM module imports when it is imported as an ES module itself: a memory and a clock of its own.
 * Calling thread; `src/image.ts` is the only user.
 */

import { createMemory } from '../memory/shared-memory.ts';

/** Shared as the module demands, but seen by no other thread unless `image.ts` starts some. */
export const memory = createMemory();

const doubles = new Float64Array(memory.buffer);

/** Writes the microseconds since the page's start to an address. */
export const clock = (at: number): void => {
  doubles[at >> 3] = performance.now() * 1000;
};
