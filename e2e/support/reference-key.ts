/** The reference's chroma key. See `reference.ts`, and docs/filters.md for the formulas. Frame in, new frame out. Pure. */

import type { FilterSpec } from '../../src/catalogue/filters.ts';
import type { SamplePlane } from '../../src/terms.ts';
import { cloneFrame, type Frame } from './frame.ts';
import type { BlurPlane } from './reference-terms.ts';

type ChromaKey = Required<Extract<FilterSpec, { name: 'chroma-key' }>>;
type Triple = readonly [number, number, number];

/** Converts R, G and B to Y, U - 128 and V - 128. */
function convert([r, g, b]: Triple): Triple {
  const round = (sum: number) => Math.floor((sum + 16384) / 32768);
  return [
    round(9798 * r + 19235 * g + 3735 * b),
    round(-5529 * r - 10855 * g + 16384 * b),
    round(16384 * r - 13720 * g - 2664 * b),
  ];
}

/** Reads R, G and B from `#rrggbb`. */
function parse(colour: string): Triple {
  const value = Number.parseInt(colour.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}

/** The share of the picture that stays, 0 to 128, as a function of U - 128 and V - 128. */
function maskOf({ color, tolerance, softness }: ChromaKey): (u: number, v: number) => number {
  const [, k, l] = convert(parse(color));
  const span = Math.max(1, (tolerance + softness) ** 2 - tolerance ** 2);
  const slope = Math.ceil(2 ** 23 / span);
  return (u, v) => {
    const beyond = (u - k) ** 2 + (v - l) ** 2 - tolerance ** 2;
    return Math.floor((Math.min(Math.max(beyond, 0), span) * slope) / 65536);
  };
}

/** Puts a frame over a colour, or over its own blur. */
export function chromaKey(frame: Frame, filter: ChromaKey, blur: BlurPlane): Frame {
  const result = cloneFrame(frame);
  const planar = frame.format === 'I420' || frame.format === 'NV12';
  const red = frame.format === 'BGRA' ? 2 : 0;
  const [first, second, third] = frame.planes as [SamplePlane, SamplePlane, SamplePlane | undefined];
  const mask = maskOf(filter);
  const at = (plane: SamplePlane, x: number, y: number, channel: number) =>
    plane.data[y * plane.stride + x * plane.channels + channel] as number;
  /** The share of the picture at a pixel of the first plane. */
  const stays = (x: number, y: number): number => {
    if (planar) {
      const v = third ? at(third, x >> 1, y >> 1, 0) : at(second, x >> 1, y >> 1, 1);
      return mask(at(second, x >> 1, y >> 1, 0) - 128, v - 128);
    }
    const [, u, v] = convert([at(first, x, y, red), at(first, x, y, 1), at(first, x, y, 2 - red)]);
    return mask(u, v);
  };
  const rgb = parse(filter.background);
  const [luma, u, v] = convert(rgb);
  const chroma = [u, v].map((value) => Math.min(255, value + 128));
  for (const [index, plane] of result.planes.entries()) {
    const radius = index === 0 ? filter.blur : (2 * filter.blur + 1) >> 2;
    const blurred = blur(frame.planes[index] as SamplePlane, radius, Math.min(plane.channels, 3));
    const colours = !planar
      ? red === 0
        ? rgb
        : [...rgb].reverse()
      : index === 0
        ? [luma]
        : third
          ? [chroma[index - 1]]
          : chroma;
    for (let y = 0; y < plane.height; y++) {
      for (let x = 0; x < plane.width; x++) {
        const m = index === 0 ? stays(x, y) : stays(2 * x, 2 * y);
        for (let channel = 0; channel < Math.min(3, plane.channels); channel++) {
          const i = y * plane.stride + x * plane.channels + channel;
          const b = (filter.blur > 0 ? blurred.data[i] : colours[channel]) as number;
          plane.data[i] = b + ((((plane.data[i] as number) - b) * m + 64) >> 7);
        }
      }
    }
  }
  return result;
}
