/** The two flavours of the sound's WASM module. Out: `WebAssembly.Module`s for the audio thread. Main thread. */

import scalarUrl from '../../wasm/prebuilt/audio.scalar.wasm?url';
import simdUrl from '../../wasm/prebuilt/audio.simd.wasm?url';
import { compile } from '../engine/modules.ts';

/** Both flavours; `simd` is `null` where the browser has no SIMD. */
export interface AudioModules {
  scalar: WebAssembly.Module;
  simd: WebAssembly.Module | null;
}

/** Loads and compiles. @throws Error if a file cannot be loaded. */
export async function loadAudioModules(withSimd: boolean): Promise<AudioModules> {
  const [scalar, simd] = await Promise.all([compile(scalarUrl), withSimd ? compile(simdUrl) : null]);
  return { scalar, simd };
}
