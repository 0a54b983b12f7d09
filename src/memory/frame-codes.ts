/**
 * What the kernels need not know of a frame, packed into one word of its header: colour space and orientation.
 * The capture thread packs it, the present thread unpacks it, so that colours and rotation come out as they went in.
 */

const PRIMARIES = [null, 'bt709', 'bt470bg', 'smpte170m', 'bt2020', 'smpte432'] as const;
const TRANSFERS = [null, 'bt709', 'smpte170m', 'iec61966-2-1', 'linear', 'pq', 'hlg'] as const;
const MATRICES = [null, 'rgb', 'bt709', 'bt470bg', 'smpte170m', 'bt2020-ncl'] as const;
const RANGES = [null, false, true] as const;

/** A frame's `rotation` and `flip`, where the browser has them. */
export interface Orientation {
  rotation?: number;
  flip?: boolean;
}

function index(list: readonly unknown[], value: unknown): number {
  return Math.max(0, list.indexOf(value ?? null));
}

/** Packs a colour space and an orientation; what it does not know becomes "unspecified". */
export function packColour(space: VideoColorSpaceInit | null, orientation: Orientation): number {
  return (
    index(PRIMARIES, space?.primaries) |
    (index(TRANSFERS, space?.transfer) << 4) |
    (index(MATRICES, space?.matrix) << 8) |
    (index(RANGES, space?.fullRange) << 12) |
    ((((orientation.rotation ?? 0) / 90) & 3) << 14) |
    ((orientation.flip ? 1 : 0) << 16)
  );
}

/** The other way round: what a `VideoFrame` is made with. */
export function unpackColour(code: number): { colorSpace: VideoColorSpaceInit } & Required<Orientation> {
  const colorSpace = {
    primaries: PRIMARIES[code & 15] ?? null,
    transfer: TRANSFERS[(code >> 4) & 15] ?? null,
    matrix: MATRICES[(code >> 8) & 15] ?? null,
    fullRange: RANGES[(code >> 12) & 3] ?? null,
  } as VideoColorSpaceInit;
  return { colorSpace, rotation: ((code >> 14) & 3) * 90, flip: ((code >> 16) & 1) === 1 };
}
