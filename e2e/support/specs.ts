/** Values of filters' parameters for tests: numbers and colours alike, by how far through their range they lie. Pure. */

import { type FilterParameter, formatColor } from '../../src/catalogue/filters.ts';

/** The value that lies `share` of the way, 0 to 1, through what a parameter may be. */
export function valueAt(parameter: FilterParameter, share: number): string | number {
  if (parameter.type === 'color') return formatColor(Math.round(0xffffff * share));
  const { min, max, scale } = parameter;
  return Math.round((min + (max - min) * share) * scale) / scale;
}
