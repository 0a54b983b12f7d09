/** Loads the scalar and the SIMD flavour of the pipeline's WASM module. Out: modules for the workers. Main thread, and Node. */

import scalarUrl from '../../wasm/prebuilt/ringlight.scalar.wasm?url';
import simdUrl from '../../wasm/prebuilt/ringlight.simd.wasm?url';
import { assetUrl } from './assets.ts';
import { loadModule } from './load.ts';

/** Both flavours; `simd` is `null` where the browser has no SIMD. */
export interface Modules {
  scalar: WebAssembly.Module;
  simd: WebAssembly.Module | null;
}

/** Functions that the right module has. */
const EXPORTS = ['check', 'pool_run'];

/** Loads and compiles. @throws LoadFailedError, or the signal's reason */
export async function loadModules(withSimd: boolean, signal?: AbortSignal): Promise<Modules> {
  const [scalar, simd] = await Promise.all([
    loadModule(assetUrl('ringlight.scalar.wasm', scalarUrl), EXPORTS, signal),
    withSimd ? loadModule(assetUrl('ringlight.simd.wasm', simdUrl), EXPORTS, signal) : null,
  ]);
  return { scalar, simd };
}
