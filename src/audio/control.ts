/**
 * Writes the settings of the audio thread. In: checked settings. Out: words that the audio thread reads at the next quantum.
 * Owner's thread. Audio thread if the two share no memory.
 */

import { type AudioViews, type EffectSpec, writeAudioSettings } from '../catalogue/effects.ts';
import { AUDIO_BYPASS, AUDIO_MUTE } from '../generated/layout.ts';

/** The settings that sound is processed with. */
export interface AudioSettings {
  effects: readonly EffectSpec[];
  simd: boolean;
  /** The sound passes unprocessed. */
  bypass: boolean;
  /** Silence, after a short fade. */
  muted: boolean;
  /** How much the sound is delayed to match the picture. */
  delayMs: number;
}

/** Puts settings in force at the next quantum. Only one thread may call it. */
export function applySettings(views: AudioViews, { bypass, muted, ...settings }: AudioSettings): void {
  const flags = (bypass ? AUDIO_BYPASS : 0) + (muted ? AUDIO_MUTE : 0);
  writeAudioSettings(views, { ...settings, flags });
}
