/** The library's entry `ringlight`: the pipeline. */

export * from './audio/errors.ts';
export { EFFECTS, type EffectDefinition, type EffectParameter, type EffectSpec } from './effects.ts';
export * from './errors.ts';
export {
  type ColorParameter,
  FILTERS,
  type FilterDefinition,
  type FilterParameter,
  type FilterSpec,
  MAX_FILTERS,
  type NumberParameter,
} from './filters.ts';
export { createPipeline } from './pipeline.ts';
export { percentiles } from './stats.ts';
export type * from './types.ts';
