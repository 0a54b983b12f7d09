/** What a running pipeline's settings are in the words of the address. Pure. */

import type { Pipeline } from '../../types.ts';
import type { Settings } from '../shared/settings.ts';
import { threadCount } from '../shared/threads.ts';

/** `settings`, changed where the pipeline differs. If nothing differs it is the same object, so `auto` stays `auto`. */
export function settingsInForce(
  pipeline: Pick<Pipeline, 'stats' | 'maxThreads' | 'simdSupported'>,
  settings: Settings,
): Settings {
  const { threads, simd, filters } = pipeline.stats();
  const wantsSimd = settings.simd === 'auto' ? pipeline.simdSupported : settings.simd === 'on';
  const change: Partial<Settings> = {
    ...(threads !== threadCount(settings.threads, pipeline) && { threads }),
    ...(simd !== wantsSimd && { simd: simd ? ('on' as const) : ('off' as const) }),
    ...(JSON.stringify(filters) !== JSON.stringify(settings.filters) && { filters }),
  };
  return Object.keys(change).length > 0 ? { ...settings, ...change } : settings;
}
