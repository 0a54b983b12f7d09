/** Loads the two builds of the sound's WASM module. Out: `WebAssembly.Module`s for the audio thread. Main thread. */

import scalarUrl from '../../wasm/prebuilt/audio.scalar.wasm?url';
import simdUrl from '../../wasm/prebuilt/audio.simd.wasm?url';
import { assetUrl } from '../engine/assets.ts';
import { loadModule } from '../engine/load.ts';

/** Both builds. `simd` is `null` if the browser has no SIMD. */
export interface AudioModules {
  scalar: WebAssembly.Module;
  simd: WebAssembly.Module | null;
}

/** Exports by which the module is recognised. */
const EXPORTS = ['audio_check'];

/** Loads and compiles. @throws LoadFailedError, or the signal's reason */
export async function loadAudioModules(withSimd: boolean, signal?: AbortSignal): Promise<AudioModules> {
  const [scalar, simd] = await Promise.all([
    loadModule(assetUrl('audio.scalar.wasm', scalarUrl), EXPORTS, signal),
    withSimd ? loadModule(assetUrl('audio.simd.wasm', simdUrl), EXPORTS, signal) : null,
  ]);
  return { scalar, simd };
}
