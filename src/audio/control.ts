/**
 * What the owner of a pipeline tells the audio thread. In: checked settings. Out: words that it reads at the next quantum.
 * Owner's thread; the audio thread where the two share no memory.
 */

import { type AudioViews, type EffectSpec, writeAudioSettings } from '../catalogue/effects.ts';
import { AUDIO_BYPASS, AUDIO_MUTE } from '../generated/layout.ts';

/** What sound is processed with. */
export interface AudioSettings {
  effects: readonly EffectSpec[];
  simd: boolean;
  /** The sound goes through as it came. */
  bypass: boolean;
  /** Silence, after a short fade. */
  muted: boolean;
  /** By how much the sound is delayed, to go with the picture. */
  delayMs: number;
}

/** Puts settings in force at the next quantum. Only one thread may call it. */
export function applySettings(views: AudioViews, { bypass, muted, ...settings }: AudioSettings): void {
  const flags = (bypass ? AUDIO_BYPASS : 0) + (muted ? AUDIO_MUTE : 0);
  writeAudioSettings(views, { ...settings, flags });
}
