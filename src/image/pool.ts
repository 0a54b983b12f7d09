/**
 * Still images in a pool of threads: the same ring and the same pool as for video, with one slot. The calling thread is
 * capture and present at once. In: pixels. Out: the same, filtered.
 */

import { WorkerHandle } from '../engine/handle.ts';
import { startThread, type Thread } from '../engine/instance.ts';
import { loadModules } from '../engine/modules.ts';
import type { ThreadSetup, ToPool } from '../engine/protocol.ts';
import { CAPTURE_STACK, CONTROL, FORMATS, PLANE } from '../generated/layout.ts';
import { stopPool, writeSettings } from '../memory/control.ts';
import { controlWords, createMemory } from '../memory/shared-memory.ts';
import { SlotViews } from '../memory/slots.ts';
import type { Pixels } from './pixels.ts';

/** A pool that waits for images. */
export class ImagePool {
  readonly #thread: Thread;
  readonly #words: Int32Array;
  readonly #views: SlotViews;
  readonly #simd: boolean;
  readonly #workers: WorkerHandle<ToPool>[] = [];
  readonly #failed = Promise.withResolvers<never>();

  private constructor(setup: ThreadSetup, thread: Thread, simd: boolean, threads: number) {
    this.#thread = thread;
    this.#simd = simd;
    this.#words = controlWords(thread.memory.buffer);
    this.#views = new SlotViews(thread.memory);
    Atomics.store(this.#words, CONTROL.slotLimit >> 2, 1);
    // Reported by whichever call waits; an idle pool's failure is reported by the next.
    this.#failed.promise.catch(() => undefined);
    const events = { onFailed: this.#failed.reject };
    for (let index = 0; index < threads; index++) {
      const worker = new Worker(new URL('../../worklets/pool.worker.ts', import.meta.url), {
        type: 'module',
        name: `image pool ${index}`,
      });
      this.#workers.push(
        new WorkerHandle<ToPool>('pool', worker, { type: 'start', setup, index }, [], events),
      );
    }
  }

  /** Starts `threads` threads. */
  static async start(simd: boolean, hasSimd: boolean, threads: number): Promise<ImagePool> {
    const setup = {
      ...(await loadModules(hasSimd)),
      memory: createMemory(),
      epochMs: performance.timeOrigin,
    };
    const pool = new ImagePool(setup, await startThread(setup, CAPTURE_STACK), simd, threads);
    await Promise.all(pool.#workers.map(({ ready }) => ready));
    return pool;
  }

  /** Blurs in place; `false` if the image is too large for a slot. @throws Error if a thread failed. */
  async boxBlur(rgba: Pixels, width: number, height: number, radius: number): Promise<boolean> {
    const { exports, clock } = this.#thread;
    const filters = [{ name: 'box-blur' as const, radius }];
    writeSettings(this.#words, { filters, threads: this.#workers.length, simd: this.#simd });
    const slot = exports.capture_begin(clock(), FORMATS.RGBA, width, height);
    if (slot < 0) return false;
    this.#copy(
      slot,
      PLANE.input,
      (bytes, at, from, to) => bytes.set(rgba.subarray(from, to), at),
      width,
      height,
    );
    const done = CONTROL.done >> 2;
    const seen = Atomics.load(this.#words, done);
    exports.capture_finish(slot, 0, clock(), 0);
    const wait = Atomics.waitAsync(this.#words, done, seen);
    if (wait.async) await Promise.race([wait.value, this.#failed.promise]);
    exports.present_next();
    this.#copy(
      slot,
      PLANE.output,
      (bytes, at, from, to) => rgba.set(bytes.subarray(at, at + to - from), from),
      width,
      height,
    );
    exports.present_hand_over(slot, clock());
    exports.present_accepted();
    return true;
  }

  /** Row by row, because a slot's rows are aligned: `row(bytes, address in bytes, from and to in the image)`. */
  #copy(
    slot: number,
    half: number,
    row: (bytes: Uint8Array, at: number, from: number, to: number) => void,
    width: number,
    height: number,
  ): void {
    const bytes = this.#views.bytes(slot);
    const address = this.#views.plane(slot, 0, half);
    const stride = this.#views.plane(slot, 0, PLANE.stride);
    for (let y = 0; y < height; y++) row(bytes, address + y * stride, 4 * width * y, 4 * width * (y + 1));
  }

  /** Ends the threads. */
  async close(): Promise<void> {
    stopPool(this.#words);
    await Promise.all(this.#workers.map((worker) => worker.stop()));
  }
}
