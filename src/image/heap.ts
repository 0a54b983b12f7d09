/**
 * Divides the shared memory behind the control block into blocks. A block holds an allocated image, or memory to work in.
 * In: sizes in bytes. Out: addresses. Only the calling thread uses it. The memory grows as needed and never shrinks.
 */

import { PAGE_BYTES } from '../generated/layout.ts';

/** Blocks begin on cache lines, as the kernels expect. */
const BLOCK_ALIGNMENT = 64;

interface Gap {
  from: number;
  to: number;
}

/** Takes the first gap that is large enough. A search is fast, because there are few blocks. */
export class Heap {
  readonly #memory: WebAssembly.Memory;
  /** Sorted by address. No two of them touch. */
  readonly #gaps: Gap[] = [];
  /** Sizes of the blocks in use, by address. */
  readonly #blocks = new Map<number, number>();
  /** From here on nothing is in use. */
  #end: number;

  /** @param from first byte that nobody else uses. */
  constructor(memory: WebAssembly.Memory, from: number) {
    this.#memory = memory;
    this.#end = alignBlock(from);
  }

  /** Returns the address of a new block. `undefined`: the memory cannot grow that far. The block may hold old bytes. */
  take(bytes: number): number | undefined {
    const size = Math.max(BLOCK_ALIGNMENT, alignBlock(bytes));
    const index = this.#gaps.findIndex(({ from, to }) => to - from >= size);
    const gap = this.#gaps[index];
    let address = this.#end;
    if (gap) {
      address = gap.from;
      gap.from += size;
      if (gap.from === gap.to) this.#gaps.splice(index, 1);
    } else {
      if (!this.#grow(address + size)) return undefined;
      this.#end = address + size;
    }
    this.#blocks.set(address, size);
    return address;
  }

  /** Gives a block back. */
  free(address: number): void {
    const size = this.#blocks.get(address);
    if (size === undefined) throw new Error(`there is no block at ${address}`);
    this.#blocks.delete(address);
    const after = this.#gaps.findIndex(({ from }) => from > address);
    const index = after < 0 ? this.#gaps.length : after;
    this.#gaps.splice(index, 0, { from: address, to: address + size });
    this.#join(index);
    if (index > 0) this.#join(index - 1);
    const last = this.#gaps.at(-1);
    if (last?.to !== this.#end) return;
    this.#end = last.from;
    this.#gaps.pop();
  }

  /** Makes one gap of two that touch. */
  #join(index: number): void {
    const [gap, next] = this.#gaps.slice(index, index + 2);
    if (!gap || gap.to !== next?.from) return;
    gap.to = next.to;
    this.#gaps.splice(index + 1, 1);
  }

  /** Makes the memory at least `bytes` long. */
  #grow(bytes: number): boolean {
    const missing = bytes - this.#memory.buffer.byteLength;
    if (missing <= 0) return true;
    try {
      this.#memory.grow(Math.ceil(missing / PAGE_BYTES));
      return true;
    } catch {
      // The maximum is reached, or the system has no more memory. The RangeError does not say which.
      return false;
    }
  }
}

/** Rounds up to a multiple of `BLOCK_ALIGNMENT`. */
export function alignBlock(bytes: number): number {
  return Math.ceil(bytes / BLOCK_ALIGNMENT) * BLOCK_ALIGNMENT;
}
