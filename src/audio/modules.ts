/** The two flavours of the sound's WASM module. Out: `WebAssembly.Module`s for the audio thread. Main thread. */

import scalarUrl from '../../wasm/prebuilt/audio.scalar.wasm?url';
import simdUrl from '../../wasm/prebuilt/audio.simd.wasm?url';
import { loadModule } from '../engine/load.ts';

/** Both flavours; `simd` is `null` where the browser has no SIMD. */
export interface AudioModules {
  scalar: WebAssembly.Module;
  simd: WebAssembly.Module | null;
}

/** What tells the module apart from others. */
const EXPORTS = ['audio_check'];

/** Loads and compiles. @throws LoadFailedError, or the signal's reason */
export async function loadAudioModules(withSimd: boolean, signal?: AbortSignal): Promise<AudioModules> {
  const [scalar, simd] = await Promise.all([
    loadModule(scalarUrl, EXPORTS, signal),
    withSimd ? loadModule(simdUrl, EXPORTS, signal) : null,
  ]);
  return { scalar, simd };
}
