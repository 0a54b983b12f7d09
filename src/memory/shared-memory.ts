/**
 * The shared memory: made on the thread that owns the pipeline, then given to every thread.
 * In: nothing. Out: a `WebAssembly.Memory` with a control block that every module accepts.
 */

import {
  CONTROL,
  CONTROL_BASE,
  HEAP_BASE,
  MAGIC,
  MAX_PAGES,
  PAGE_BYTES,
  TRACE,
  VERSION,
} from '../generated/layout.ts';
import { laneCapacity, traceBytes } from './trace-area.ts';

/** Smaller memories to try where the largest cannot be reserved (address space of 32-bit systems and phones). */
const PAGES = [MAX_PAGES, MAX_PAGES / 2, MAX_PAGES / 4];

/**
 * A memory with the control block set up and no slots yet; it grows when the first frame tells its size.
 * @param traceSeconds how long the trace that is always on looks back; 0: nothing is recorded.
 * @throws RangeError if not even 256 MiB of address space can be reserved.
 */
export function createMemory(traceSeconds = 0): WebAssembly.Memory {
  const capacity = laneCapacity(traceSeconds);
  const heapBase = HEAP_BASE + Math.ceil(traceBytes(capacity) / PAGE_BYTES) * PAGE_BYTES;
  let failure: unknown;
  for (const maximum of PAGES) {
    try {
      const memory = new WebAssembly.Memory({ initial: heapBase / PAGE_BYTES, maximum, shared: true });
      const words = controlWords(memory.buffer);
      words[CONTROL.magic >> 2] = MAGIC;
      words[CONTROL.version >> 2] = VERSION;
      words[CONTROL.bytes >> 2] = CONTROL.size;
      words[CONTROL.heapBase >> 2] = heapBase;
      words[(CONTROL.trace + TRACE.records) >> 2] = HEAP_BASE - CONTROL_BASE;
      words[(CONTROL.trace + TRACE.capacity) >> 2] = capacity;
      return memory;
    } catch (error) {
      failure = error;
    }
  }
  throw failure;
}

/** The control block as 32-bit words: index a field by its offset `>> 2`. */
export function controlWords(buffer: ArrayBufferLike): Int32Array {
  return new Int32Array(buffer, CONTROL_BASE, CONTROL.size >> 2);
}
