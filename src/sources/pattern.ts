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
  return {
    feed: { type: 'pattern', ...pattern },
    transfer: [],
    frameRate: pattern.frameRate,
    note,
    discarded: () => 0,
    onEnded: null,
    close: () => undefined,
  };
}
