/**
 * The life of a pipeline's resources. Code that opens a device, a worker or a graph hands it to the life at once. The life gives
 * all of them back, however the pipeline ends. In: resources, and the caller's `AbortSignal`. Main thread.
 *
 * An end has three steps, each with the newest resource first:
 * 1. Every device goes off at once.
 * 2. Everything that runs stops in good order. All stops together have one deadline.
 * 3. Everything is ended for sure.
 */

import { PipelineFailedError, RinglightError, StartTimeoutError } from '../errors.ts';

/** The deadline of the second step, in milliseconds. `close()` promises to take less than two seconds. */
const ORDERLY_MS = 1000;

/** The three steps that give one thing back. */
export interface Resource {
  /** Turns a device off. Takes no time. */
  off?(): void;
  /** Ends it in good order. May take long, or hang. */
  stop?(): Promise<void>;
  /** Ends it for sure. Takes no time. */
  end?(): void;
}

/** The deadline of a step of the start. */
export interface Deadline {
  ms: number;
  /** The thing that must answer in time. It is the subject of the error's sentence. */
  what: string;
}

/** See above. One per pipeline. */
export class Life {
  /** Called when the caller's signal aborts after the start. */
  onAbort: (() => void) | null = null;
  readonly #resources: Resource[] = [];
  readonly #wanted: AbortSignal | undefined;
  /** Aborts with the reason when the life ends. */
  readonly #end = new AbortController();
  #over = false;
  #closing: Promise<void> | undefined;

  constructor(wanted?: AbortSignal) {
    this.#wanted = wanted;
    wanted?.addEventListener('abort', this.#abort);
    if (wanted?.aborted) this.#abort();
  }

  /** Aborts when the life ends, or when the caller's signal does. */
  get signal(): AbortSignal {
    return this.#end.signal;
  }

  /** Takes a resource over. If the life has ended, gives it back at once. */
  own(resource: Resource): void {
    if (!this.#over) {
      this.#resources.push(resource);
      return;
    }
    attempt(() => resource.off?.());
    attempt(() => resource.end?.());
  }

  /**
   * Waits for a promise until this life ends or the deadline passes. Leaves no listener and no timer.
   * @throws the reason of the end, or StartTimeoutError
   */
  until<T>(promise: Promise<T>, deadline?: Deadline): Promise<T> {
    const { signal } = this;
    return new Promise<T>((resolve, reject) => {
      const timer = deadline && setTimeout(() => finish(() => reject(tooLate(deadline))), deadline.ms);
      const abort = () => finish(() => reject(signal.reason));
      const finish = (settle: () => void) => {
        clearTimeout(timer);
        signal.removeEventListener('abort', abort);
        settle();
      };
      promise.then(
        (value) => finish(() => resolve(value)),
        (error: unknown) => finish(() => reject(error)),
      );
      if (signal.aborted) abort();
      else signal.addEventListener('abort', abort);
    });
  }

  /**
   * Gives everything back. Resolves when nothing is left. A second call waits for the first.
   * @param orderly false: skips the second step, after a failure or if nothing has begun to run.
   * @param reason rejects every `until` that still waits.
   */
  close(orderly: boolean, reason?: unknown): Promise<void> {
    if (!this.#closing) {
      const { promise, resolve } = Promise.withResolvers<void>();
      // This comes first, because a resource or a listener may call `close` again during the end.
      this.#closing = promise;
      resolve(this.#close(orderly, reason));
    }
    return this.#closing;
  }

  async #close(orderly: boolean, reason: unknown): Promise<void> {
    this.#over = true;
    this.#wanted?.removeEventListener('abort', this.#abort);
    this.onAbort = null;
    const resources = this.#resources.splice(0).reverse();
    for (const resource of resources) attempt(() => resource.off?.());
    this.#end.abort(reason ?? new DOMException('The pipeline has ended.', 'AbortError'));
    if (orderly) await within(ORDERLY_MS, stopAll(resources));
    for (const resource of resources) attempt(() => resource.end?.());
  }

  readonly #abort = (): void => {
    if (this.onAbort) this.onAbort();
    else this.#end.abort(this.#wanted?.reason);
  };
}

/**
 * Waits for something that the start needs before it opens anything, such as a script.
 * @throws the same as `startLife`
 */
export async function beforeLife<T>(
  signal: AbortSignal | undefined,
  promise: Promise<T>,
  deadline: Deadline,
): Promise<T> {
  const life = new Life(signal);
  try {
    return await life.until(promise, deadline);
  } catch (error) {
    throw signal?.aborted ? signal.reason : withCode(error);
  } finally {
    await life.close(false);
  }
}

/**
 * Runs the start of a pipeline. If it fails or the signal aborts, gives back everything that was opened, then throws.
 * @throws the signal's reason, or an error with a `code`
 */
export async function startLife<T>(
  signal: AbortSignal | undefined,
  start: (life: Life) => Promise<T>,
): Promise<T> {
  const life = new Life(signal);
  try {
    life.signal.throwIfAborted();
    return await life.until(start(life));
  } catch (error) {
    await life.close(false);
    throw signal?.aborted ? signal.reason : withCode(error);
  }
}

/** Stops one after the other, because a resource may depend on those that were opened before it. */
async function stopAll(resources: readonly Resource[]): Promise<void> {
  for (const resource of resources) {
    try {
      await resource.stop?.();
    } catch (error) {
      console.warn(error);
    }
  }
}

/** Waits for work, but not longer than `ms`. */
async function within(ms: number, work: Promise<void>): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  work.then(resolve, resolve);
  await promise;
  clearTimeout(timer);
}

/** Runs `work`. If it throws, only warns, so that the other resources are given back, too. */
function attempt(work: () => void): void {
  try {
    work();
  } catch (error) {
    console.warn(error);
  }
}

function tooLate({ ms, what }: Deadline): StartTimeoutError {
  return new StartTimeoutError(
    `${what} did not answer within ${ms / 1000} seconds. Check the network, then start again.`,
  );
}

/** Gives an error a `code`, unless it has one. Wrong arguments do not come here: they were found before the start. */
function withCode(error: unknown): unknown {
  if (error instanceof RinglightError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new PipelineFailedError(
    `The pipeline could not start (${message}). Start it again; if it fails again, reload the page.`,
    { cause: error },
  );
}
