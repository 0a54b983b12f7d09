/**
 * What a frame carries besides pixels, as numbers of its header: colour space and alpha in one word, orientation in another.
 * The capture thread packs them. The present thread unpacks them, so that they come out as they went in. Any thread.
 */

import { SWAPPED } from '../generated/layout.ts';

const PRIMARIES = [null, 'bt709', 'bt470bg', 'smpte170m', 'bt2020', 'smpte432'] as const;
const TRANSFERS = [null, 'bt709', 'smpte170m', 'iec61966-2-1', 'linear', 'pq', 'hlg'] as const;
const MATRICES = [null, 'rgb', 'bt709', 'bt470bg', 'smpte170m', 'bt2020-ncl'] as const;
const RANGES = [null, false, true] as const;
const OPAQUE = 1 << 14;

/** How a frame's pixels become upright: turned clockwise, then left and right swapped. Some browsers have neither. */
export interface Orientation {
  /** Degrees: 0, 90, 180 or 270. */
  rotation?: number;
  flip?: boolean;
}

function index(list: readonly unknown[], value: unknown): number {
  return Math.max(0, list.indexOf(value ?? null));
}

/** Packs a colour space, of which it knows the usual ones, and whether there is no alpha: padding at most. */
export function packColour(space: VideoColorSpaceInit | null, opaque: boolean): number {
  return (
    index(PRIMARIES, space?.primaries) |
    (index(TRANSFERS, space?.transfer) << 4) |
    (index(MATRICES, space?.matrix) << 8) |
    (index(RANGES, space?.fullRange) << 12) |
    (opaque ? OPAQUE : 0)
  );
}

/** The colour space of a packed word. What it did not know is `null`. */
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

/** Packs an orientation, as `SlotHeader::orientation` has it. Hot: allocates nothing. */
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
