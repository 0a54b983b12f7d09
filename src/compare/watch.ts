/**
 * Notices what must end a comparison: the user's own change, the pipeline's end, an abort. In: events. Out: one signal.
 * Main thread.
 */

import type { Pipeline } from '../types.ts';
import { ExperimentError } from './errors.ts';

/** Watches a pipeline until it is closed. */
export class Watch {
  readonly #controller = new AbortController();
  readonly #pipeline: Pipeline;
  readonly #outer: AbortSignal | undefined;

  constructor(pipeline: Pipeline, outer: AbortSignal | undefined) {
    this.#pipeline = pipeline;
    this.#outer = outer;
    pipeline.addEventListener('settingschange', this.#changed);
    pipeline.addEventListener('statechange', this.#entered);
    outer?.addEventListener('abort', this.#aborted);
    if (outer?.aborted) this.#aborted();
  }

  /** Aborts with the reason as soon as something ends the comparison. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Stops watching, and releases whatever still waits for the signal. */
  close(): void {
    this.#pipeline.removeEventListener('settingschange', this.#changed);
    this.#pipeline.removeEventListener('statechange', this.#entered);
    this.#outer?.removeEventListener('abort', this.#aborted);
    this.#controller.abort();
  }

  readonly #changed = (): void => this.#controller.abort(new ExperimentError('settings-changed'));

  readonly #entered = (): void => {
    const { state, error } = this.#pipeline;
    // A source that pauses is waited for: see STALLED_MS.
    if (state === 'running' || state === 'stalled') return;
    this.#controller.abort(new ExperimentError('pipeline-ended', error ? { cause: error } : {}));
  };

  readonly #aborted = (): void => this.#controller.abort(this.#outer?.reason);
}

/** Resolves after `ms`; rejects with the signal's reason as soon as that aborts. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(signal.reason);
      return;
    }
    const abort = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', abort);
      resolve();
    }, ms);
    signal.addEventListener('abort', abort, { once: true });
  });
}
