/** The reference's colour filters. See `reference.ts`, and docs/filters.md for the formulas. Frame in, new frame out. Pure. */

import type { SamplePlane } from '../../src/terms.ts';
import { cloneFrame, type Frame } from './frame.ts';
import type { CheckedFilter } from './reference-terms.ts';

/** The filters that apply a 3x3 matrix on RGBA. */
export type ColourFilter = Extract<CheckedFilter, { name: 'hue' | 'saturation' | 'white-balance' | 'sepia' }>;

/** The weights of R, G and B in luma, in 4096ths. */
const LUMA = [1225, 2404, 467] as const;
/** The matrix of a quarter turn in 4096ths, without the part that takes all colour away. */
const QUARTER = [
  [-969, -1902, 2871],
  [1198, 379, -1577],
  [-3629, 3039, 590],
] as const;
/** The matrix of https://www.w3.org/TR/filter-effects-1/#sepiaEquivalent */
const SEPIA = [
  [0.393, 0.769, 0.189],
  [0.349, 0.686, 0.168],
  [0.272, 0.534, 0.131],
] as const;
/** U and V of a middle grey after this matrix. */
const SEPIA_CHROMA = [111, 138] as const;

/** Applies a colour filter to a frame. */
export function colourFilter(frame: Frame, filter: ColourFilter): Frame {
  const planar = frame.format === 'I420' || frame.format === 'NV12';
  return planar ? onChroma(frame, filter) : onPixels(frame, filter);
}

/** Rounds halves up. */
function round(value: number): number {
  return Math.floor(value + 0.5);
}

function clamp(value: number): number {
  return Math.min(255, Math.max(0, value));
}

/** The cosine and sine of degrees, in 16384ths. */
function turn(degrees: number): [number, number] {
  const angle = (degrees * Math.PI) / 180;
  return [round(16384 * Math.cos(angle)), round(16384 * Math.sin(angle))];
}

function gains({ temperature, tint }: { temperature: number; tint: number }): [number, number, number] {
  return [12 * temperature + 4 * tint, -8 * tint, -12 * temperature + 4 * tint];
}

/** The 3x3 matrix of a filter, by rows, in 4096ths. */
export function matrixOf(filter: ColourFilter): number[][] {
  const build = (entry: (row: 0 | 1 | 2, column: 0 | 1 | 2, one: number) => number) =>
    ([0, 1, 2] as const).map((row) =>
      ([0, 1, 2] as const).map((column) => entry(row, column, row === column ? 1 : 0)),
    );
  switch (filter.name) {
    case 'saturation': {
      const share = round((4096 * filter.amount) / 100);
      return build((_, column, one) => round((LUMA[column] * (4096 - share)) / 4096) + one * share);
    }
    case 'hue': {
      const [cosine, sine] = turn(filter.angle);
      return build((row, column, one) => {
        const colour = 4096 * one - LUMA[column];
        return LUMA[column] + round((cosine * colour + sine * QUARTER[row][column]) / 16384);
      });
    }
    case 'white-balance': {
      const gain = gains(filter);
      return build((row, _, one) => one * (4096 + gain[row]));
    }
    case 'sepia': {
      const share = round((4096 * filter.amount) / 100);
      return build((row, column, one) =>
        round((round(4096 * SEPIA[row][column]) * share + 4096 * one * (4096 - share)) / 4096),
      );
    }
  }
}

function onPixels(frame: Frame, filter: ColourFilter): Frame {
  const result = cloneFrame(frame);
  const plane = result.planes[0] as SamplePlane;
  const matrix = matrixOf(filter);
  const order = frame.format === 'RGBA' ? [0, 1, 2] : [2, 1, 0];
  for (let y = 0; y < plane.height; y++) {
    for (let x = 0; x < plane.width; x++) {
      const at = y * plane.stride + 4 * x;
      const pixel = order.map((channel) => plane.data[at + channel] as number);
      for (const [row, weights] of matrix.entries()) {
        const sum = weights.reduce((total, weight, column) => total + weight * (pixel[column] as number), 0);
        plane.data[at + (order[row] as number)] = clamp(round(sum / 4096));
      }
    }
  }
  return result;
}

/** The function of a filter on U and V. */
function chromaOf(filter: ColourFilter): (u: number, v: number) => [number, number] {
  const line = (p: number, centre: number, percent: number) =>
    clamp(centre + round(((p - centre) * round((128 * percent) / 100)) / 128));
  switch (filter.name) {
    case 'saturation':
      return (u, v) => [line(u, 128, filter.amount), line(v, 128, filter.amount)];
    case 'sepia': {
      const percent = 100 - filter.amount;
      return (u, v) => [line(u, SEPIA_CHROMA[0], percent), line(v, SEPIA_CHROMA[1], percent)];
    }
    case 'white-balance': {
      const [red, green, blue] = gains(filter);
      const offsetU = round((-5529 * red - 10855 * green + 16384 * blue) / 2 ** 20);
      const offsetV = round((16384 * red - 13720 * green - 2664 * blue) / 2 ** 20);
      return (u, v) => [clamp(u + offsetU), clamp(v + offsetV)];
    }
    case 'hue': {
      const [cosine, sine] = turn(filter.angle);
      return (u, v) => [
        clamp(128 + round((cosine * (u - 128) - sine * (v - 128)) / 16384)),
        clamp(128 + round((sine * (u - 128) + cosine * (v - 128)) / 16384)),
      ];
    }
  }
}

function onChroma(frame: Frame, filter: ColourFilter): Frame {
  const result = cloneFrame(frame);
  const chroma = chromaOf(filter);
  const uPlane = result.planes[1] as SamplePlane;
  const vPlane = result.planes[2] ?? uPlane;
  const step = uPlane.channels;
  for (let y = 0; y < uPlane.height; y++) {
    for (let x = 0; x < uPlane.width; x++) {
      const u = y * uPlane.stride + step * x;
      const v = y * vPlane.stride + step * x + step - 1;
      const [newU, newV] = chroma(uPlane.data[u] as number, vPlane.data[v] as number);
      uPlane.data[u] = newU;
      vPlane.data[v] = newV;
    }
  }
  return result;
}
