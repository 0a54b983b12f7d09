/** The library's entry `ringlight`. It exports the pipeline, its types, errors, filters and effects. Main thread. */

export * from './audio/errors.ts';
export {
  EFFECTS,
  type EffectDefinition,
  type EffectParameter,
  type EffectSpec,
} from './catalogue/effects.ts';
export {
  type ColorParameter,
  FILTERS,
  type FilterDefinition,
  type FilterParameter,
  type FilterSpec,
  MAX_FILTERS,
  type NumberParameter,
} from './catalogue/filters.ts';
export type { AssetOptions } from './engine/assets.ts';
export * from './errors.ts';
export { percentiles } from './memory/stats.ts';
export { createPipeline } from './pipeline.ts';
export type * from './terms.ts';
export type * from './types.ts';
