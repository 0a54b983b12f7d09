/**
 * The page's sound: loaded after the first picture, or with the first start that wants sound. In: settings. Out: what
 * `createPipeline` takes, and what is wrong with the address. Main thread.
 */

import '../rl-effects/rl-effects.ts';
import '../rl-sound/rl-sound.ts';
import '../rl-sound-notice/rl-sound-notice.ts';
import { type EffectSpec, readEffects, writeEffects } from '../../catalogue/effects.ts';
import type { AudioOptions, Pipeline } from '../../types.ts';
import type { MicrophoneChoice } from '../shared/change-event.ts';
import type { SettingProblem, Settings } from '../shared/settings.ts';

/** The chain that the settings stand for; none where it cannot be read. */
export function effectsOf({ effects: text }: Settings): {
  effects: EffectSpec[];
  problem: SettingProblem | null;
} {
  try {
    return { effects: readEffects(text), problem: null };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    const shown = text.length > 60 ? `${text.slice(0, 60)}…` : text;
    const message = `The address says effects=${shown}, but ${error.message}. No effects are used instead.`;
    return { effects: [], problem: { parameter: 'effects', value: text, message } };
  }
}

/** For `createPipeline`. */
export function audioOptions(settings: Settings, microphone: MicrophoneChoice): AudioOptions {
  const { effects } = effectsOf(settings);
  const { audio } = settings;
  return { source: audio === 'microphone' ? { type: 'microphone', ...microphone } : audio, effects };
}

/** The running chain in the words of the address. */
export function effectsInForce({ audio }: Pipeline): string | null {
  return audio && writeEffects(audio.effects);
}
