/**
 * Keeps at most one pipeline, as the newest options want it. In: options after each render. Out: a view, and calls of listeners
 * when the view changes. Knows nothing of React. Main thread.
 */

import type { PipelineOptions } from '../types.ts';
import { needsRestart } from './changes.ts';
import { IDLE, type Ringlight, Run } from './run.ts';

/** See above. Opens nothing before `update`. It may be used again after `close`. */
export class PipelineKeeper {
  #run: Run | null = null;
  #view: Ringlight = IDLE;
  readonly #listeners = new Set<() => void>();

  /** Returns a function that ends the subscription. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** The same object until something changes. */
  readonly getView = (): Ringlight => this.#view;

  /** Starts, changes, restarts or ends the pipeline. Does nothing if the options say the same as before. */
  update(options: PipelineOptions | null): void {
    if (options === null) {
      this.close();
      return;
    }
    if (this.#run && !needsRestart(this.#run.options, options)) {
      this.#run.change(options);
      return;
    }
    // Devices of the old pipeline go off at once, before the new one opens its own.
    this.#run?.end();
    this.#run = new Run(options, (view) => this.#show(view));
    this.#run.start();
  }

  /** Ends the pipeline, or its start. */
  close(): void {
    this.#run?.end();
    this.#run = null;
    this.#show(IDLE);
  }

  #show(view: Ringlight): void {
    this.#view = view;
    for (const listener of [...this.#listeners]) listener();
  }
}
