/**
 * How a chain runs over an image: in how many passes, with how many threads, how many rows at a time.
 * In: a chain, a size, what the kernels need. Out: passes that fit into a limit. Pure, any thread.
 */

import type { FilterSpec } from '../catalogue/filters.ts';

/** How much memory the work may take, in bytes, beside the pixels of allocated images. */
export interface ImageLimits {
  /** Pixels of a caller's array that are copied into the memory at a time. */
  bandBytes: number;
  /** Room to work in. A filter that needs more, alone and with one thread, gets it. */
  roomBytes: number;
}

/** Measured: see docs/decisions.md. */
export const LIMITS: ImageLimits = { bandBytes: 4 << 20, roomBytes: 256 << 20 };

/** A chain that goes over the image once. */
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

/** What is asked for. */
export interface PassOptions {
  filters: readonly FilterSpec[];
  threads: number;
  width: number;
  height: number;
  /** All rows at once: they lie in the memory already. */
  whole: boolean;
}

/** What the kernels need for a chain. `bytes` is for `rows` rows at a time. */
export interface Needs {
  set(filters: readonly FilterSpec[], threads: number): void;
  halo(): number;
  bytes(width: number, rows: number): number;
}

/** Filters give the same bytes together and one after the other, so a chain that needs too much room is halved. */
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

/** Bands that are mostly halo are mostly wasted, so they have four times as many rows of their own, if there is room. */
function bandRows(width: number, halo: number, { bandBytes, roomBytes }: ImageLimits): number {
  const row = 4 * width;
  const useful = Math.min(4 * halo, Math.floor(roomBytes / 4 / row));
  return Math.max(1, halo, useful, Math.floor(bandBytes / row));
}

/** Whether a chain turns an image upside down. */
export function flips(filters: readonly FilterSpec[]): boolean {
  return filters.filter(({ name }) => name === 'flip').length % 2 === 1;
}
