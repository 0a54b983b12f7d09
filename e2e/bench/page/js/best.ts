/**
 * Filters in the fastest JavaScript that we can write, on one thread: whole pixels as 32-bit words, tables, running sums,
 * whole numbers, the same bytes as the kernels. Every filter has its own loop. In: RGBA. Out: RGBA in another array.
 * The names are the table's.
 */

import type { FilterSpec } from '../../../../src/catalogue/filters.ts';
import { makeFrame } from '../../../support/frame.ts';
import { applyFilters } from '../../../support/reference.ts';
import { matrixOf } from '../../../support/reference-colour.ts';
import { gaussianRadii } from '../../../support/reference-space.ts';
import { flip, mirror, pixelate, vignette } from './best-space.ts';
import { boxes, edges } from './best-stencil.ts';
import { type JsFilter, type JsMakers, makeJs, words } from './js.ts';
import { bestTemporal } from './time.ts';

/** Filters of single samples. They are tables, and a chain of them becomes one table. */
const POINTS: ReadonlySet<string> = new Set([
  'brightness',
  'contrast',
  'gamma',
  'invert',
  'threshold',
  'posterize',
]);

const BEST: JsMakers = {
  grayscale: () => grayscale,
  saturation: (spec) => matrix(matrixOf(spec)),
  hue: (spec) => matrix(matrixOf(spec)),
  'white-balance': (spec) => gains(matrixOf(spec)),
  sepia: (spec) => matrix(matrixOf(spec)),
  mirror: () => mirror,
  flip: () => flip,
  pixelate: ({ size }) => pixelate(size),
  vignette: ({ amount, start }) => vignette(amount, start),
  'box-blur': ({ radius }) => boxes([radius]),
  'gaussian-blur': ({ sigma }) => boxes(gaussianRadii(sigma, false)),
  sharpen: ({ amount, radius }) => boxes([radius], Math.floor((64 * amount + 50) / 100)),
  edges: () => edges,
  'temporal-denoise': ({ strength, threshold }) => bestTemporal(strength, threshold),
};

/** Returns the passes of a chain. `null`: one of its filters is not written here. */
export function bestJs(filters: readonly FilterSpec[]): JsFilter[] | null {
  const passes: JsFilter[] = [];
  let points: FilterSpec[] = [];
  const flush = () => {
    if (points.length > 0) passes.push(lookUp(tableOf(points)));
    points = [];
  };
  for (const spec of filters) {
    if (POINTS.has(spec.name)) {
      points.push(spec);
      continue;
    }
    flush();
    const made = makeJs(BEST, spec);
    if (!made) return null;
    passes.push(made);
  }
  flush();
  return passes;
}

/** Returns the reference's result of a chain of point filters for every value. */
export function tableOf(filters: readonly FilterSpec[]): Uint8Array {
  const ramp = makeFrame('RGBA', 256, 1);
  const data = ramp.planes[0]?.data as Uint8Array;
  for (let p = 0; p < 256; p++) data.fill(p, 4 * p, 4 * p + 4);
  const result = applyFilters(ramp, filters).planes[0]?.data as Uint8Array;
  return Uint8Array.from({ length: 256 }, (_, p) => result[4 * p] as number);
}

function lookUp(table: Uint8Array): JsFilter {
  return (source, target) => {
    const from = words(source);
    const to = words(target);
    for (let i = 0; i < from.length; i++) {
      const p = from[i]!;
      to[i] =
        (p & 0xff000000) |
        (table[(p >>> 16) & 255]! << 16) |
        (table[(p >>> 8) & 255]! << 8) |
        table[p & 255]!;
    }
  };
}

function grayscale(source: Uint8ClampedArray, target: Uint8ClampedArray): void {
  const from = words(source);
  const to = words(target);
  for (let i = 0; i < from.length; i++) {
    const p = from[i]!;
    const y = (9798 * (p & 255) + 19235 * ((p >>> 8) & 255) + 3735 * ((p >>> 16) & 255) + 16384) >> 15;
    to[i] = (p & 0xff000000) | (y * 0x010101);
  }
}

/** A 3x3 matrix in 4096ths, on every pixel. */
function matrix(rows: readonly number[][]): JsFilter {
  const [[rr, rg, rb], [gr, gg, gb], [br, bg, bb]] = rows as [number[], number[], number[]] as [
    [number, number, number],
    [number, number, number],
    [number, number, number],
  ];
  return (source, target) => {
    const from = words(source);
    const to = words(target);
    for (let i = 0; i < from.length; i++) {
      const p = from[i]!;
      const r = p & 255;
      const g = (p >>> 8) & 255;
      const b = (p >>> 16) & 255;
      let x = (rr * r + rg * g + rb * b + 2048) >> 12;
      let y = (gr * r + gg * g + gb * b + 2048) >> 12;
      let z = (br * r + bg * g + bb * b + 2048) >> 12;
      // This is rare, and then it is so for whole areas. So the processor predicts the branch.
      if ((x | y | z) & ~255) {
        x = x < 0 ? 0 : x > 255 ? 255 : x;
        y = y < 0 ? 0 : y > 255 ? 255 : y;
        z = z < 0 ? 0 : z > 255 ? 255 : z;
      }
      to[i] = (p & 0xff000000) | (z << 16) | (y << 8) | x;
    }
  };
}

/** A diagonal matrix is a table per channel. */
function gains(rows: readonly number[][]): JsFilter {
  const table = (channel: number, shift: number) =>
    Int32Array.from({ length: 256 }, (_, p) => {
      const value = ((rows[channel]?.[channel] as number) * p + 2048) >> 12;
      return Math.min(255, Math.max(0, value)) << shift;
    });
  const red = table(0, 0);
  const green = table(1, 8);
  const blue = table(2, 16);
  return (source, target) => {
    const from = words(source);
    const to = words(target);
    for (let i = 0; i < from.length; i++) {
      const p = from[i]!;
      to[i] = (p & 0xff000000) | blue[(p >>> 16) & 255]! | green[(p >>> 8) & 255]! | red[p & 255]!;
    }
  };
}
