/**
 * What the WASM module imports when it is imported as an ES module itself: a memory and a clock of its own.
 * Calling thread; `src/image.ts` is the only user.
 */

import { createMemory } from './memory.ts';

/** Shared as the module demands, but seen by no other thread unless `image.ts` starts some. */
export const memory = createMemory();

/** Microseconds since the page's start. */
export const clock = (): number => performance.now() * 1000;
