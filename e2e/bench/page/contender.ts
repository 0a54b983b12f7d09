/** What takes part in the kernel benchmark. */

import type { FilterSpec } from '../../../src/catalogue/filters.ts';

/** One way to filter a frame. */
export type Contender = {
  name: string;
  /** RGBA of the last run's result, where it can be compared. */
  result?(): Uint8ClampedArray;
} & (Caller | Pool);

/** Works on the calling thread. */
export interface Caller {
  /** Before every run, and not counted: whoever works in place gets its input back. */
  prepare?(): void;
  /** Once over the whole frame. */
  run(): void;
}

/** Works elsewhere, and takes its own time. */
export interface Pool {
  /** That many frames; the milliseconds of each. */
  frames(count: number): Promise<number[]>;
  /** Frames, at the start, that do more than later ones do. */
  settle: number;
  /** Milliseconds of work until every thread has a processor of its own. */
  awakeMs: number;
}

/** A library, holding the frame in whatever form it wants. */
export interface Peer {
  readonly name: string;
  /** `null` where it lacks one of the filters. */
  contend(filters: readonly FilterSpec[]): Contender | null;
  /** Frees what it holds. */
  close(): void;
}

/** The frame that all get. */
export interface Source {
  width: number;
  height: number;
  /** RGBA. */
  pixels: Uint8ClampedArray<ArrayBuffer>;
}
