/**
 * What every thread that runs WASM has in common: instances of both flavours on one memory, a stack of its own, a clock.
 * In: a `ThreadSetup`. Out: the exports. Any thread.
 */

import { CONTROL_BASE, STACK_BYTES, STACKS_BASE } from '../generated/layout.ts';
import type { ThreadSetup } from './protocol.ts';

/** The module's exports; see `wasm/pool/src/exports.rs`. Slots are -1 for none, times microseconds. */
export interface Exports {
  __stack_pointer: WebAssembly.Global<'i32'>;
  check(): number;
  /** The same in both flavours: they share what one of them has written. */
  layout_fingerprint(): number;
  /** Without an orientation the pixels are upright. */
  capture_begin(atUs: number, format: number, width: number, height: number, orientation?: number): number;
  /** Without a display size pixels are square, without a duration there is none (NaN). */
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
  /** Either flavour where it does not matter which. */
  exports: Exports;
  /** By flavour; `simd` is the scalar one where the browser has no SIMD. */
  flavours: { scalar: Exports; simd: Exports };
  /** Microseconds of the pipeline's clock. */
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
  // The module's clock writes to a stack, which lies below the control block: what it returned would be garbage to collect.
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
