/**
 * Sets up a thread that runs WASM. It makes an instance of both flavours on one memory, with a stack of its own and a clock.
 * In: a `ThreadSetup`. Out: the exports. Any thread.
 */

import { CONTROL_BASE, STACK_BYTES, STACKS_BASE } from '../generated/layout.ts';
import type { ThreadSetup } from './protocol.ts';

/** The module's exports, see `wasm/pool/src/exports.rs`. Slot -1 means none. Times are in microseconds. */
export interface Exports {
  __stack_pointer: WebAssembly.Global<'i32'>;
  check(): number;
  /** Must be equal in both flavours, because each reads data that the other one has written. */
  layout_fingerprint(): number;
  /** Without an orientation the pixels count as upright. */
  capture_begin(atUs: number, format: number, width: number, height: number, orientation?: number): number;
  /** Without a display size pixels count as square. Without a duration the frame has none (NaN). */
  capture_finish(
    slot: number,
    timestampUs: number,
    copiedUs: number,
    colour: number,
    displayWidth?: number,
    displayHeight?: number,
    durationUs?: number,
  ): void;
  capture_opaque(slot: number): void;
  capture_warm(format: number, width: number, height: number, budgetUs: number): void;
  capture_give_up(slot: number, cause: number): void;
  capture_discarded(frames: number): void;
  capture_draw(slot: number, frame: number, seed: number): void;
  pool_run(index: number): number;
  pool_drain(index: number): number;
  present_catch_up(before: number): number;
  present_next(): number;
  present_hand_over(slot: number, nowUs: number): void;
  present_accepted(): void;
  present_refused(cause: number): void;
  present_close(): void;
}

/** One thread's view of the pipeline. */
export interface Thread {
  memory: WebAssembly.Memory;
  /** For functions that are the same in both flavours. */
  exports: Exports;
  /** The exports of each flavour. If the browser has no SIMD, both are the scalar ones. */
  flavours: { scalar: Exports; simd: Exports };
  /** Returns the time of the pipeline's clock in microseconds. */
  clock: () => number;
}

/**
 * Instantiates both flavours for a thread with stack number `stack`.
 * @throws Error if the modules and the memory do not belong together.
 */
export async function startThread(setup: ThreadSetup, stack: number): Promise<Thread> {
  const { memory, epochMs } = setup;
  if (!memory) throw new Error('a thread was started without memory');
  const offsetMs = performance.timeOrigin - epochMs;
  const clock = () => (performance.now() + offsetMs) * 1000;
  // The clock that the module imports writes the time to memory. A returned number would be an object to collect. The module
  // passes an address on its stack. All stacks lie below the control block.
  const doubles = new Float64Array(memory.buffer, 0, CONTROL_BASE >> 3);
  const write = (at: number) => {
    doubles[at >> 3] = (performance.now() + offsetMs) * 1000;
  };
  const instantiate = async (module: WebAssembly.Module): Promise<Exports> => {
    const instance = await WebAssembly.instantiate(module, { env: { memory, clock: write } });
    const exports = instance.exports as unknown as Exports;
    exports.__stack_pointer.value = STACKS_BASE + (stack + 1) * STACK_BYTES;
    if (exports.check() !== 1) {
      throw new Error('the module and the memory have different layouts: run npm run build:wasm');
    }
    return exports;
  };
  const scalar = await instantiate(setup.scalar);
  const simd = setup.simd ? await instantiate(setup.simd) : scalar;
  if (scalar.layout_fingerprint() !== simd.layout_fingerprint()) {
    throw new Error('the scalar and the SIMD module have different layouts: run npm run build:wasm');
  }
  return { memory, exports: simd, flavours: { scalar, simd }, clock };
}
