/** The contenders of the kernel benchmark. */

import type { FilterSpec } from '../../../src/catalogue/filters.ts';

/** One way to filter a frame. */
export type Contender = {
  name: string;
  /** Returns the last run's result in RGBA, if it can be compared. */
  result?(): Uint8ClampedArray;
} & (Caller | Pool);

/** A contender that works on the calling thread. */
export interface Caller {
  /** Runs before every run, and does not count. It restores the input if the contender works in place. */
  prepare?(): void;
  /** Filters the whole frame once. */
  run(): void;
}

/** A contender that works on other threads, and measures its own time. */
export interface Pool {
  /** Runs this many frames. Returns the milliseconds of each. */
  frames(count: number): Promise<number[]>;
  /** Number of frames at the start that do more work than later ones. */
  settle: number;
  /** Milliseconds of work until every thread has a processor of its own. */
  awakeMs: number;
}

/** A library that holds the frame in its own form. */
export interface Peer {
  readonly name: string;
  /** Makes a contender. `null`: it lacks one of the filters. */
  contend(filters: readonly FilterSpec[]): Contender | null;
  /** Frees what it holds. */
  close(): void;
}

/** The frame that all contenders get. */
export interface Source {
  width: number;
  height: number;
  /** RGBA. */
  pixels: Uint8ClampedArray<ArrayBuffer>;
}
