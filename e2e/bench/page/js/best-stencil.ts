/** The filters of `best.ts` that use a pixel's neighbours. */

import { type JsFilter, words } from './js.ts';

/**
 * Box blurs of these radii, one after the other. Sums of columns slide down, sums of rows slide along, and a multiplication
 * replaces the division. With `gain` (64ths) the result is the unsharp mask of a single blur.
 */
export function boxes(radii: readonly number[], gain = 0): JsFilter {
  let spare: Uint8ClampedArray[] = [];
  return (source, target, width, height) => {
    if (spare[0]?.length !== source.length) {
      spare = radii.slice(1).map(() => new Uint8ClampedArray(source.length));
    }
    let from = source;
    for (const [index, radius] of radii.entries()) {
      const to = index === radii.length - 1 ? target : (spare[index] as Uint8ClampedArray);
      slide(words(from), words(to), width, height, radius, gain);
      from = to;
    }
  };
}

function slide(
  from: Uint32Array,
  to: Uint32Array,
  width: number,
  height: number,
  radius: number,
  gain: number,
): void {
  // R, G and B of a column in turn.
  const columns = new Int32Array(3 * width);
  const inverse = new Float64Array(width);
  const counts = Int32Array.from({ length: width }, (_, x) => span(x, radius, width));
  for (let y = 0; y < Math.min(radius, height); y++) add(columns, from, y * width, width);
  let rows = 0;
  for (let y = 0; y < height; y++) {
    const enters = y + radius < height ? (y + radius) * width : -1;
    const leaves = y - radius > 0 ? (y - radius - 1) * width : -1;
    if (enters >= 0 && leaves >= 0) exchange(columns, from, enters, leaves, width);
    else if (enters >= 0) add(columns, from, enters, width);
    else if (leaves >= 0) subtract(columns, from, leaves, width);
    if (span(y, radius, height) !== rows) {
      rows = span(y, radius, height);
      for (let x = 0; x < width; x++) inverse[x] = 1 / (rows * counts[x]!);
    }
    writeRow(columns, counts, inverse, from, to, y * width, rows, radius, gain);
  }
}

/** Number of a window's positions that lie inside the picture. */
function span(position: number, radius: number, length: number): number {
  return Math.min(length - 1, position + radius) - Math.max(0, position - radius) + 1;
}

function add(columns: Int32Array, from: Uint32Array, first: number, width: number): void {
  for (let x = 0, c = 0; x < width; x++, c += 3) {
    const p = from[first + x]!;
    columns[c] = columns[c]! + (p & 255);
    columns[c + 1] = columns[c + 1]! + ((p >>> 8) & 255);
    columns[c + 2] = columns[c + 2]! + ((p >>> 16) & 255);
  }
}

function subtract(columns: Int32Array, from: Uint32Array, first: number, width: number): void {
  for (let x = 0, c = 0; x < width; x++, c += 3) {
    const p = from[first + x]!;
    columns[c] = columns[c]! - (p & 255);
    columns[c + 1] = columns[c + 1]! - ((p >>> 8) & 255);
    columns[c + 2] = columns[c + 2]! - ((p >>> 16) & 255);
  }
}

function exchange(
  columns: Int32Array,
  from: Uint32Array,
  enters: number,
  leaves: number,
  width: number,
): void {
  for (let x = 0, c = 0; x < width; x++, c += 3) {
    const p = from[enters + x]!;
    const q = from[leaves + x]!;
    columns[c] = columns[c]! + (p & 255) - (q & 255);
    columns[c + 1] = columns[c + 1]! + ((p >>> 8) & 255) - ((q >>> 8) & 255);
    columns[c + 2] = columns[c + 2]! + ((p >>> 16) & 255) - ((q >>> 16) & 255);
  }
}

function writeRow(
  columns: Int32Array,
  counts: Int32Array,
  inverse: Float64Array,
  from: Uint32Array,
  to: Uint32Array,
  first: number,
  rows: number,
  radius: number,
  gain: number,
): void {
  const width = counts.length;
  let r = 0;
  let g = 0;
  let b = 0;
  for (let x = 0; x < Math.min(radius, width); x++) {
    r += columns[3 * x]!;
    g += columns[3 * x + 1]!;
    b += columns[3 * x + 2]!;
  }
  for (let x = 0; x < width; x++) {
    if (x + radius < width) {
      const c = 3 * (x + radius);
      r += columns[c]!;
      g += columns[c + 1]!;
      b += columns[c + 2]!;
    }
    if (x > radius) {
      const c = 3 * (x - radius - 1);
      r -= columns[c]!;
      g -= columns[c + 1]!;
      b -= columns[c + 2]!;
    }
    // Exact: with half a step more, no quotient of whole numbers is near a whole number.
    const half = ((rows * counts[x]!) >> 1) + 0.5;
    const inv = inverse[x]!;
    let x0 = ((r + half) * inv) | 0;
    let x1 = ((g + half) * inv) | 0;
    let x2 = ((b + half) * inv) | 0;
    const p = from[first + x]!;
    if (gain !== 0) {
      const p0 = p & 255;
      const p1 = (p >>> 8) & 255;
      const p2 = (p >>> 16) & 255;
      x0 = p0 + (((p0 - x0) * gain + 32) >> 6);
      x1 = p1 + (((p1 - x1) * gain + 32) >> 6);
      x2 = p2 + (((p2 - x2) * gain + 32) >> 6);
      if ((x0 | x1 | x2) & ~255) {
        x0 = x0 < 0 ? 0 : x0 > 255 ? 255 : x0;
        x1 = x1 < 0 ? 0 : x1 > 255 ? 255 : x1;
        x2 = x2 < 0 ? 0 : x2 > 255 ? 255 : x2;
      }
    }
    to[first + x] = (p & 0xff000000) | (x2 << 16) | (x1 << 8) | x0;
  }
}

/** Sobel on gray. It keeps three rows of gray, and computes the sums of each column once. */
export function edges(
  source: Uint8ClampedArray,
  target: Uint8ClampedArray,
  width: number,
  height: number,
): void {
  const from = words(source);
  const to = words(target);
  const gray = [new Uint8Array(width), new Uint8Array(width), new Uint8Array(width)] as const;
  const fill = (y: number) => grayRow(from, y * width, gray[y % 3] as Uint8Array);
  fill(0);
  if (height > 1) fill(1);
  for (let y = 0; y < height; y++) {
    if (y > 0 && y + 1 < height) fill(y + 1);
    const above = gray[Math.max(0, y - 1) % 3] as Uint8Array;
    const here = gray[y % 3] as Uint8Array;
    const below = gray[Math.min(height - 1, y + 1) % 3] as Uint8Array;
    sobelRow(above, here, below, from, to, y * width);
  }
}

function grayRow(from: Uint32Array, first: number, gray: Uint8Array): void {
  for (let x = 0; x < gray.length; x++) {
    const p = from[first + x]!;
    gray[x] = (9798 * (p & 255) + 19235 * ((p >>> 8) & 255) + 3735 * ((p >>> 16) & 255) + 16384) >> 15;
  }
}

function sobelRow(
  above: Uint8Array,
  here: Uint8Array,
  below: Uint8Array,
  from: Uint32Array,
  to: Uint32Array,
  first: number,
): void {
  const last = above.length - 1;
  // For the columns to the left, here and to the right: the weighted sum, and the value below minus the value above.
  let sum0 = above[0]! + 2 * here[0]! + below[0]!;
  let sum1 = sum0;
  let slope0 = below[0]! - above[0]!;
  let slope1 = slope0;
  for (let x = 0; x <= last; x++) {
    const next = x < last ? x + 1 : last;
    const sum2 = above[next]! + 2 * here[next]! + below[next]!;
    const slope2 = below[next]! - above[next]!;
    const total = Math.abs(sum2 - sum0) + Math.abs(slope0 + 2 * slope1 + slope2);
    const value = total > 255 ? 255 : total;
    to[first + x] = (from[first + x]! & 0xff000000) | (value * 0x010101);
    sum0 = sum1;
    sum1 = sum2;
    slope0 = slope1;
    slope1 = slope2;
  }
}
