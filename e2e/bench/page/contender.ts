/** What takes part in the kernel benchmark. */

import type { FilterSpec } from '../../../src/filters.ts';

/** One way to filter a frame. */
export interface Contender {
  name: string;
  /** The first run after someone else's does more than later ones. */
  settles?: boolean;
  /** Before every run, and not counted: whoever works in place gets its input back. */
  prepare?(): void;
  /** Once over the whole frame: its milliseconds where it measures itself, else whoever calls does. */
  run(): number | undefined | Promise<number | undefined>;
  /** RGBA of the last run's result, where it can be compared. */
  result?(): Uint8ClampedArray;
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
