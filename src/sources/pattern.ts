/** The built-in test picture: drawn by the capture thread, so there is nothing to open. */

import type { OpenSource } from './source.ts';

/** Size in pixels, frames per second and seed, checked. */
export interface Pattern {
  width: number;
  height: number;
  frameRate: number;
  seed: number;
}

/** Opens it. `note`: how it differs from what was asked for. */
export function openPattern(pattern: Pattern, note: string): OpenSource {
  const { frameRate } = pattern;
  return {
    connect: () => ({ feed: { type: 'pattern', ...pattern }, transfer: [] }),
    expected: { width: pattern.width, height: pattern.height },
    note,
    nominalRate: () => frameRate,
    discarded: () => 0,
    // It never rests, so that a capture thread which does is found out.
    arrived: () => Math.floor((performance.now() * frameRate) / 1000),
    ended: () => false,
    onEnded: null,
  };
}
