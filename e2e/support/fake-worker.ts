/**
 * A pool worker on the test's own thread. It runs the real kernels, or fails as workers can fail.
 * In: the messages for a pool worker. Out: its answers. Node side.
 */

import { startThread } from '../../src/engine/instance.ts';
import type { FromWorker, ToPool } from '../../src/engine/protocol.ts';
import { CONTROL } from '../../src/generated/layout.ts';
import { controlWords } from '../../src/memory/shared-memory.ts';

// The page's code and these tests use it. Node 20 does not have it.
Promise.withResolvers ??= <T>() => {
  const parts = {} as PromiseWithResolvers<T>;
  parts.promise = new Promise<T>((resolve, reject) => Object.assign(parts, { resolve, reject }));
  return parts;
};

/** The behaviour of a worker. `hold` waits with its first image until the test calls `FakeWorker.release`. */
export type Behaviour =
  | 'work'
  | 'hold'
  | 'trap'
  | 'die'
  | 'silent'
  | 'no-script'
  | 'no-message'
  | 'no-worker'
  | 'fail';

/** Replaces `Worker`. */
export class FakeWorker {
  /** All workers that were made. */
  static all: FakeWorker[] = [];
  /** The behaviours of the next workers, in this order. The last behaviour is for all further ones. */
  static behaviours: Behaviour[] = ['work'];
  static #held = Promise.withResolvers<void>();

  /** Forgets all workers. The next ones work. */
  static reset(): void {
    FakeWorker.all = [];
    FakeWorker.behaviours = ['work'];
    FakeWorker.#held = Promise.withResolvers<void>();
  }

  /** The number of running workers. */
  static get running(): number {
    return FakeWorker.all.filter(({ terminated }) => !terminated).length;
  }

  /** Lets workers continue that hold an image. */
  static release(): void {
    FakeWorker.#held.resolve();
  }

  onmessage: ((event: { data: FromWorker }) => void) | null = null;
  onerror: ((event: { message: string }) => void) | null = null;
  onmessageerror: (() => void) | null = null;
  terminated = false;
  readonly #behaviour: Behaviour;

  constructor() {
    const { behaviours } = FakeWorker;
    this.#behaviour = (behaviours.length > 1 ? behaviours.shift() : behaviours[0]) as Behaviour;
    if (this.#behaviour === 'no-worker') throw new Error('no worker may be made');
    FakeWorker.all.push(this);
  }

  postMessage(message: ToPool): void {
    if (this.#behaviour === 'no-message') throw new Error('the message cannot be cloned');
    void this.#run(message);
  }

  terminate(): void {
    this.terminated = true;
  }

  #say(data: FromWorker): void {
    if (!this.terminated) this.onmessage?.({ data });
  }

  async #run({ setup, index }: ToPool): Promise<void> {
    const behaviour = this.#behaviour;
    if (behaviour === 'silent') return;
    if (behaviour === 'no-script') return this.onerror?.({ message: '' });
    if (behaviour === 'fail') return this.#say({ type: 'failed', message: 'Error: no kernels' });
    const { flavours, memory } = await startThread(setup, index);
    const words = controlWords(memory.buffer);
    const wake = (CONTROL.wake >> 2) + index;
    const first = Atomics.load(words, wake);
    this.#say({ type: 'ready' });
    for (let seen = first; !this.terminated; seen = Atomics.load(words, wake)) {
      const wait = Atomics.waitAsync(words, wake, seen);
      if (wait.async) await wait.value;
      if (this.terminated || behaviour === 'die') return;
      if (behaviour === 'trap') return this.#say({ type: 'failed', message: 'RuntimeError: unreachable' });
      if (behaviour === 'hold') await FakeWorker.#held.promise;
      if (flavours.simd.pool_drain(index) === 1) flavours.scalar.pool_drain(index);
    }
  }
}
