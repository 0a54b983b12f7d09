/** Types and helpers that all filters in JavaScript use. */

import type { FilterSpec } from '../../../../src/catalogue/filters.ts';

/** A filter over a whole frame of RGBA, from one array into another. */
export type JsFilter = (
  source: Uint8ClampedArray,
  target: Uint8ClampedArray,
  width: number,
  height: number,
) => void;

type Spec<Name> = Required<Extract<FilterSpec, { name: Name }>>;

/** How filters are made of their parameters, by name. */
export type JsMakers = { [Name in FilterSpec['name']]?: (spec: Spec<Name>) => JsFilter };

/** Returns the filter with its parameters. `null`: it is not written in JavaScript. */
export function makeJs(makers: JsMakers, spec: FilterSpec): JsFilter | null {
  const make = (makers as Record<string, ((spec: FilterSpec) => JsFilter) | undefined>)[spec.name];
  return make ? make(spec) : null;
}

/** A view of pixels: R in the lowest byte, A in the highest. */
export function words(pixels: Uint8ClampedArray): Uint32Array {
  return new Uint32Array(pixels.buffer, pixels.byteOffset, pixels.length >> 2);
}
