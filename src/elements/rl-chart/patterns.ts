/** Patterns that tell series apart where colour is not enough. Pure. */

/** Strokes on a tile of 8 by 8, over the fill. */
export const PATTERNS = {
  plain: '',
  rising: 'M-2 6 2 2M0 8 8 0M6 10 10 6',
  falling: 'M-2 2 2 6M0 0 8 8M6 -2 10 2',
  level: 'M0 2H8M0 6H8',
  upright: 'M2 0V8M6 0V8',
  grid: 'M0 4H8M4 0V8',
  points: 'M1 2h2M5 6h2',
} as const;

/** Name of a pattern. */
export type PatternName = keyof typeof PATTERNS;
