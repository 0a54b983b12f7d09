/**
 * Our side of the kernel benchmark: the pipeline's own pool threads on a ring with two slots. This thread is capture and
 * present at once, and sleeps while they work. In: one frame, settings. Out: frame times, as the pool itself takes them.
 */

import { type FrameSettings, stopPool, writeSettings } from '../../../src/control.ts';
import { WorkerHandle } from '../../../src/engine/handle.ts';
import { CAPTURE_STACK, CONTROL, FORMATS, PLANE, SLOT_HEADER } from '../../../src/generated/layout.ts';
import { startThread, type Thread } from '../../../src/instance.ts';
import { controlWords, createMemory } from '../../../src/memory.ts';
import { loadModules } from '../../../src/modules.ts';
import type { ThreadSetup, ToPool } from '../../../src/protocol.ts';
import { SlotViews } from '../../../src/slots.ts';
import type { FrameSample, PixelFormat } from '../../../src/types.ts';

/** Pool threads that are started; those that a setting does not want sleep. */
const THREADS = 2;
/** Both hold the same frame: one is worked on, one is ready. */
const SLOTS = 2;

/** A pool that holds a frame and runs it through whatever is configured, again and again. */
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
    // The slots' pixels stay where they are: the frame is written once.
    Atomics.store(this.#words, CONTROL.slotLimit >> 2, SLOTS);
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
      this.#workers.push(new WorkerHandle<ToPool>(worker, { type: 'start', setup, index }, [], events));
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

  /** What the next frames are processed with. */
  configure(settings: FrameSettings): void {
    writeSettings(this.#words, settings);
  }

  /** Draws the test picture into the slots (I420 only), runs them, and returns one of them. */
  async draw(frame: number): Promise<FrameSample> {
    await this.#fill((slot) => this.#thread.exports.capture_draw(slot, frame, 1));
    return this.#views.copy(0, 'input');
  }

  /** Copies RGBA pixels into the slots, and runs them. */
  async write(pixels: Uint8ClampedArray): Promise<void> {
    const row = 4 * this.#size.width;
    await this.#fill((slot) => {
      const bytes = this.#views.bytes(slot);
      const at = this.#views.plane(slot, 0, PLANE.input);
      const stride = this.#views.plane(slot, 0, PLANE.stride);
      for (let y = 0; y < this.#size.height; y++) {
        bytes.set(pixels.subarray(y * row, (y + 1) * row), at + y * stride);
      }
    });
  }

  /**
   * Runs `frames` frames, the next one always ready when one is done, so that threads need not be woken from sleep.
   * @returns the time of each in milliseconds, from the first kernel touching it to the last one leaving it
   */
  async run(frames: number): Promise<number[]> {
    const times: number[] = [];
    let begun = 0;
    while (begun < Math.min(SLOTS, frames)) {
      this.#publish(this.#begin());
      begun++;
    }
    while (times.length < frames) {
      const slot = await this.#done();
      const at = (field: number) => this.#views.double(slot, field);
      times.push((at(SLOT_HEADER.finishedUs) - at(SLOT_HEADER.startedUs)) / 1000);
      this.#accept(slot);
      if (begun++ < frames) this.#publish(this.#begin());
    }
    return times;
  }

  /** What came of the last frame in the first slot. */
  result(): FrameSample {
    return this.#views.copy(0, 'output');
  }

  async #fill(fill: (slot: number) => void): Promise<void> {
    const slots = Array.from({ length: SLOTS }, () => this.#begin());
    for (const slot of slots) {
      fill(slot);
      this.#publish(slot);
    }
    for (const _ of slots) this.#accept(await this.#done());
  }

  #begin(): number {
    const { exports, clock } = this.#thread;
    const slot = exports.capture_begin(clock(), FORMATS[this.#format], this.#size.width, this.#size.height);
    if (slot < 0) throw new Error('the ring took no frame: the memory is too small for this size');
    return slot;
  }

  #publish(slot: number): void {
    this.#thread.exports.capture_finish(slot, 0, this.#thread.clock(), 0);
  }

  /** Sleeps until a frame is done; its slot. */
  async #done(): Promise<number> {
    const done = CONTROL.done >> 2;
    for (;;) {
      const seen = Atomics.load(this.#words, done);
      const slot = this.#thread.exports.present_next();
      if (slot >= 0) return slot;
      const wait = Atomics.waitAsync(this.#words, done, seen);
      if (wait.async) await Promise.race([wait.value, this.#failed.promise]);
    }
  }

  #accept(slot: number): void {
    this.#thread.exports.present_hand_over(slot, this.#thread.clock());
    this.#thread.exports.present_accepted();
  }

  /** Ends the threads. */
  async close(): Promise<void> {
    stopPool(this.#words);
    await Promise.all(this.#workers.map((worker) => worker.stop()));
  }
}
