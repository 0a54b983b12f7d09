/** The filter that remembers the frame before, in JavaScript: as people write it, and at its best. */

import { type JsFilter, words } from './js.ts';

/** Means over time in fractions, less of them where something moves. `strength` 0 to 1. */
export function plainTemporal(strength: number, threshold: number): JsFilter {
  let before = new Float32Array(0);
  return (source, target) => {
    if (before.length !== source.length) before = Float32Array.from(source);
    for (let i = 0; i < source.length; i += 4) {
      for (let c = i; c < i + 3; c++) {
        const difference = source[c]! - before[c]!;
        const motion = Math.min(1, Math.abs(difference) / threshold);
        const value = source[c]! - difference * strength * (1 - motion * motion);
        before[c] = value;
        target[c] = value;
      }
      target[i + 3] = source[i + 3]!;
    }
  };
}

/** The same bytes as the kernels': whole numbers in 128ths, and a table of weights. `strength` in percent. */
export function bestTemporal(strength: number, threshold: number): JsFilter {
  const most = 16 * threshold;
  const share = Math.floor((32768 * strength + 50) / 100);
  const slope = Math.ceil(2048 / threshold);
  const weights = Int32Array.from({ length: most + 1 }, (_, distance) => {
    const u = Math.min(128, (distance * slope) >> 8);
    return 2 * Math.floor(((16384 - u * u) * share + 16384) / 32768);
  });
  let before = new Int16Array(0);
  const mix = (p: number, at: number) => {
    const d = (p << 7) - before[at]!;
    const distance = (d < 0 ? -d : d) >> 3;
    const weight = weights[distance < most ? distance : most]!;
    const value = (p << 7) - ((d * weight + 16384) >> 15);
    before[at] = value;
    return (value + 64) >> 7;
  };
  return (source, target) => {
    const from = words(source);
    const to = words(target);
    if (before.length !== 3 * from.length) {
      before = new Int16Array(3 * from.length);
      for (let i = 0, at = 0; i < source.length; i++) if (i % 4 < 3) before[at++] = source[i]! << 7;
    }
    for (let i = 0, at = 0; i < from.length; i++, at += 3) {
      const p = from[i]!;
      const r = mix(p & 255, at);
      const g = mix((p >>> 8) & 255, at + 1);
      const b = mix((p >>> 16) & 255, at + 2);
      to[i] = (p & 0xff000000) | (b << 16) | (g << 8) | r;
    }
  };
}
