/**
 * The module of the effect `denoise`: ten times the size of the sound's own, so it is loaded when a chain first has the effect.
 * Out: a `WebAssembly.Module` for the audio thread. Main thread.
 */

import scalarUrl from '../../wasm/prebuilt/denoise.scalar.wasm?url';
import simdUrl from '../../wasm/prebuilt/denoise.simd.wasm?url';
import type { EffectSpec } from '../catalogue/effects.ts';
import { loadModule } from '../engine/load.ts';

/** What tells the module apart from others. */
const EXPORTS = ['denoise_process'];

/** Whether a chain needs the module: whether it has the effect, switched on. */
export function usesDenoise(effects: readonly EffectSpec[]): boolean {
  return effects.some(({ name, enabled }) => name === 'denoise' && enabled !== false);
}

/**
 * Loads and compiles the flavour that the browser can run. It does not follow the SIMD switch: the network's memory of the
 * noise would be lost. @throws LoadFailedError, or the signal's reason
 */
export function loadDenoiseModule(withSimd: boolean, signal?: AbortSignal): Promise<WebAssembly.Module> {
  return loadModule(withSimd ? simdUrl : scalarUrl, EXPORTS, signal);
}
