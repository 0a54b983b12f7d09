/**
 * Checks what a caller asks for in sound, and fills in defaults.
 * In: `AudioOptions`. Out: `CheckedAudio`, or a TypeError that names the argument and what it may be. Main thread.
 */

import { checkEffects, type EffectSpec } from '../catalogue/effects.ts';
import type { AudioOptions, AudioSourceOption } from '../types.ts';

/** A microphone with everything filled in. */
export interface MicrophoneWishes {
  type: 'microphone';
  deviceId?: string;
  echoCancellation: boolean;
  noiseSuppression: boolean;
  autoGainControl: boolean;
}

/** Where sound comes from, checked. */
export type CheckedAudioSource =
  | MicrophoneWishes
  | { type: 'tone' }
  | { type: 'track'; track: MediaStreamTrack }
  | { type: 'file'; file: Blob };

/** Sound with everything filled in. */
export interface CheckedAudio {
  source: CheckedAudioSource;
  effects: EffectSpec[];
  monitor: boolean;
}

/** What the browser may do to a microphone's sound, and whether it does unless told otherwise. We cancel no echoes ourselves. */
export const BROWSER_PROCESSING = {
  echoCancellation: true,
  noiseSuppression: false,
  autoGainControl: false,
} as const;

const SOURCES = ['microphone', 'tone', 'off'] as const;

/** `null` for no sound. @throws TypeError */
export function checkAudio(options: AudioOptions): CheckedAudio | null {
  if (typeof options !== 'object' || options === null) {
    throw new TypeError(`audio is ${show(options)}; it must be an object such as { source: 'microphone' }`);
  }
  const { source = 'microphone', effects = [], monitor = false } = options;
  const checked = checkSource(source);
  const rest = { effects: checkEffects(effects, 'audio.effects'), monitor: flag(monitor, 'audio.monitor') };
  return checked && { source: checked, ...rest };
}

function checkSource(source: AudioSourceOption): CheckedAudioSource | null {
  if (typeof MediaStreamTrack !== 'undefined' && source instanceof MediaStreamTrack) {
    if (source.kind === 'audio') return { type: 'track', track: source };
    throw new TypeError(`audio.source is a track of kind "${source.kind}"; it must be "audio"`);
  }
  if (source instanceof Blob) return { type: 'file', file: source };
  const given: Record<string, unknown> = typeof source === 'string' ? { type: source } : { ...source };
  const type = SOURCES.find((name) => name === given.type);
  if (type === undefined) {
    const argument = typeof source === 'string' ? 'audio.source' : 'audio.source.type';
    const list = SOURCES.map((name) => `"${name}"`).join(', ');
    throw new TypeError(
      `${argument} is ${show(given.type)}; it must be one of ${list}, an audio track or a Blob`,
    );
  }
  if (type !== 'microphone') return type === 'off' ? null : { type };
  const { deviceId } = given;
  if (deviceId !== undefined && typeof deviceId !== 'string') {
    throw new TypeError(`audio.source.deviceId is ${show(deviceId)}; it must be a string`);
  }
  const processing = (name: keyof typeof BROWSER_PROCESSING) =>
    flag(given[name] ?? BROWSER_PROCESSING[name], `audio.source.${name}`);
  return {
    type,
    ...(deviceId ? { deviceId } : {}),
    echoCancellation: processing('echoCancellation'),
    noiseSuppression: processing('noiseSuppression'),
    autoGainControl: processing('autoGainControl'),
  };
}

function flag(value: unknown, argument: string): boolean {
  if (typeof value === 'boolean') return value;
  throw new TypeError(`${argument} is ${show(value)}; it must be true or false`);
}

function show(value: unknown): string {
  return JSON.stringify(value) ?? String(value);
}
