/** The filters of `plain.ts` that use a pixel's position or its neighbours. */

import type { JsFilter } from './js.ts';

/** Means of blocks, pixel by pixel of each. */
export function pixelate(size: number): JsFilter {
  return (source, target, width, height) => {
    for (let top = 0; top < height; top += size) {
      for (let left = 0; left < width; left += size) {
        let r = 0;
        let g = 0;
        let b = 0;
        let n = 0;
        for (let y = top; y < Math.min(height, top + size); y++) {
          for (let x = left; x < Math.min(width, left + size); x++) {
            const i = 4 * (y * width + x);
            r += source[i]!;
            g += source[i + 1]!;
            b += source[i + 2]!;
            n++;
          }
        }
        for (let y = top; y < Math.min(height, top + size); y++) {
          for (let x = left; x < Math.min(width, left + size); x++) {
            const i = 4 * (y * width + x);
            target[i] = Math.round(r / n);
            target[i + 1] = Math.round(g / n);
            target[i + 2] = Math.round(b / n);
            target[i + 3] = source[i + 3]!;
          }
        }
      }
    }
  };
}

/** Darker with the squared distance from the middle, both 0 to 1. */
export function vignette(amount: number, start: number): JsFilter {
  return (source, target, width, height) => {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const dx = 2 * x + 1 - width;
        const dy = 2 * y + 1 - height;
        const squared = (dx * dx + dy * dy) / (width * width + height * height);
        const beyond = Math.max(0, squared - start * start) / (1 - start * start);
        const factor = 1 - amount * beyond;
        const i = 4 * (y * width + x);
        target[i] = source[i]! * factor;
        target[i + 1] = source[i + 1]! * factor;
        target[i + 2] = source[i + 2]! * factor;
        target[i + 3] = source[i + 3]!;
      }
    }
  };
}

/** Unsharp mask with a box blur. */
export function sharpen(amount: number, radius: number): JsFilter {
  return (source, target, width, height) => {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        let r = 0;
        let g = 0;
        let b = 0;
        let n = 0;
        for (let wy = Math.max(0, y - radius); wy <= Math.min(height - 1, y + radius); wy++) {
          for (let wx = Math.max(0, x - radius); wx <= Math.min(width - 1, x + radius); wx++) {
            const i = 4 * (wy * width + wx);
            r += source[i]!;
            g += source[i + 1]!;
            b += source[i + 2]!;
            n++;
          }
        }
        const at = 4 * (y * width + x);
        target[at] = source[at]! + (source[at]! - r / n) * amount;
        target[at + 1] = source[at + 1]! + (source[at + 1]! - g / n) * amount;
        target[at + 2] = source[at + 2]! + (source[at + 2]! - b / n) * amount;
        target[at + 3] = source[at + 3]!;
      }
    }
  };
}

const ACROSS = [-1, 0, 1, -2, 0, 2, -1, 0, 1];
const ALONG = [-1, -2, -1, 0, 0, 0, 1, 2, 1];

/** Sobel on gray. Pixels at the border are repeated outwards. */
export function edges(
  source: Uint8ClampedArray,
  target: Uint8ClampedArray,
  width: number,
  height: number,
): void {
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let gx = 0;
      let gy = 0;
      for (let ky = 0; ky < 3; ky++) {
        for (let kx = 0; kx < 3; kx++) {
          const ny = Math.min(height - 1, Math.max(0, y + ky - 1));
          const nx = Math.min(width - 1, Math.max(0, x + kx - 1));
          const i = 4 * (ny * width + nx);
          const gray = Math.round(0.299 * source[i]! + 0.587 * source[i + 1]! + 0.114 * source[i + 2]!);
          gx += gray * ACROSS[3 * ky + kx]!;
          gy += gray * ALONG[3 * ky + kx]!;
        }
      }
      const at = 4 * (y * width + x);
      target[at] = target[at + 1] = target[at + 2] = Math.abs(gx) + Math.abs(gy);
      target[at + 3] = source[at + 3]!;
    }
  }
}
