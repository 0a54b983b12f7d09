/**
 * Who waits for a sample. One frame answers everybody who asked before it arrived. In: calls, samples of the present
 * thread. Out: promises. Main thread.
 */

import { decodeFilters } from '../catalogue/filters.ts';
import type { RawSample } from '../engine/protocol.ts';
import { arrivedAfter, sampleRequest } from '../memory/control.ts';
import type { Sample } from '../types.ts';

interface Waiting extends PromiseWithResolvers<Sample> {
  /** When it was asked for, by `sampleRequest`. */
  request: number;
}

/** See above. */
export class Samples {
  #waiting: Waiting[] = [];

  /** Waits for a frame that arrives from now on. `ask` asks the threads for it. */
  take(ask: () => void, signal: AbortSignal | undefined): Promise<Sample> {
    if (signal?.aborted) return Promise.reject(signal.reason);
    const waiting: Waiting = {
      ...Promise.withResolvers<Sample>(),
      request: sampleRequest(performance.now() * 1000),
    };
    this.#waiting.push(waiting);
    if (signal) {
      const abort = () => {
        this.#waiting = this.#waiting.filter((other) => other !== waiting);
        waiting.reject(signal.reason);
      };
      signal.addEventListener('abort', abort, { once: true });
      const leave = () => signal.removeEventListener('abort', abort);
      waiting.promise.then(leave, leave);
    }
    ask();
    return waiting.promise;
  }

  /** A frame's pixels have come. */
  give({ filters: flat, arrivalUs, ...raw }: RawSample): void {
    const filters = decodeFilters(flat);
    const early = this.#waiting.filter(({ request }) => !arrivedAfter(arrivalUs, request));
    const answered = this.#waiting.filter((waiting) => !early.includes(waiting));
    this.#waiting = early;
    for (const { resolve } of answered) resolve({ ...raw, filters });
  }

  /** No frame will come any more. */
  refuse(error: Error): void {
    for (const { reject } of this.#waiting.splice(0)) reject(error);
  }
}
