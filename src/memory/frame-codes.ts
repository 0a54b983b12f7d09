/**
 * Packs the metadata of a frame into two words of its header: colour space and alpha into one, orientation into the other.
 * The capture thread packs. The present thread unpacks and gets the same metadata. Any thread.
 */

import { SWAPPED } from '../generated/layout.ts';

const PRIMARIES = [null, 'bt709', 'bt470bg', 'smpte170m', 'bt2020', 'smpte432'] as const;
const TRANSFERS = [null, 'bt709', 'smpte170m', 'iec61966-2-1', 'linear', 'pq', 'hlg'] as const;
const MATRICES = [null, 'rgb', 'bt709', 'bt470bg', 'smpte170m', 'bt2020-ncl'] as const;
const RANGES = [null, false, true] as const;
const OPAQUE = 1 << 14;

/** How the pixels become upright: first a clockwise turn, then a swap of left and right. Some browsers have neither field. */
export interface Orientation {
  /** Degrees: 0, 90, 180 or 270. */
  rotation?: number;
  flip?: boolean;
}

function index(list: readonly unknown[], value: unknown): number {
  return Math.max(0, list.indexOf(value ?? null));
}

/** Packs a colour space. Unusual values become `null`. `opaque`: the frame has no alpha, at most padding in its place. */
export function packColour(space: VideoColorSpaceInit | null, opaque: boolean): number {
  return (
    index(PRIMARIES, space?.primaries) |
    (index(TRANSFERS, space?.transfer) << 4) |
    (index(MATRICES, space?.matrix) << 8) |
    (index(RANGES, space?.fullRange) << 12) |
    (opaque ? OPAQUE : 0)
  );
}

/** Returns the colour space of a packed word. Unknown values are `null`. */
export function unpackColour(code: number): VideoColorSpaceInit {
  return {
    primaries: PRIMARIES[code & 15] ?? null,
    transfer: TRANSFERS[(code >> 4) & 15] ?? null,
    matrix: MATRICES[(code >> 8) & 15] ?? null,
    fullRange: RANGES[(code >> 12) & 3] ?? null,
  } as VideoColorSpaceInit;
}

/** Whether the frame with this packed word has no alpha. Hot: allocates nothing. */
export function isOpaque(code: number): boolean {
  return (code & OPAQUE) !== 0;
}

/** Packs an orientation for `SlotHeader::orientation`. Hot: allocates nothing. */
export function packOrientation({ rotation = 0, flip = false }: Orientation): number {
  return (Math.round(rotation / 90) & 3) | (flip ? SWAPPED : 0);
}

/** The rotation of a packed orientation, in degrees. Hot: allocates nothing. */
export function rotationOf(code: number): 0 | 90 | 180 | 270 {
  return ((code & 3) * 90) as 0 | 90 | 180 | 270;
}

/** Whether left and right are swapped after the turn. Hot: allocates nothing. */
export function isFlipped(code: number): boolean {
  return (code & SWAPPED) !== 0;
}
