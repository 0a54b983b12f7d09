/** The two flavours of the analysis module. Out: a `WebAssembly.Module` for the analysis thread. Main thread. */

import { simd } from 'wasm-feature-detect';
import scalarUrl from '../../wasm/prebuilt/analysis.scalar.wasm?url';
import simdUrl from '../../wasm/prebuilt/analysis.simd.wasm?url';
import { loadModule } from '../engine/load.ts';

/** Loads and compiles the fastest flavour that this browser can run. @throws LoadFailedError */
export async function loadAnalysisModule(): Promise<WebAssembly.Module> {
  return loadModule((await simd()) ? simdUrl : scalarUrl, ['analysis_push']);
}
