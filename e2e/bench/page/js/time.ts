/** The filter that remembers the frame before, in JavaScript: as people write it, and at its best. */

import { type JsFilter, words } from './js.ts';

/** Mixes each pixel with the past, and less so if it moves. Uses fractions. `strength` 0 to 1. */
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

/** Gives the same bytes as the kernels, with whole numbers in 128ths and a table of weights. `strength` in percent. */
export function bestTemporal(strength: number, threshold: number): JsFilter {
  const most = 16 * threshold;
  const share = Math.floor((32768 * strength + 50) / 100);
  const slope = Math.ceil(2048 / threshold);
  const weights = Int32Array.from({ length: most + 1 }, (_, distance) => {
    const u = Math.min(128, (distance * slope) >> 8);
    return 2 * Math.floor(((16384 - u * u) * share + 16384) / 32768);
  });
  let before = new Int16Array(0);
  return (source, target) => {
    const from = words(source);
    const to = words(target);
    if (before.length !== 3 * from.length) {
      before = new Int16Array(3 * from.length);
      for (let i = 0, at = 0; i < source.length; i++) if (i % 4 < 3) before[at++] = source[i]! << 7;
    }
    // The loop uses only local variables. A variable that closures share is read again each time.
    const past = before;
    const table = weights;
    const last = most;
    for (let i = 0, at = 0; i < from.length; i++, at += 3) {
      const p = from[i]!;
      const r = (p & 255) << 7;
      const g = ((p >>> 8) & 255) << 7;
      const b = ((p >>> 16) & 255) << 7;
      const dr = r - past[at]!;
      const dg = g - past[at + 1]!;
      const db = b - past[at + 2]!;
      const ar = (dr < 0 ? -dr : dr) >> 3;
      const ag = (dg < 0 ? -dg : dg) >> 3;
      const ab = (db < 0 ? -db : db) >> 3;
      const nr = r - ((dr * table[ar < last ? ar : last]! + 16384) >> 15);
      const ng = g - ((dg * table[ag < last ? ag : last]! + 16384) >> 15);
      const nb = b - ((db * table[ab < last ? ab : last]! + 16384) >> 15);
      past[at] = nr;
      past[at + 1] = ng;
      past[at + 2] = nb;
      to[i] = (p & 0xff000000) | (((nb + 64) >> 7) << 16) | (((ng + 64) >> 7) << 8) | ((nr + 64) >> 7);
    }
  };
}
