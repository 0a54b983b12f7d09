/** Prepares a pipeline's sound. Checks the options at once, and opens the sound when everything else is ready. Main thread. */

import type { Life } from '../pipeline/life.ts';
import type { AudioOptions } from '../types.ts';
import { checkAudio } from './options.ts';
import { Sound } from './sound.ts';

/** Opens the sound. `null` if no sound is wanted. `life` gives everything back. */
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
