/** The two flavours of the pipeline's WASM module. Out: `WebAssembly.Module`s to post to the workers. Main thread. */

import scalarUrl from '../../wasm/prebuilt/ringlight.scalar.wasm?url';
import simdUrl from '../../wasm/prebuilt/ringlight.simd.wasm?url';
import { assetUrl } from './assets.ts';
import { loadModule } from './load.ts';

/** Both flavours; `simd` is `null` where the browser has no SIMD. */
export interface Modules {
  scalar: WebAssembly.Module;
  simd: WebAssembly.Module | null;
}

/** What tells the module apart from others. */
const EXPORTS = ['check', 'pool_run'];

/** Loads and compiles. @throws LoadFailedError, or the signal's reason */
export async function loadModules(withSimd: boolean, signal?: AbortSignal): Promise<Modules> {
  const [scalar, simd] = await Promise.all([
    loadModule(assetUrl('ringlight.scalar.wasm', scalarUrl), EXPORTS, signal),
    withSimd ? loadModule(assetUrl('ringlight.simd.wasm', simdUrl), EXPORTS, signal) : null,
  ]);
  return { scalar, simd };
}
