/**
 * What a trace holds, without the writers of files: all that is needed to look into it. In: records and metadata. Out:
 * tables. Pure; any thread, and Node.
 */

import type { FilterSpec } from '../catalogue/filters.ts';
import type { Records } from '../memory/records.ts';
import type { SinkName, SourceStats } from '../terms.ts';
import { type FrameTable, tabulateFrames } from './frames.ts';

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
  source: SourceStats;
  sink: SinkName;
  isolated: boolean;
  /** Oldest first; the first one was in force when the trace began. */
  settings: TraceSettings[];
  /** Records that were overwritten before they could be kept, by lane. */
  lost: number[];
}

/** The records of every thread, and what is needed to understand them elsewhere. */
export class TraceData {
  readonly metadata: TraceMetadata;
  /** By lane: the pool threads', then the capture thread's, the present thread's, the owner's. */
  readonly lanes: readonly Records[];
  #frames: FrameTable | undefined;

  /** @param frames the table of `lanes`, where it was made before. */
  constructor(metadata: TraceMetadata, lanes: readonly Records[], frames?: FrameTable) {
    this.metadata = metadata;
    this.lanes = lanes;
    this.#frames = frames;
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
}
