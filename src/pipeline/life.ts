/**
 * The life of a pipeline's resources. Whoever opens a device, a worker or a graph hands it to the life at once, and the
 * life gives all of them back, however the pipeline ends. In: resources, the caller's `AbortSignal`. Main thread.
 *
 * An end has three steps: every device goes off at once; then everything that runs ends in good order, the newest first,
 * within a deadline; then whatever is left is ended for sure.
 */

import { PipelineFailedError, RinglightError, StartTimeoutError } from '../errors.ts';

/** For all that ends in good order, in milliseconds. `close()` promises to take less than two seconds. */
const ORDERLY_MS = 1000;

/** How one thing is given back. */
export interface Resource {
  /** Turns a device off. Takes no time. */
  off?(): void;
  /** Ends it in good order. May take long, or hang. */
  stop?(): Promise<void>;
  /** Ends it for sure. Takes no time. */
  end?(): void;
}

/** A limit for a step of the start. */
export interface Deadline {
  ms: number;
  /** What is waited for, as the subject of a sentence. */
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

  /** Takes a resource over. After the end it is given back at once. */
  own(resource: Resource): void {
    if (!this.#over) {
      this.#resources.push(resource);
      return;
    }
    attempt(() => resource.off?.());
    attempt(() => resource.end?.());
  }

  /**
   * Waits for a promise, but not beyond the end of this life, and not beyond a deadline. Leaves nothing behind.
   * @throws the reason of the end; StartTimeoutError
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
   * Gives everything back. Resolves when nothing is left; the second call waits for the first.
   * @param orderly false: skips the good order, for what has not begun to run, or has failed.
   * @param reason what whoever still waits learns: a start that is under way rejects with it.
   */
  close(
    orderly: boolean,
    reason: Error = new DOMException('The pipeline has ended.', 'AbortError'),
  ): Promise<void> {
    this.#closing ??= this.#close(orderly, reason);
    return this.#closing;
  }

  async #close(orderly: boolean, reason: Error): Promise<void> {
    this.#over = true;
    this.#wanted?.removeEventListener('abort', this.#abort);
    this.onAbort = null;
    const resources = this.#resources.splice(0).reverse();
    for (const resource of resources) attempt(() => resource.off?.());
    this.#end.abort(reason);
    if (orderly) await within(ORDERLY_MS, stopAll(resources));
    for (const resource of resources) attempt(() => resource.end?.());
  }

  readonly #abort = (): void => {
    if (this.onAbort) this.onAbort();
    else this.#end.abort(this.#wanted?.reason);
  };
}

/**
 * Runs the start of a pipeline. When it fails, or when the signal aborts, everything that it opened is given back first.
 * @throws the signal's reason, or an error that has a `code`
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

/** One after the other: what was opened last depends on what was opened before. */
async function stopAll(resources: readonly Resource[]): Promise<void> {
  for (const resource of resources) {
    try {
      await resource.stop?.();
    } catch (error) {
      console.warn(error);
    }
  }
}

/** Waits for work, at most so long. */
async function within(ms: number, work: Promise<void>): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  work.then(resolve, resolve);
  await promise;
  clearTimeout(timer);
}

/** One resource that cannot be given back must not keep the others. */
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

/** An error that has a `code` already stays as it is. Callers' mistakes have been found before the start. */
function withCode(error: unknown): unknown {
  if (error instanceof RinglightError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new PipelineFailedError(
    `The pipeline could not start (${message}). Start it again; if it fails again, reload the page.`,
    { cause: error },
  );
}
