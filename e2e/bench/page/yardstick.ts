/**
 * The yardstick: one instruction `memory.copy`, which copies a frame's bytes from one half of a shared memory to the other. A
 * typed array's `copyWithin` takes as long (Chromium 156).
 */

import { PAGE_BYTES } from '../../../src/generated/layout.ts';
import type { Contender } from './contender.ts';

/** A module with one function, `copy(to, from, bytes)`, that imports its memory; `kernels.ts` makes it. */
export type CopyModule = BufferSource;

/** Copies of `bytes` bytes. */
export function makeYardstick(name: string, module: CopyModule, bytes: number): Contender {
  const pages = Math.ceil((2 * bytes) / PAGE_BYTES) + 1;
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
  // The system may map all pages that were never written to one page.
  const all = new Uint8Array(memory.buffer);
  for (let i = 0; i < all.length; i++) all[i] = (i * 2654435761) >>> 13;
  const instance = new WebAssembly.Instance(new WebAssembly.Module(module), { env: { memory } });
  const copy = instance.exports.copy as (to: number, from: number, bytes: number) => void;
  // Each half begins on a cache line, like a plane.
  const to = Math.ceil(bytes / 64) * 64;
  return {
    name,
    run() {
      copy(to, 0, bytes);
    },
  };
}
