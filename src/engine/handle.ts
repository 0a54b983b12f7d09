/**
 * One worker, from the main thread's side: started, ready, stopped, terminated. In: what the worker says, and whether it
 * lives. Out: events. Main thread.
 */

import type { FromWorker } from './protocol.ts';

/** Messages that are not the handle's own. */
export type OtherMessage = Exclude<FromWorker, { type: 'alive' | 'ready' | 'stopped' | 'failed' }>;

/** What a handle tells its owner. */
export interface HandleEvents {
  /** The thread was ready, and cannot go on. */
  onFailed(error: Error): void;
  /** What the handle does not know. */
  onMessage?(message: OtherMessage): void;
}

/** How far a thread is. */
export type ThreadState = 'starting' | 'ready' | 'failed';

/** Starts a worker and follows it to its end. */
export class WorkerHandle<In> {
  /** Rejects where the thread cannot start. */
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
   * @param name of the thread: its script is `<name>.worker`
   * @param first the message that starts it
   * @throws DataCloneError where the message cannot be sent; no worker is left then
   */
  constructor(name: string, worker: Worker, first: In, transfer: Transferable[], events: HandleEvents) {
    this.#name = name;
    this.#worker = worker;
    this.#events = events;
    this.ready = this.#ready.promise;
    // Whoever waits for it learns of a failure there. Nobody else needs to.
    this.ready.catch(() => undefined);
    worker.onmessage = ({ data }: MessageEvent<FromWorker>) => this.#take(data);
    worker.onerror = (event) => {
      // A script that could not be loaded says nothing more.
      if (this.#state === 'ready') this.#fail(new Error(event.message || `the ${name} thread failed`));
      else {
        const fail = (error: Error) => this.#fail(error);
        // Loaded only where it is needed.
        import('./script-error.ts').then(({ explainScript }) => explainScript(name, event)).then(fail, fail);
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

  /** Sends `message`, if any, waits until the thread has ended, and removes it. It may never end: see `terminate`. */
  async stop(message?: In): Promise<void> {
    this.#end.abort();
    if (message !== undefined) this.post(message);
    await this.#stopped.promise;
    this.terminate();
  }

  /** Removes the thread at once. Nobody waits for it any more. */
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

  /** A thread that dies says nothing, but the browser takes its lock away. */
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
