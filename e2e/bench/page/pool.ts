/**
 * Our side of the kernel benchmark: the pipeline's own pool threads on a ring with one slot. This thread captures and presents.
 * It sleeps while the pool works. In: one frame, settings. Out: frame times, measured by the pool itself.
 */

import { WorkerHandle } from '../../../src/engine/handle.ts';
import { startThread, type Thread } from '../../../src/engine/instance.ts';
import { loadModules } from '../../../src/engine/modules.ts';
import type { ThreadSetup, ToPool } from '../../../src/engine/protocol.ts';
import { CAPTURE_STACK, CONTROL, FORMATS, PLANE, SLOT_HEADER } from '../../../src/generated/layout.ts';
import { type FrameSettings, stopPool, writeSettings } from '../../../src/memory/control.ts';
import { controlWords, createMemory } from '../../../src/memory/shared-memory.ts';
import { SlotViews } from '../../../src/memory/slots.ts';
import type { FrameSample, PixelFormat } from '../../../src/terms.ts';

/** Number of pool threads that are started. A thread sleeps if a setting uses fewer. */
const THREADS = 2;

/** A pool that holds a frame and filters it again and again with the current settings. */
export class BenchPool {
  readonly #thread: Thread;
  readonly #words: Int32Array;
  readonly #views: SlotViews;
  readonly #format: PixelFormat;
  readonly #size: { width: number; height: number };
  readonly #workers: WorkerHandle<ToPool>[] = [];
  readonly #failed = Promise.withResolvers<never>();

  private constructor(
    setup: ThreadSetup,
    thread: Thread,
    format: PixelFormat,
    size: { width: number; height: number },
  ) {
    this.#thread = thread;
    this.#words = controlWords(thread.memory.buffer);
    this.#views = new SlotViews(thread.memory);
    this.#format = format;
    this.#size = size;
    // The slot's pixels stay where they are: the frame is written once.
    Atomics.store(this.#words, CONTROL.slotLimit >> 2, 1);
    this.#failed.promise.catch(() => undefined);
    const events = {
      onFailed: this.#failed.reject,
      onFirstFrame() {},
      onEnded() {},
      onSample() {},
      onTrack() {},
    };
    for (let index = 0; index < THREADS; index++) {
      const worker = new Worker(new URL('../../../worklets/pool.worker.ts', import.meta.url), {
        type: 'module',
        name: `bench pool ${index}`,
      });
      this.#workers.push(
        new WorkerHandle<ToPool>('pool', worker, { type: 'start', setup, index }, [], events),
      );
    }
  }

  /** Starts the threads. */
  static async start(format: PixelFormat, width: number, height: number): Promise<BenchPool> {
    const setup = { ...(await loadModules(true)), memory: createMemory(), epochMs: performance.timeOrigin };
    const thread = await startThread(setup, CAPTURE_STACK);
    const pool = new BenchPool(setup, thread, format, { width, height });
    await Promise.all(pool.#workers.map(({ ready }) => ready));
    return pool;
  }

  /** Sets how the next frames are processed. */
  configure(settings: FrameSettings): void {
    writeSettings(this.#words, settings);
  }

  /** Draws the test picture into the slot (I420 only), runs it, and returns it. */
  async draw(frame: number): Promise<FrameSample> {
    await this.#put((slot) => this.#thread.exports.capture_draw(slot, frame, 1));
    return this.#views.copy(0, 'input');
  }

  /** Copies RGBA pixels into the slot, and runs them. */
  async write(pixels: Uint8ClampedArray): Promise<void> {
    const row = 4 * this.#size.width;
    await this.#put((slot) => {
      const bytes = this.#views.bytes(slot);
      const at = this.#views.plane(slot, 0, PLANE.input);
      const stride = this.#views.plane(slot, 0, PLANE.stride);
      for (let y = 0; y < this.#size.height; y++) {
        bytes.set(pixels.subarray(y * row, (y + 1) * row), at + y * stride);
      }
    });
  }

  /**
   * Runs `frames` frames, one after the other, as the pipeline does. Threads sleep between frames, and this thread wakes them.
   * @returns the time of each in milliseconds, from the first kernel touching it to the last one leaving it
   */
  async run(frames: number): Promise<number[]> {
    const times: number[] = [];
    while (times.length < frames) {
      const slot = await this.#put(() => undefined);
      const at = (field: number) => this.#views.double(slot, field);
      times.push((at(SLOT_HEADER.finishedUs) - at(SLOT_HEADER.startedUs)) / 1000);
    }
    return times;
  }

  /** Returns the last frame's result. */
  result(): FrameSample {
    return this.#views.copy(0, 'output');
  }

  /** Runs one frame. Returns its slot. */
  async #put(fill: (slot: number) => void): Promise<number> {
    const { exports, clock } = this.#thread;
    const slot = exports.capture_begin(clock(), FORMATS[this.#format], this.#size.width, this.#size.height);
    if (slot < 0) throw new Error('the ring took no frame: the memory is too small for this size');
    fill(slot);
    const done = CONTROL.done >> 2;
    const seen = Atomics.load(this.#words, done);
    exports.capture_finish(slot, 0, clock(), 0);
    const wait = Atomics.waitAsync(this.#words, done, seen);
    if (wait.async) await Promise.race([wait.value, this.#failed.promise]);
    if (exports.present_next() !== slot) throw new Error('the frame did not come out');
    exports.present_hand_over(slot, clock());
    exports.present_accepted();
    return slot;
  }

  /** Ends the threads. */
  async close(): Promise<void> {
    stopPool(this.#words);
    await Promise.all(this.#workers.map((worker) => worker.stop()));
  }
}
