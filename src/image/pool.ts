/**
 * The threads of still images: they sleep in shared memory until an image is there, and filter it.
 * In: a memory, a number of threads. Out: the moment at which an image is done. Calling thread, which never blocks.
 */

import { WorkerHandle } from '../engine/handle.ts';
import { startPoolWorker } from '../engine/pool-worker.ts';
import type { ThreadSetup, ToPool } from '../engine/protocol.ts';
import { CONTROL } from '../generated/layout.ts';
import { stopPool } from '../memory/control.ts';
import { controlWords } from '../memory/shared-memory.ts';
import { within } from './deadline.ts';

/** A thread has this long to load its script and to say that it is ready. */
export const START_MS = 10_000;
/** How often a call that waits looks whether the threads get on. */
export const PULSE_MS = 250;
/** Threads that finish nothing for this long are taken for dead: a worker that the browser kills says nothing. */
export const STALL_MS = 2000;
/** What one pixel may take beyond that. A large image has large stripes. */
const STALL_MS_PER_PIXEL = 1e-4;

const DONE = CONTROL.done >> 2;
const JOB = CONTROL.job >> 2;
const JOB_END = CONTROL.workers >> 2;

/** Threads that wait for images. */
export class ImagePool {
  readonly #words: Int32Array;
  readonly #workers: WorkerHandle<ToPool>[] = [];
  #failure: Error | undefined;

  private constructor(words: Int32Array) {
    this.#words = words;
  }

  /** Starts `threads` threads. @throws Error if one of them fails, or does not answer; then none is left. */
  static async start(
    setup: ThreadSetup & { memory: WebAssembly.Memory },
    threads: number,
  ): Promise<ImagePool> {
    const pool = new ImagePool(controlWords(setup.memory.buffer));
    try {
      const ready = Array.from({ length: threads }, (_, index) => pool.#add(setup, index).ready);
      await within(START_MS, Promise.all(ready), 'a thread for still images gave no answer');
      return pool;
    } catch (error) {
      pool.close();
      throw error;
    }
  }

  #add(setup: ThreadSetup, index: number): WorkerHandle<ToPool> {
    const worker = startPoolWorker(`image pool ${index}`);
    const events = { onFailed: (error: Error) => this.#fail(error) };
    const handle = new WorkerHandle<ToPool>('pool', worker, { type: 'start', setup, index }, [], events);
    this.#workers.push(handle);
    return handle;
  }

  /** Why no more images can be filtered here, if so. */
  get failure(): Error | undefined {
    return this.#failure;
  }

  /** How many images the threads have finished. Read it before an image is handed to them. */
  get finishedImages(): number {
    return Atomics.load(this.#words, DONE);
  }

  /**
   * Resolves when there is one more finished image than `seen`.
   * @param pixels of the image.
   * @throws Error if a thread fails, or if none gets on; then no thread is left.
   */
  async finished(seen: number, pixels: number): Promise<void> {
    const limitMs = STALL_MS + pixels * STALL_MS_PER_PIXEL;
    let progress = this.#progress();
    let stillMs = 0;
    for (;;) {
      if (this.#failure) throw this.#failure;
      // The wait belongs to this call alone: it ends with a result, with a failure, or with time.
      const wait = Atomics.waitAsync(this.#words, DONE, seen, PULSE_MS);
      const outcome = wait.async ? await wait.value : wait.value;
      if (this.finishedImages !== seen) return;
      if (outcome !== 'timed-out') continue;
      const next = this.#progress();
      stillMs = next === progress ? stillMs + PULSE_MS : 0;
      progress = next;
      if (stillMs > limitMs) this.#fail(new Error(`the threads finished nothing for ${stillMs} ms`));
    }
  }

  /** Differs when a thread has started an image, or claimed or finished a stripe. */
  #progress(): string {
    return this.#words.subarray(JOB, JOB_END).join();
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    this.close();
    // Wakes the call that waits.
    Atomics.notify(this.#words, DONE);
  }

  /** Ends the threads, whatever they do. They own nothing that must be given back. */
  close(): void {
    // A thread that sleeps inside WASM would hear of its end seconds later.
    stopPool(this.#words);
    for (const worker of this.#workers) worker.terminate();
  }
}
