/** The two flavours of the analysis module. Out: a `WebAssembly.Module` for the analysis thread. Main thread. */

import { simd } from 'wasm-feature-detect';
import scalarUrl from '../../wasm/prebuilt/analysis.scalar.wasm?url';
import simdUrl from '../../wasm/prebuilt/analysis.simd.wasm?url';
import { assetUrl } from '../engine/assets.ts';
import { loadModule } from '../engine/load.ts';

/** Loads and compiles the fastest flavour that this browser can run. @throws LoadFailedError */
export async function loadAnalysisModule(): Promise<WebAssembly.Module> {
  const url = (await simd())
    ? assetUrl('analysis.simd.wasm', simdUrl)
    : assetUrl('analysis.scalar.wasm', scalarUrl);
  return loadModule(url, ['analysis_push']);
}
