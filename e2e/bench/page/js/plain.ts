/**
 * Filters in JavaScript as pages write them: bytes, ordinary numbers, and a loop over the pixels. A filter with a window has a
 * second loop inside, over the window. Every filter has its own loop, so that the engine can optimize each one.
 * In: RGBA. Out: RGBA in another array, with the same A.
 */

import type { JsFilter, JsMakers } from './js.ts';
import { edges, pixelate, sharpen, vignette } from './plain-space.ts';
import { plainTemporal } from './time.ts';

/** The filters of this file. */
export const PLAIN: JsMakers = {
  grayscale: () => (source, target) => {
    for (let i = 0; i < source.length; i += 4) {
      const gray = 0.299 * source[i]! + 0.587 * source[i + 1]! + 0.114 * source[i + 2]!;
      target[i] = target[i + 1] = target[i + 2] = gray;
      target[i + 3] = source[i + 3]!;
    }
  },
  'box-blur': ({ radius }) => boxBlur(radius),
  'gaussian-blur': ({ sigma }) => gaussianBlur(sigma),
  brightness: ({ amount }) => {
    const add = (255 * amount) / 100;
    return (source, target) => {
      for (let i = 0; i < source.length; i += 4) {
        target[i] = source[i]! + add;
        target[i + 1] = source[i + 1]! + add;
        target[i + 2] = source[i + 2]! + add;
        target[i + 3] = source[i + 3]!;
      }
    };
  },
  contrast: ({ amount }) => {
    const gain = 1 + amount / 100;
    return (source, target) => {
      for (let i = 0; i < source.length; i += 4) {
        target[i] = 128 + (source[i]! - 128) * gain;
        target[i + 1] = 128 + (source[i + 1]! - 128) * gain;
        target[i + 2] = 128 + (source[i + 2]! - 128) * gain;
        target[i + 3] = source[i + 3]!;
      }
    };
  },
  gamma: ({ gamma }) => {
    const power = 1 / gamma;
    return (source, target) => {
      for (let i = 0; i < source.length; i += 4) {
        target[i] = 255 * (source[i]! / 255) ** power;
        target[i + 1] = 255 * (source[i + 1]! / 255) ** power;
        target[i + 2] = 255 * (source[i + 2]! / 255) ** power;
        target[i + 3] = source[i + 3]!;
      }
    };
  },
  invert: () => (source, target) => {
    for (let i = 0; i < source.length; i += 4) {
      target[i] = 255 - source[i]!;
      target[i + 1] = 255 - source[i + 1]!;
      target[i + 2] = 255 - source[i + 2]!;
      target[i + 3] = source[i + 3]!;
    }
  },
  threshold:
    ({ level }) =>
    (source, target) => {
      for (let i = 0; i < source.length; i += 4) {
        target[i] = source[i]! >= level ? 255 : 0;
        target[i + 1] = source[i + 1]! >= level ? 255 : 0;
        target[i + 2] = source[i + 2]! >= level ? 255 : 0;
        target[i + 3] = source[i + 3]!;
      }
    },
  posterize: ({ levels }) => {
    const step = 255 / (levels - 1);
    return (source, target) => {
      for (let i = 0; i < source.length; i += 4) {
        target[i] = Math.floor((source[i]! * levels) / 256) * step;
        target[i + 1] = Math.floor((source[i + 1]! * levels) / 256) * step;
        target[i + 2] = Math.floor((source[i + 2]! * levels) / 256) * step;
        target[i + 3] = source[i + 3]!;
      }
    };
  },
  saturation: ({ amount }) => {
    const share = amount / 100;
    return (source, target) => {
      for (let i = 0; i < source.length; i += 4) {
        const r = source[i]!;
        const g = source[i + 1]!;
        const b = source[i + 2]!;
        const gray = 0.299 * r + 0.587 * g + 0.114 * b;
        target[i] = gray + (r - gray) * share;
        target[i + 1] = gray + (g - gray) * share;
        target[i + 2] = gray + (b - gray) * share;
        target[i + 3] = source[i + 3]!;
      }
    };
  },
  hue: ({ angle }) => hue((angle * Math.PI) / 180),
  'white-balance': ({ temperature, tint }) => {
    const red = 1 + (12 * temperature + 4 * tint) / 4096;
    const green = 1 - (8 * tint) / 4096;
    const blue = 1 + (-12 * temperature + 4 * tint) / 4096;
    return (source, target) => {
      for (let i = 0; i < source.length; i += 4) {
        target[i] = source[i]! * red;
        target[i + 1] = source[i + 1]! * green;
        target[i + 2] = source[i + 2]! * blue;
        target[i + 3] = source[i + 3]!;
      }
    };
  },
  sepia: ({ amount }) => {
    const share = amount / 100;
    return (source, target) => {
      for (let i = 0; i < source.length; i += 4) {
        const r = source[i]!;
        const g = source[i + 1]!;
        const b = source[i + 2]!;
        target[i] = r + (0.393 * r + 0.769 * g + 0.189 * b - r) * share;
        target[i + 1] = g + (0.349 * r + 0.686 * g + 0.168 * b - g) * share;
        target[i + 2] = b + (0.272 * r + 0.534 * g + 0.131 * b - b) * share;
        target[i + 3] = source[i + 3]!;
      }
    };
  },
  mirror: () => (source, target, width, height) => {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const at = 4 * (y * width + x);
        const from = 4 * (y * width + width - 1 - x);
        for (let c = 0; c < 4; c++) target[at + c] = source[from + c]!;
      }
    }
  },
  flip: () => (source, target, width, height) => {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const at = 4 * (y * width + x);
        const from = 4 * ((height - 1 - y) * width + x);
        for (let c = 0; c < 4; c++) target[at + c] = source[from + c]!;
      }
    }
  },
  pixelate: ({ size }) => pixelate(size),
  vignette: ({ amount, start }) => vignette(amount / 100, start / 100),
  sharpen: ({ amount, radius }) => sharpen(amount / 100, radius),
  edges: () => edges,
  'temporal-denoise': ({ strength, threshold }) => plainTemporal(strength / 100, threshold),
};

function boxBlur(radius: number): JsFilter {
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
        target[at] = Math.round(r / n);
        target[at + 1] = Math.round(g / n);
        target[at + 2] = Math.round(b / n);
        target[at + 3] = source[at + 3]!;
      }
    }
  };
}

/** A true Gaussian, cut off at three sigmas. */
function gaussianBlur(sigma: number): JsFilter {
  const radius = Math.ceil(3 * sigma);
  const size = 2 * radius + 1;
  const kernel = Float64Array.from({ length: size * size }, (_, i) => {
    const dx = (i % size) - radius;
    const dy = Math.floor(i / size) - radius;
    return Math.exp(-(dx * dx + dy * dy) / (2 * sigma * sigma));
  });
  return (source, target, width, height) => {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        let r = 0;
        let g = 0;
        let b = 0;
        let weights = 0;
        for (let wy = Math.max(0, y - radius); wy <= Math.min(height - 1, y + radius); wy++) {
          for (let wx = Math.max(0, x - radius); wx <= Math.min(width - 1, x + radius); wx++) {
            const weight = kernel[(wy - y + radius) * size + wx - x + radius]!;
            const i = 4 * (wy * width + wx);
            r += weight * source[i]!;
            g += weight * source[i + 1]!;
            b += weight * source[i + 2]!;
            weights += weight;
          }
        }
        const at = 4 * (y * width + x);
        target[at] = r / weights;
        target[at + 1] = g / weights;
        target[at + 2] = b / weights;
        target[at + 3] = source[at + 3]!;
      }
    }
  };
}

/** As the Filter Effects specification defines it. */
function hue(angle: number): JsFilter {
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  const red = [
    0.213 + cos * 0.787 - sin * 0.213,
    0.715 - cos * 0.715 - sin * 0.715,
    0.072 - cos * 0.072 + sin * 0.928,
  ] as const;
  const green = [
    0.213 - cos * 0.213 + sin * 0.143,
    0.715 + cos * 0.285 + sin * 0.14,
    0.072 - cos * 0.072 - sin * 0.283,
  ] as const;
  const blue = [
    0.213 - cos * 0.213 - sin * 0.787,
    0.715 - cos * 0.715 + sin * 0.715,
    0.072 + cos * 0.928 + sin * 0.072,
  ] as const;
  return (source, target) => {
    for (let i = 0; i < source.length; i += 4) {
      const r = source[i]!;
      const g = source[i + 1]!;
      const b = source[i + 2]!;
      target[i] = r * red[0] + g * red[1] + b * red[2];
      target[i + 1] = r * green[0] + g * green[1] + b * green[2];
      target[i + 2] = r * blue[0] + g * blue[1] + b * blue[2];
      target[i + 3] = source[i + 3]!;
    }
  };
}
