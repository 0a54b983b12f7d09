/**
 * The threads for still images. They sleep until there is an image. Then they filter it.
 * In: a memory, a number of threads. Out: a promise for the end of each image. Calling thread. It never blocks.
 */

import { WorkerHandle } from '../engine/handle.ts';
import { startPoolWorker } from '../engine/pool-worker.ts';
import type { ThreadSetup, ToPool } from '../engine/protocol.ts';
import { CONTROL } from '../generated/layout.ts';
import { stopPool } from '../memory/control.ts';
import { controlWords } from '../memory/shared-memory.ts';
import { within } from './deadline.ts';

/** All threads must load their scripts and be ready within this time. */
export const START_MS = 10_000;
/** Time between two looks of a waiting call at the progress of the threads. */
export const PULSE_MS = 250;
/** If the threads make no progress for this long, they count as dead. A worker that the browser kills sends no message. */
export const STALL_MS = 2000;
/** More time for each pixel. A large image has large stripes. */
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

  /** Starts `threads` threads. @throws Error if one of them fails or does not answer. Then all are ended. */
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

  /** Why the threads can filter no more images. `undefined`: they can. */
  get failure(): Error | undefined {
    return this.#failure;
  }

  /** Number of images that the threads have finished. Read it before you hand an image to them. */
  get finishedImages(): number {
    return Atomics.load(this.#words, DONE);
  }

  /**
   * Resolves when `finishedImages` differs from `seen`.
   * @param pixels number of pixels of the image.
   * @throws Error if a thread fails, or if none makes progress. Then all threads are ended.
   */
  async finished(seen: number, pixels: number): Promise<void> {
    const limitMs = STALL_MS + pixels * STALL_MS_PER_PIXEL;
    let progress = this.#progress();
    let stillMs = 0;
    for (;;) {
      if (this.#failure) throw this.#failure;
      // Only this call waits here. The wait ends by a result, by a failure, or after `PULSE_MS`.
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

  /** The text changes when a thread starts an image, or claims or finishes a stripe. */
  #progress(): string {
    return this.#words.subarray(JOB, JOB_END).join();
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    this.close();
    // Wakes the call that waits.
    Atomics.notify(this.#words, DONE);
  }

  /** Ends the threads at once. They own nothing that must be given back. */
  close(): void {
    // This wakes the threads, because a thread that sleeps inside WASM would end only seconds later.
    stopPool(this.#words);
    for (const worker of this.#workers) worker.terminate();
  }
}
