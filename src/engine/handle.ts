/** One worker, from the main thread's side: started, ready, stopped, terminated. */

import type { EngineEvents } from './engine.ts';
import type { FromWorker } from './protocol.ts';

/** Messages that are not the handle's own. */
export type OtherMessage = FromWorker & { type: 'snapshot' };

/** Starts a worker and follows it to its end. */
export class WorkerHandle<In> {
  readonly ready: Promise<void>;
  readonly #worker: Worker;
  readonly #stopped: Promise<void>;
  #ended = false;

  /** `first` is the message that starts it; `other` takes what the handle does not know. */
  constructor(
    worker: Worker,
    first: In,
    transfer: Transferable[],
    events: EngineEvents,
    other?: (message: OtherMessage) => void,
  ) {
    this.#worker = worker;
    const ready = Promise.withResolvers<void>();
    const stopped = Promise.withResolvers<void>();
    this.ready = ready.promise;
    // Whoever waits for it learns of a failure there; nobody else needs to.
    this.ready.catch(() => undefined);
    this.#stopped = stopped.promise;
    const fail = (error: Error) => {
      stopped.resolve();
      ready.reject(error);
      if (!this.#ended) events.onFailed(error);
    };
    worker.onmessage = ({ data }: MessageEvent<FromWorker>) => {
      if (data.type === 'ready') ready.resolve();
      else if (data.type === 'stopped') stopped.resolve();
      else if (data.type === 'failed') fail(new Error(data.message));
      else if (data.type === 'sample') events.onSample(data.sample);
      else if (data.type === 'track') events.onTrack(data.track);
      else if (data.type === 'first-frame') events.onFirstFrame();
      else if (data.type === 'snapshot') other?.(data);
      else if (!this.#ended) events.onEnded();
    };
    worker.onerror = (event) => fail(new Error(event.message || 'a worker script could not be loaded'));
    worker.onmessageerror = () => fail(new Error('a message to or from a worker could not be read'));
    worker.postMessage(first, transfer);
  }

  /** Sends a message. */
  post(message: In): void {
    this.#worker.postMessage(message);
  }

  /** Sends `message`, if any, waits until the thread has ended, and removes it. */
  async stop(message?: In): Promise<void> {
    this.#ended = true;
    if (message !== undefined) this.post(message);
    await this.#stopped;
    this.#worker.terminate();
  }
}
