/**
 * The reference's filters that depend on a sample's place or on its neighbours. Plane in, new plane out. See `reference.ts`, and
 * docs/filters.md for the formulas. Pure.
 */

import type { SamplePlane } from '../../src/terms.ts';

/** Makes every sample from its place. The A of four channels is kept. */
function each(plane: SamplePlane, make: (x: number, y: number, channel: number) => number): SamplePlane {
  const data = plane.data.slice();
  for (let y = 0; y < plane.height; y++) {
    for (let x = 0; x < plane.width; x++) {
      for (let channel = 0; channel < Math.min(plane.channels, 3); channel++) {
        data[y * plane.stride + x * plane.channels + channel] = make(x, y, channel);
      }
    }
  }
  return { ...plane, data };
}

function at(plane: SamplePlane, x: number, y: number, channel: number): number {
  return plane.data[y * plane.stride + x * plane.channels + channel] as number;
}

function clamp(value: number): number {
  return Math.min(255, Math.max(0, value));
}

/** Swaps left and right, also in A. */
export function mirror(plane: SamplePlane): SamplePlane {
  const data = plane.data.slice();
  for (let y = 0; y < plane.height; y++) {
    for (let x = 0; x < plane.width; x++) {
      for (let channel = 0; channel < plane.channels; channel++) {
        data[y * plane.stride + x * plane.channels + channel] = at(plane, plane.width - 1 - x, y, channel);
      }
    }
  }
  return { ...plane, data };
}

/** Swaps top and bottom, also in A. */
export function flip(plane: SamplePlane): SamplePlane {
  const data = plane.data.slice();
  const row = plane.width * plane.channels;
  for (let y = 0; y < plane.height; y++) {
    const from = (plane.height - 1 - y) * plane.stride;
    data.set(plane.data.subarray(from, from + row), y * plane.stride);
  }
  return { ...plane, data };
}

/** Replaces blocks by their means. Blocks are counted from the upper left. */
export function pixelate(plane: SamplePlane, size: number): SamplePlane {
  const columns = Math.ceil(plane.width / size);
  const means = new Map<number, number>();
  return each(plane, (x, y, channel) => {
    const [left, top] = [x - (x % size), y - (y % size)];
    const key = ((top / size) * columns + left / size) * 4 + channel;
    const mean = means.get(key) ?? meanOfBlock(plane, left, top, size, channel);
    means.set(key, mean);
    return mean;
  });
}

function meanOfBlock(plane: SamplePlane, left: number, top: number, size: number, channel: number): number {
  let sum = 0;
  let n = 0;
  for (let y = top; y < Math.min(top + size, plane.height); y++) {
    for (let x = left; x < Math.min(left + size, plane.width); x++) {
      sum += at(plane, x, y, channel);
      n++;
    }
  }
  return Math.floor((sum + (n >> 1)) / n);
}

/** Makes the corners darker, or less colourful. */
export function vignette(plane: SamplePlane, amount: number, start: number, centre: number): SamplePlane {
  const { width, height } = plane;
  // These whole numbers are larger than 2^53.
  const scale = 2n ** 40n / BigInt(width * width + height * height);
  const squared = (position: number, length: number) =>
    Number((BigInt(2 * position + 1 - length) ** 2n * scale) >> 26n);
  const columns = Array.from({ length: width }, (_, x) => squared(x, width));
  const rows = Array.from({ length: height }, (_, y) => squared(y, height));
  const from = Math.floor((start * start * 16384 + 5000) / 10000);
  const slope = Math.floor((Math.floor((amount * 16384 + 50) / 100) * 16384) / (16384 - from));
  return each(plane, (x, y, channel) => {
    const distance = Math.max(0, (columns[x] as number) + (rows[y] as number) - from);
    const factor = 16384 - Math.floor((distance * slope) / 16384);
    return centre + Math.floor(((at(plane, x, y, channel) - centre) * factor + 8192) / 16384);
  });
}

/** Unsharp mask. */
export function sharpen(plane: SamplePlane, blurred: SamplePlane, amount: number): SamplePlane {
  const gain = Math.floor((64 * amount + 50) / 100);
  return each(plane, (x, y, channel) => {
    const p = at(plane, x, y, channel);
    return clamp(p + (((p - at(blurred, x, y, channel)) * gain + 32) >> 6));
  });
}

/** Sobel's operator. Pixels at the border are repeated outwards. */
export function edges(plane: SamplePlane): SamplePlane {
  const near = (position: number, length: number) => Math.min(length - 1, Math.max(0, position));
  return each(plane, (x, y, channel) => {
    const p = (dx: number, dy: number) =>
      at(plane, near(x + dx, plane.width), near(y + dy, plane.height), channel);
    const across = p(1, -1) + 2 * p(1, 0) + p(1, 1) - p(-1, -1) - 2 * p(-1, 0) - p(-1, 1);
    const along = p(-1, 1) + 2 * p(0, 1) + p(1, 1) - p(-1, -1) - 2 * p(0, -1) - p(1, -1);
    return clamp(Math.abs(across) + Math.abs(along));
  });
}

/** The radii of three box blurs. Their variances add up to nearly that of a gaussian. `sigma` is in luma pixels. */
export function gaussianRadii(sigma: number, chroma: boolean): number[] {
  const counted = Math.round(sigma * 10);
  // 12 sigma^2 in hundredths. Chroma has half the sigma.
  const variance = (chroma ? 3 : 12) * counted * counted;
  let width = 1;
  while ((width + 2) ** 2 <= variance / 300 + 1) width += 2;
  const exact = (3 * width * width + 12 * width + 9 - variance / 100) / (4 * width + 4);
  const count = Math.min(chroma ? 3 : 2, Math.max(0, Math.floor(exact + 0.5)));
  return [0, 1, 2].map((pass) => (width - 1) / 2 + (pass < count ? 0 : 1));
}
