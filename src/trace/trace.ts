/**
 * A recorded trace: the records of every thread, and what is needed to understand them elsewhere.
 * In: records and metadata. Out: tables, and files in three formats. Pure; any thread, and Node.
 */

import type { FilterSpec } from '../filters.ts';
import type { SinkName, Stats } from '../types.ts';
import { writeChromeJson } from './chrome-json.ts';
import { writeCsv } from './csv.ts';
import { type FrameTable, tabulateFrames } from './frames.ts';
import { writePerfetto } from './perfetto.ts';
import type { Records } from './records.ts';

export { LANE_NAMES, LANE_ORDER } from './names.ts';

/** Settings that were in force from a time on. Frames name them by `version`. */
export interface TraceSettings {
  version: number;
  /** Microseconds of the pipeline's clock. */
  timeUs: number;
  threads: number;
  simd: boolean;
  filters: FilterSpec[];
  /** Put over the user's settings for a measurement (`Pipeline.override`). */
  trial?: true;
}

/** Everything about a trace that is not a record. */
export interface TraceMetadata {
  /** Of this description; a reader refuses a newer one. */
  version: 1;
  /** When the first record was made, ISO 8601, UTC. */
  startedAt: string;
  /** The span that was recorded, in microseconds of the pipeline's clock. */
  startUs: number;
  /** See `startUs`. */
  endUs: number;
  machine: {
    userAgent: string;
    /** Logical cores, as the browser tells. */
    cores: number;
    /** GiB, as the browser tells, rounded by it; 0 where it does not. */
    memoryGib: number;
  };
  source: Stats['source'];
  sink: SinkName;
  isolated: boolean;
  /** Oldest first; the first one was in force when the trace began. */
  settings: TraceSettings[];
  /** Records that were overwritten before they could be kept, by lane. */
  lost: number[];
}

/** What `stopTrace()` gives. */
export class Trace {
  readonly metadata: TraceMetadata;
  /** By lane: the pool threads', then the capture thread's, the present thread's, the owner's. */
  readonly lanes: readonly Records[];
  #frames: FrameTable | undefined;

  constructor(metadata: TraceMetadata, lanes: readonly Records[]) {
    this.metadata = metadata;
    this.lanes = lanes;
  }

  /** Every frame that is in the trace, one row each. Made at the first look. */
  get frames(): FrameTable {
    this.#frames ??= tabulateFrames(this.lanes);
    return this.#frames;
  }

  /** Records that were lost, all lanes together. */
  get lost(): number {
    return this.metadata.lost.reduce((sum, count) => sum + count, 0);
  }

  /** A file for ui.perfetto.dev, chrome://tracing and DevTools' Performance panel: JSON in Chrome's trace event format. */
  toChromeJson(): Blob {
    return writeChromeJson(this);
  }

  /** A file for ui.perfetto.dev: Perfetto's own TrackEvent format. Half the size of the JSON. */
  toPerfetto(): Blob {
    return writePerfetto(this);
  }

  /** A file for spreadsheets: one row per record; what is not a record in comments before them. */
  toCsv(): Blob {
    return writeCsv(this);
  }
}
