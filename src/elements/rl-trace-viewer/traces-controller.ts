/**
 * Holds the open traces, and has a worker read new ones. In: the host's `traces`, or files. Out: opened traces in their order,
 * the progress of a reading, and messages for the user. Main thread.
 */

import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { ComparisonRow } from '../../trace/compare.ts';
import type { Progress } from '../../trace/opening/opening.ts';
import type { Trace } from '../../trace/trace.ts';
import { Reading, type Source } from './reading.ts';
import type { Opened } from './tables.ts';

/** So many traces can be shown at once. */
const MOST_TRACES = 2;

/** An element that shows traces. */
export interface TracesHost extends ReactiveControllerHost {
  /** The traces to show. The controller sets them when files were read. */
  traces: readonly Trace[];
}

/** See above. */
export class TracesController implements ReactiveController {
  /** The traces that are shown. They stay while others are read. */
  opened: readonly Opened[] = [];
  /** Says what could not be read. `''`: there is no problem. */
  problem = '';
  /** The progress of a reading. `null`: nothing is read now. */
  progress: Progress | null = null;

  readonly #host: TracesHost;
  /** All traces that were read before. */
  readonly #known = new WeakMap<Trace, Opened>();
  #compared: { of: readonly Trace[]; rows: readonly ComparisonRow[] } = { of: [], rows: [] };
  /** The present reading. A newer one ends it. */
  #reading: Reading | null = null;

  constructor(host: TracesHost) {
    this.#host = host;
    host.addController(this);
  }

  /** The differences from the first trace to the second. Empty if there is only one. */
  get differences(): readonly ComparisonRow[] {
    return this.opened.length > 1 ? this.#compared.rows : [];
  }

  hostDisconnected(): void {
    this.#cancel();
  }

  /** Opens one file beside the present trace (`add`), or one or two files in its place. Resolves when the reading ends. */
  async open(files: readonly File[], how: 'replace' | 'add'): Promise<void> {
    if (files.length === 0) return;
    if (files.length > MOST_TRACES) {
      this.problem = `${files.length} files: at most ${MOST_TRACES} can be opened at once.`;
      this.#host.requestUpdate();
      return;
    }
    const kept = how === 'add' ? this.opened.slice(0, MOST_TRACES - files.length) : [];
    await this.#read([...kept, ...files]);
  }

  /** Shows the host's `traces` if all were read before, and returns `true`. Else reads them and returns `false`. */
  follow(): boolean {
    const wanted = this.#host.traces.slice(0, MOST_TRACES);
    if (!this.#isReady(wanted)) {
      void this.#read(wanted.map((trace) => this.#known.get(trace) ?? trace));
      return false;
    }
    this.#cancel();
    this.opened = wanted.map((trace) => this.#known.get(trace) as Opened);
    return true;
  }

  /** Removes the message, because the user has read it. */
  dismiss(): void {
    this.problem = '';
    this.#host.requestUpdate();
  }

  #isReady(traces: readonly Trace[]): boolean {
    const [a, b] = traces;
    const isCompared = !b || (this.#compared.of[0] === a && this.#compared.of[1] === b);
    return isCompared && traces.every((trace) => this.#known.has(trace));
  }

  #cancel(): void {
    this.#reading?.cancel();
    this.#reading = null;
    this.progress = null;
    this.#host.requestUpdate();
  }

  async #read(sources: readonly Source[]): Promise<void> {
    this.#cancel();
    this.problem = '';
    this.progress = { text: 'Reading …', share: 0 };
    const reading = new Reading(sources, (progress) => {
      this.progress = progress;
      this.#host.requestUpdate();
    });
    this.#reading = reading;
    try {
      const { opened, differences } = await reading.result;
      if (reading !== this.#reading) return;
      for (const one of opened) this.#known.set(one.trace, one);
      const traces = opened.map(({ trace }) => trace);
      this.#compared = { of: traces, rows: differences };
      this.#host.traces = traces;
    } catch (error) {
      if (reading === this.#reading) this.problem = error instanceof Error ? error.message : String(error);
    } finally {
      if (reading === this.#reading) this.#cancel();
    }
  }
}
