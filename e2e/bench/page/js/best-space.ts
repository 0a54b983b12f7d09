/** The filters of `best.ts` that use a pixel's position. */

import { type JsFilter, words } from './js.ts';

/** Rows from right to left. */
export function mirror(
  source: Uint8ClampedArray,
  target: Uint8ClampedArray,
  width: number,
  height: number,
): void {
  const from = words(source);
  const to = words(target);
  for (let y = 0; y < height; y++) {
    const first = y * width;
    let at = first + width - 1;
    for (let i = first; i < first + width; i++) to[i] = from[at--]!;
  }
}

/** Whole rows, the last one first. */
export function flip(
  source: Uint8ClampedArray,
  target: Uint8ClampedArray,
  width: number,
  height: number,
): void {
  const row = 4 * width;
  for (let y = 0; y < height; y++) {
    const from = (height - 1 - y) * row;
    target.set(source.subarray(from, from + row), y * row);
  }
}

/** Sums up a row of blocks, makes one row of means, and copies it. Keeps A of each pixel. */
export function pixelate(size: number): JsFilter {
  return (source, target, width, height) => {
    const from = words(source);
    const to = words(target);
    const blocks = Math.ceil(width / size);
    const sums = new Int32Array(3 * blocks);
    for (let top = 0; top < height; top += size) {
      const rows = Math.min(size, height - top);
      sums.fill(0);
      for (let y = top; y < top + rows; y++) {
        for (let block = 0; block < blocks; block++) {
          const end = y * width + Math.min(width, (block + 1) * size);
          let r = 0;
          let g = 0;
          let b = 0;
          for (let i = y * width + block * size; i < end; i++) {
            const p = from[i]!;
            r += p & 255;
            g += (p >>> 8) & 255;
            b += (p >>> 16) & 255;
          }
          sums[3 * block] = sums[3 * block]! + r;
          sums[3 * block + 1] = sums[3 * block + 1]! + g;
          sums[3 * block + 2] = sums[3 * block + 2]! + b;
        }
      }
      for (let block = 0; block < blocks; block++) {
        const left = block * size;
        const columns = Math.min(size, width - left);
        const n = rows * columns;
        const half = n >> 1;
        const r = ((sums[3 * block]! + half) / n) | 0;
        const g = ((sums[3 * block + 1]! + half) / n) | 0;
        const b = ((sums[3 * block + 2]! + half) / n) | 0;
        const mean = (b << 16) | (g << 8) | r;
        for (let y = top; y < top + rows; y++) {
          const end = y * width + left + columns;
          for (let i = y * width + left; i < end; i++) to[i] = (from[i]! & 0xff000000) | mean;
        }
      }
    }
  };
}

/** Squared distances by column and by row, made once for each size. `amount` and `start` in percent. */
export function vignette(amount: number, start: number): JsFilter {
  const first = Math.floor((start * start * 16384 + 5000) / 10000);
  const slope = Math.floor((Math.floor((amount * 16384 + 50) / 100) * 16384) / (16384 - first));
  let columns = new Int32Array(0);
  let rows = new Int32Array(0);
  const squares = (length: number, width: number, height: number) => {
    const scale = 2n ** 40n / BigInt(width * width + height * height);
    return Int32Array.from({ length }, (_, i) => Number((BigInt(2 * i + 1 - length) ** 2n * scale) >> 26n));
  };
  return (source, target, width, height) => {
    if (columns.length !== width || rows.length !== height) {
      columns = squares(width, width, height);
      rows = squares(height, width, height);
    }
    const from = words(source);
    const to = words(target);
    for (let y = 0; y < height; y++) {
      const row = rows[y]! - first;
      const base = y * width;
      for (let x = 0; x < width; x++) {
        const p = from[base + x]!;
        const distance = columns[x]! + row;
        if (distance <= 0) {
          to[base + x] = p;
          continue;
        }
        const factor = 16384 - ((distance * slope) >> 14);
        const r = ((p & 255) * factor + 8192) >> 14;
        const g = (((p >>> 8) & 255) * factor + 8192) >> 14;
        const b = (((p >>> 16) & 255) * factor + 8192) >> 14;
        to[base + x] = (p & 0xff000000) | (b << 16) | (g << 8) | r;
      }
    }
  };
}
