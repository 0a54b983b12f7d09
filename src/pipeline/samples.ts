/**
 * The list of callers that wait for a sample. A frame answers every call that was made before the frame arrived. In: calls, and
 * samples of the present thread. Out: promises. Main thread.
 */

import { decodeFilters } from '../catalogue/filters.ts';
import type { RawSample } from '../engine/protocol.ts';
import { arrivedAfter, sampleRequest } from '../memory/control.ts';
import type { Sample } from '../types.ts';

interface Waiting extends PromiseWithResolvers<Sample> {
  /** The time of the call: see `sampleRequest`. */
  request: number;
}

/** See above. */
export class Samples {
  #waiting: Waiting[] = [];

  /** Waits for a frame that arrives after this call. `ask` requests it from the threads. */
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

  /** Passes a frame's pixels to the callers that it answers. */
  give({ filters: flat, arrivalUs, ...raw }: RawSample): void {
    const filters = decodeFilters(flat);
    const early = this.#waiting.filter(({ request }) => !arrivedAfter(arrivalUs, request));
    const answered = this.#waiting.filter((waiting) => !early.includes(waiting));
    this.#waiting = early;
    for (const { resolve } of answered) resolve({ ...raw, filters });
  }

  /** Rejects all waiting calls. No more frames will come. */
  refuse(error: Error): void {
    for (const { reject } of this.#waiting.splice(0)) reject(error);
  }
}
