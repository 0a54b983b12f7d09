/** Where a pipeline gets its sound: checked at once, opened when everything else is there. Main thread. */

import type { Life } from '../pipeline/life.ts';
import type { AudioOptions } from '../types.ts';
import { checkAudio } from './options.ts';
import { Sound } from './sound.ts';

/** How it is opened; `null` where there is to be none. `life` gives everything back. */
export type OpenSound = (
  environment: { simd: boolean; isolated: boolean; soloReason: string | null },
  simd: boolean,
  life: Life,
) => Promise<Sound | null>;

/** @throws TypeError that names the argument. */
export function prepareSound(options: AudioOptions): OpenSound {
  const checked = checkAudio(options);
  return async ({ simd, soloReason }, simdWanted, life) =>
    checked && Sound.open(checked, { simd, isolated: soloReason === null }, simdWanted, life);
}
