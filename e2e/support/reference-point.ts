/**
 * The reference's point filters. An output sample depends on one input sample, not on its neighbours. See `reference.ts`, and
 * docs/filters.md for the formulas. Frame in, new frame out. Pure.
 */

import { cloneFrame, type Frame } from './frame.ts';
import type { CheckedFilter } from './reference-terms.ts';

/** The function of a filter on one sample. */
type Mapping = (value: number) => number;

/** Applies a point filter to every sample of a frame. A is kept. */
export function pointFilter(frame: Frame, filter: CheckedFilter): Frame {
  const planar = frame.format === 'I420' || frame.format === 'NV12';
  return {
    ...frame,
    planes: frame.planes.map((_, index) =>
      mapPlane(frame, index, planar && index > 0 ? onChroma(filter) : onLuma(filter)),
    ),
  };
}

/** The function on luma, or on R, G and B. */
function onLuma(filter: CheckedFilter): Mapping {
  switch (filter.name) {
    case 'brightness':
      return (p) => clamp(p + percentOf(255, filter.amount));
    case 'contrast':
      return stretch(100 + filter.amount);
    case 'gamma':
      return (p) => Math.floor(255 * (p / 255) ** (1 / filter.gamma) + 0.5);
    case 'invert':
      return (p) => 255 - p;
    case 'threshold':
      return (p) => (p >= filter.level ? 255 : 0);
    case 'posterize':
      return (p) => {
        const last = filter.levels - 1;
        return Math.floor((255 * Math.floor((p * filter.levels) / 256) + (last >> 1)) / last);
      };
    default:
      return (p) => p;
  }
}

/** The function on U and V. */
function onChroma(filter: CheckedFilter): Mapping {
  switch (filter.name) {
    case 'contrast':
      return stretch(100 + filter.amount);
    case 'invert':
      return (p) => clamp(256 - p);
    case 'threshold':
      return () => 128;
    default:
      return (p) => p;
  }
}

function stretch(percent: number): Mapping {
  const gain = percentOf(128, percent);
  return (p) => clamp(128 + (((p - 128) * gain + 64) >> 7));
}

function percentOf(whole: number, percent: number): number {
  return Math.floor((whole * percent + 50) / 100);
}

function clamp(value: number): number {
  return Math.min(255, Math.max(0, value));
}

function mapPlane(frame: Frame, index: number, mapping: Mapping) {
  const plane = cloneFrame({ ...frame, planes: frame.planes.slice(index, index + 1) }).planes[0];
  if (!plane) throw new Error(`no plane ${index}`);
  const table = Uint8Array.from({ length: 256 }, (_, p) => mapping(p));
  for (let y = 0; y < plane.height; y++) {
    for (let x = 0; x < plane.width * plane.channels; x++) {
      const at = y * plane.stride + x;
      if (x % 4 !== 3 || plane.channels !== 4) plane.data[at] = table[plane.data[at] as number] as number;
    }
  }
  return plane;
}
