/**
 * Makes the shared memory, on the thread that owns the pipeline. Every thread then gets it.
 * In: the length of the trace. Out: a `WebAssembly.Memory` with a control block that every module accepts.
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

/** Maximal sizes to try, the largest first. 32-bit systems and phones may lack the address space for it. */
const PAGES = [MAX_PAGES, MAX_PAGES / 2, MAX_PAGES / 4];

/**
 * Makes a memory with a control block and without slots. The memory grows when the size of the first frame is known.
 * @param traceSeconds how many seconds the trace looks back. 0: nothing is recorded.
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

/** Returns the control block as 32-bit words. The index of a field is its offset `>> 2`. */
export function controlWords(buffer: ArrayBufferLike): Int32Array {
  return new Int32Array(buffer, CONTROL_BASE, CONTROL.size >> 2);
}
