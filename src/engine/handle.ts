/**
 * The main thread's side of one worker. It starts the worker, waits until it is ready, stops and terminates it.
 * In: the worker's messages, errors and death. Out: events. Main thread.
 */

import { workerAddress } from './assets.ts';
import type { FromWorker } from './protocol.ts';

/** Messages that the handle does not process itself. */
export type OtherMessage = Exclude<FromWorker, { type: 'alive' | 'ready' | 'stopped' | 'failed' }>;

/** The events that a handle reports to its owner. */
export interface HandleEvents {
  /** The thread failed after it had been ready. */
  onFailed(error: Error): void;
  /** The thread has sent a message that the handle does not process. */
  onMessage?(message: OtherMessage): void;
}

/** The state of a thread. */
export type ThreadState = 'starting' | 'ready' | 'failed';

/** Starts a worker and follows it to its end. */
export class WorkerHandle<In> {
  /** Resolves when the thread is ready. Rejects if it cannot start. */
  readonly ready: Promise<void>;
  readonly #worker: Worker;
  readonly #name: string;
  readonly #events: HandleEvents;
  readonly #ready = Promise.withResolvers<void>();
  readonly #stopped = Promise.withResolvers<void>();
  /** Aborts when the thread is no longer watched. */
  readonly #end = new AbortController();
  #state: ThreadState = 'starting';

  /**
   * @param name the thread's name. Its script is `<name>.worker`.
   * @param first the message that starts it
   * @throws DataCloneError if the message cannot be sent. Then the worker is terminated.
   */
  constructor(name: string, worker: Worker, first: In, transfer: Transferable[], events: HandleEvents) {
    this.#name = name;
    this.#worker = worker;
    this.#events = events;
    this.ready = this.#ready.promise;
    // Prevents an unhandled rejection if nobody waits for `ready`.
    this.ready.catch(() => undefined);
    worker.onmessage = ({ data }: MessageEvent<FromWorker>) => this.#take(data);
    worker.onerror = (event) => {
      if (this.#state === 'ready') this.#fail(new Error(event.message || `the ${name} thread failed`));
      else {
        const fail = (error: Error) => this.#fail(error);
        // Probably the script could not be loaded. The event does not say why, so another module finds out.
        import('./script-error.ts')
          .then(({ explainScript }) => explainScript(name, workerAddress(worker), event))
          .then(fail, fail);
      }
    };
    worker.onmessageerror = () => this.#fail(new Error(`a message of the ${name} thread could not be read`));
    try {
      worker.postMessage(first, transfer);
    } catch (error) {
      this.terminate();
      throw error;
    }
  }

  get state(): ThreadState {
    return this.#state;
  }

  /** Sends a message. @throws DataCloneError if it cannot be sent */
  post(message: In, transfer: Transferable[] = []): void {
    this.#worker.postMessage(message, transfer);
  }

  /**
   * Sends `message`, if any. Waits until the thread has stopped or failed, then terminates it. A thread that hangs never stops:
   * then call `terminate`.
   */
  async stop(message?: In): Promise<void> {
    this.#end.abort();
    if (message !== undefined) this.post(message);
    await this.#stopped.promise;
    this.terminate();
  }

  /** Ends the thread at once. `stop` then resolves, and `ready` rejects if it was still pending. */
  terminate(): void {
    this.#end.abort();
    this.#worker.onmessage = null;
    this.#worker.onerror = null;
    this.#worker.onmessageerror = null;
    this.#worker.terminate();
    this.#stopped.resolve();
    this.#ready.reject(new DOMException(`The ${this.#name} thread was ended.`, 'AbortError'));
  }

  #take(message: FromWorker): void {
    switch (message.type) {
      case 'alive':
        this.#watch(message.lock);
        break;
      case 'ready':
        this.#state = 'ready';
        this.#ready.resolve();
        break;
      case 'stopped':
        this.#stopped.resolve();
        break;
      case 'failed': {
        const error = new Error(message.message);
        if (message.stack) error.stack = message.stack;
        this.#fail(error);
        break;
      }
      default:
        this.#events.onMessage?.(message);
    }
  }

  /** Notices the death of the thread. A dead thread sends no message, but the browser releases its lock. */
  #watch(lock: string): void {
    const { signal } = this.#end;
    navigator.locks
      .request(lock, { signal }, () => this.#fail(new Error(`the ${this.#name} thread died`)))
      .catch((error: unknown) => {
        if (!signal.aborted) console.warn(error);
      });
  }

  #fail(error: Error): void {
    const { aborted } = this.#end.signal;
    const wasReady = this.#state === 'ready';
    this.#state = 'failed';
    this.#end.abort();
    this.#stopped.resolve();
    this.#ready.reject(error);
    if (wasReady && !aborted) this.#events.onFailed(error);
  }
}
