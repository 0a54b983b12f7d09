/**
 * Plans how a chain runs over an image: how many passes, how many threads, how many rows at a time.
 * In: a chain, a size, the kernels' needs. Out: passes that fit the limits if possible. Pure, any thread.
 */

import type { FilterSpec } from '../catalogue/filters.ts';

/** How many bytes of memory the work may take. The pixels of allocated images do not count. */
export interface ImageLimits {
  /** Bytes of a caller's array that are copied into the memory at a time. A filter with a large halo gets more. */
  bandBytes: number;
  /** Memory to work in. A single filter with one thread gets more if it needs more. */
  roomBytes: number;
}

/** Measured: see docs/decisions.md. */
export const LIMITS: ImageLimits = { bandBytes: 4 << 20, roomBytes: 256 << 20 };

/** One pass over the image. */
export interface Pass {
  filters: readonly FilterSpec[];
  threads: number;
  /** Rows at a time. */
  rows: number;
  /** Rows that the filters need above and below. */
  halo: number;
  /** Bytes of room. */
  bytes: number;
}

/** The chain, the threads and the image. */
export interface PassOptions {
  filters: readonly FilterSpec[];
  threads: number;
  width: number;
  height: number;
  /** Take all rows at once, because they are in the memory already. */
  whole: boolean;
}

/** Tells what the kernels need for a chain. `bytes` is for `rows` rows at a time. */
export interface Needs {
  set(filters: readonly FilterSpec[], threads: number): void;
  halo(): number;
  bytes(width: number, rows: number): number;
}

/** Halves a chain that needs too much memory. The result is the same: each filter works on the bytes of the one before it. */
export function planPasses(options: PassOptions, needs: Needs, limits: ImageLimits): Pass[] {
  const { filters, threads } = options;
  const pass = planPass(options, needs, limits);
  if (pass.bytes <= limits.roomBytes) return [pass];
  if (filters.length > 1) {
    const middle = filters.length >> 1;
    return [filters.slice(0, middle), filters.slice(middle)].flatMap((filters) =>
      planPasses({ ...options, filters }, needs, limits),
    );
  }
  return threads > 1 ? planPasses({ ...options, threads: threads >> 1 }, needs, limits) : [pass];
}

function planPass(options: PassOptions, needs: Needs, limits: ImageLimits): Pass {
  const { filters, threads, width, height, whole } = options;
  needs.set(filters, threads);
  const halo = needs.halo();
  const rows = whole ? height : Math.min(height, bandRows(width, halo, limits));
  return { filters, threads, rows, halo, bytes: needs.bytes(width, rows) };
}

/** A band has at least four times as many rows as its halo, if there is memory. Otherwise the halo would be most of the work. */
function bandRows(width: number, halo: number, { bandBytes, roomBytes }: ImageLimits): number {
  const row = 4 * width;
  const useful = Math.min(4 * halo, Math.floor(roomBytes / 4 / row));
  return Math.max(1, halo, useful, Math.floor(bandBytes / row));
}

/** Whether a chain turns an image upside down. */
export function flips(filters: readonly FilterSpec[]): boolean {
  return filters.filter(({ name }) => name === 'flip').length % 2 === 1;
}
