/** Loads the two builds of the sound's WASM module. Out: `WebAssembly.Module`s for the audio thread. Main thread. */

import scalarUrl from '../../wasm/prebuilt/audio.scalar.wasm?url';
import simdUrl from '../../wasm/prebuilt/audio.simd.wasm?url';
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
    loadModule(scalarUrl, EXPORTS, signal),
    withSimd ? loadModule(simdUrl, EXPORTS, signal) : null,
  ]);
  return { scalar, simd };
}
