/**
 * Still images on the calling thread: pixels are copied into the module's memory, filtered and copied back.
 * In: pixels. Out: the same, filtered.
 */

import { HEAP_BASE, PRESENT_STACK, STACK_BYTES, STACKS_BASE } from '../generated/layout.ts';
import { memory } from './env.ts';
import type { Pixels } from './pixels.ts';

/** The module's exports for still images; see `wasm/pool/src/exports.rs`. */
export interface ImageModule {
  __stack_pointer: WebAssembly.Global<'i32'>;
  image_scratch(kind: number, parameter: number, width: number, height: number): number;
  image_reserve(bytes: number): number;
  image_run(
    kind: number,
    parameter: number,
    input: number,
    output: number,
    width: number,
    height: number,
    scratch: number,
  ): void;
  fnv1a(hash: bigint, bytes: number, length: number): bigint;
}

const FNV_OFFSET_BASIS = 14695981039346656037n;
/** Checksums need no more memory than this at a time. */
const CHUNK_BYTES = 1 << 20;

/** Kernels of one flavour on this thread. */
export class ImageThread {
  readonly #module: ImageModule;

  constructor(module: ImageModule) {
    this.#module = module;
    module.__stack_pointer.value = STACKS_BASE + (PRESENT_STACK + 1) * STACK_BYTES;
  }

  #reserve(bytes: number): Uint8Array {
    if (this.#module.image_reserve(bytes) !== 1) {
      throw new RangeError(`the image needs ${bytes} bytes, more than the memory can hold`);
    }
    return new Uint8Array(memory.buffer);
  }

  /** Runs a filter over `width` x `height` RGBA pixels, in place. @throws RangeError */
  run(kind: number, parameter: number, rgba: Pixels, width: number, height: number): void {
    const output = HEAP_BASE + Math.ceil(rgba.length / 64) * 64;
    const scratch = output + Math.ceil(rgba.length / 64) * 64;
    const heap = this.#reserve(scratch + this.#module.image_scratch(kind, parameter, width, height));
    heap.set(rgba, HEAP_BASE);
    this.#module.image_run(kind, parameter, HEAP_BASE, output, width, height, scratch);
    rgba.set(heap.subarray(output, output + rgba.length));
  }

  /** FNV-1a, 64 bits. */
  fnv1a(bytes: Pixels): bigint {
    const heap = this.#reserve(HEAP_BASE + CHUNK_BYTES);
    let hash = FNV_OFFSET_BASIS;
    for (let from = 0; from < bytes.length; from += CHUNK_BYTES) {
      const chunk = bytes.subarray(from, from + CHUNK_BYTES);
      heap.set(chunk, HEAP_BASE);
      // The module gives back a signed 64-bit integer.
      hash = BigInt.asUintN(64, this.#module.fnv1a(BigInt.asIntN(64, hash), HEAP_BASE, chunk.length));
    }
    return hash;
  }
}
