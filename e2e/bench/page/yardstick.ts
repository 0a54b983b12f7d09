/**
 * The yardstick: one `memory.copy`, the instruction, of a frame's bytes from one half of a shared memory to the other. A
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
  // Pages that were never written may all be the same one.
  const all = new Uint8Array(memory.buffer);
  for (let i = 0; i < all.length; i++) all[i] = (i * 2654435761) >>> 13;
  const instance = new WebAssembly.Instance(new WebAssembly.Module(module), { env: { memory } });
  const copy = instance.exports.copy as (to: number, from: number, bytes: number) => void;
  // On a cache line each, as planes are.
  const to = Math.ceil(bytes / 64) * 64;
  return {
    name,
    run() {
      copy(to, 0, bytes);
    },
  };
}
