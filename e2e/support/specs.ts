/** Values of filters' parameters for tests, by their place in the parameter's range. Works for numbers and colours. Pure. */

import { type FilterParameter, formatColor } from '../../src/catalogue/filters.ts';

/** The value at `share` of a parameter's range, from 0 to 1. */
export function valueAt(parameter: FilterParameter, share: number): string | number {
  if (parameter.type === 'color') return formatColor(Math.round(0xffffff * share));
  const { min, max, scale } = parameter;
  return Math.round((min + (max - min) * share) * scale) / scale;
}
