/**
 * Checks a caller's options of sound, and fills in defaults.
 * In: `AudioOptions`. Out: `CheckedAudio`, or a TypeError that names the argument and what it may be. Main thread.
 */

import { checkBoolean, checkKeys, checkObject, checkOneOf, refuse } from '../catalogue/check.ts';
import { checkEffects, type EffectSpec } from '../catalogue/effects.ts';
import { checkTrack, isTrack, trackSettings } from '../pipeline/source-options.ts';
import type { AudioOptions } from '../types.ts';

/** The settings of a microphone, with all defaults filled in. */
export interface MicrophoneWishes {
  type: 'microphone';
  deviceId?: string;
  echoCancellation: boolean;
  noiseSuppression: boolean;
  autoGainControl: boolean;
}

/** A checked source of sound. */
export type CheckedAudioSource =
  | MicrophoneWishes
  | { type: 'tone' }
  | { type: 'track'; track: MediaStreamTrack }
  | { type: 'file'; file: Blob };

/** The options of sound, with all defaults filled in. */
export interface CheckedAudio {
  source: CheckedAudioSource;
  effects: EffectSpec[];
  monitor: boolean;
}

/** The browser's processing of a microphone, with its defaults. Echo cancellation is on, as the pipeline has none of its own. */
export const BROWSER_PROCESSING = {
  echoCancellation: true,
  noiseSuppression: false,
  autoGainControl: false,
} as const;

const SOURCES = ['microphone', 'tone', 'off'] as const;

/** Returns `null` for no sound. @throws TypeError */
export function checkAudio(options: AudioOptions): CheckedAudio | null {
  const given = checkObject(options, 'audio', "{ source: 'microphone' }");
  checkKeys(given, 'audio', 'an option of sound', ['source', 'effects', 'monitor']);
  const { source = 'microphone', effects = [], monitor = false } = given;
  const checked = checkSource(source);
  const rest = {
    effects: checkEffects(effects, 'audio.effects'),
    monitor: checkBoolean(monitor, 'audio.monitor'),
  };
  return checked && { source: checked, ...rest };
}

function checkSource(source: unknown): CheckedAudioSource | null {
  if (isTrack(source)) return { type: 'track', track: checkTrack(source, 'audio.source', 'audio') };
  if (isBlob(source)) return { type: 'file', file: source };
  const otherwise = ', an audio track or a Blob';
  if (typeof source === 'string') {
    return describeSource({ type: checkOneOf(source, 'audio.source', SOURCES, otherwise) });
  }
  if (typeof source !== 'object' || source === null || !('type' in source)) {
    checkOneOf(source, 'audio.source', SOURCES, otherwise);
  }
  return describeSource(source as Record<string, unknown>);
}

function describeSource(given: Record<string, unknown>): CheckedAudioSource | null {
  const type = checkOneOf(given.type, 'audio.source.type', SOURCES);
  const microphone = type === 'microphone';
  const own = microphone ? ['deviceId', ...Object.keys(BROWSER_PROCESSING)] : [];
  checkKeys(
    given,
    'audio.source',
    `a setting of ${type}`,
    ['type', ...own],
    microphone ? trackSettings() : [],
  );
  if (type === 'off') return null;
  if (type === 'tone') return { type };
  const { deviceId = '' } = given;
  if (typeof deviceId !== 'string') return refuse('audio.source.deviceId', deviceId, 'a string');
  const processing = (name: keyof typeof BROWSER_PROCESSING) =>
    checkBoolean(given[name] ?? BROWSER_PROCESSING[name], `audio.source.${name}`);
  return {
    type,
    ...(deviceId === '' ? {} : { deviceId }),
    echoCancellation: processing('echoCancellation'),
    noiseSuppression: processing('noiseSuppression'),
    autoGainControl: processing('autoGainControl'),
  };
}

/** Whether it is a `Blob` of any realm. */
function isBlob(value: unknown): value is Blob {
  return ['[object Blob]', '[object File]'].includes(Object.prototype.toString.call(value));
}
