/**
 * Loads the module of the effect `denoise`. It is ten times as large as the audio module, so it is loaded when a chain first
 * has the effect. Out: a `WebAssembly.Module` for the audio thread. Main thread.
 */

import scalarUrl from '../../wasm/prebuilt/denoise.scalar.wasm?url';
import simdUrl from '../../wasm/prebuilt/denoise.simd.wasm?url';
import type { EffectSpec } from '../catalogue/effects.ts';
import { assetUrl } from '../engine/assets.ts';
import { loadModule } from '../engine/load.ts';

/** Exports by which the module is recognised. */
const EXPORTS = ['denoise_process'];

/** Whether a chain needs the module: it has the effect, and the effect is on. */
export function usesDenoise(effects: readonly EffectSpec[]): boolean {
  return effects.some(({ name, enabled }) => name === 'denoise' && enabled !== false);
}

/**
 * Loads and compiles the build that the browser can run. The build does not follow the SIMD switch, because a change would
 * lose what the network has learned about the noise. @throws LoadFailedError, or the signal's reason
 */
export function loadDenoiseModule(withSimd: boolean, signal?: AbortSignal): Promise<WebAssembly.Module> {
  const url = withSimd ? assetUrl('denoise.simd.wasm', simdUrl) : assetUrl('denoise.scalar.wasm', scalarUrl);
  return loadModule(url, EXPORTS, signal);
}
