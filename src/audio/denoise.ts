/**
 * The module of the effect `denoise`: ten times the size of the sound's own, so it is loaded when a chain first has the effect.
 * Out: a `WebAssembly.Module` for the audio thread. Main thread.
 */

import scalarUrl from '../../wasm/prebuilt/denoise.scalar.wasm?url';
import simdUrl from '../../wasm/prebuilt/denoise.simd.wasm?url';
import type { EffectSpec } from '../catalogue/effects.ts';
import { compile } from '../engine/modules.ts';

/** Whether a chain needs the module: whether it has the effect, switched on. */
export function usesDenoise(effects: readonly EffectSpec[]): boolean {
  return effects.some(({ name, enabled }) => name === 'denoise' && enabled !== false);
}

/**
 * Loads and compiles the flavour that the browser can run. It does not follow the SIMD switch: the network's memory of the
 * noise would be lost. @throws Error if the file cannot be loaded.
 */
export function loadDenoiseModule(withSimd: boolean): Promise<WebAssembly.Module> {
  return compile(withSimd ? simdUrl : scalarUrl);
}
