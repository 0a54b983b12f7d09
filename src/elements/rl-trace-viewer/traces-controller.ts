/**
 * Which traces are open, and which are being read. Comes in: the host's `traces`, files. Goes out: what was made of them, in the
 * order to be shown, and what to tell the reader meanwhile. Main thread; the reading itself is a worker's.
 */

import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { ComparisonRow } from '../../trace/compare.ts';
import type { Progress } from '../../trace/opening/opening.ts';
import type { Trace } from '../../trace/trace.ts';
import { Reading, type Source } from './reading.ts';
import type { Opened } from './tables.ts';

/** Traces that are shown at once. */
const MOST_TRACES = 2;

/** An element that shows traces. */
export interface TracesHost extends ReactiveControllerHost {
  /** What is to be shown; set when files were read. */
  traces: readonly Trace[];
}

/** Reads what the host has not shown yet. */
export class TracesController implements ReactiveController {
  /** What is shown. Stays while something else is read. */
  opened: readonly Opened[] = [];
  /** What could not be read, as a sentence; `''`: nothing. */
  problem = '';
  /** How far a reading is; `null` while there is none. */
  progress: Progress | null = null;

  readonly #host: TracesHost;
  /** What was made of traces that were read. */
  readonly #known = new WeakMap<Trace, Opened>();
  #compared: { of: readonly Trace[]; rows: readonly ComparisonRow[] } = { of: [], rows: [] };
  /** An older one gives way to a newer one. */
  #reading: Reading | null = null;

  constructor(host: TracesHost) {
    this.#host = host;
    host.addController(this);
  }

  /** From the first to the second; none where there is only one. */
  get differences(): readonly ComparisonRow[] {
    return this.opened.length > 1 ? this.#compared.rows : [];
  }

  hostDisconnected(): void {
    this.#cancel();
  }

  /** One file beside what is there (`add`), or one or two in its place. Resolves when it is read, or given up. */
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

  /** Brings `opened` up to the host's `traces`. Returns whether it is; otherwise they are read first. */
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

  /** The reader has read it. */
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
