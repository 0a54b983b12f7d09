/** Which options of sound are accepted, and the messages for the others. */

import { afterEach, expect, it, vi } from 'vitest';
import type { AudioOptions } from '../types.ts';
import { checkAudio } from './options.ts';

const check = (options: unknown) => checkAudio(options as AudioOptions);
/** A track of another realm. It is no instance of this realm's classes. */
const track = { kind: 'audio', readyState: 'live', stop() {} };
const processing = { echoCancellation: true, noiseSuppression: false, autoGainControl: false };

afterEach(() => vi.unstubAllGlobals());

it('has defaults, and takes what getSettings() of a microphone gives', () => {
  const rest = { effects: [], monitor: false };
  expect(check({})).toEqual({ source: { type: 'microphone', ...processing }, ...rest });
  const supported = { groupId: true, channelCount: true, latency: true, sampleRate: true, sampleSize: true };
  vi.stubGlobal('navigator', { mediaDevices: { getSupportedConstraints: () => supported } });
  const settings = {
    deviceId: 'd',
    groupId: 'g',
    channelCount: 1,
    latency: 0.01,
    sampleRate: 48_000,
    sampleSize: 16,
  };
  expect(check({ source: { type: 'microphone', ...settings } })).toEqual({
    source: { type: 'microphone', deviceId: 'd', ...processing },
    ...rest,
  });
  expect(check({ source: 'off' })).toBeNull();
  expect(check({ source: track })).toEqual({ source: { type: 'track', track }, ...rest });
  const file = new Blob([]);
  expect(check({ source: file })).toEqual({ source: { type: 'file', file }, ...rest });
});

it.each([
  ['tone', 'audio is "tone"; it must be an object such as { source: \'microphone\' }'],
  [null, "audio is null; it must be an object such as { source: 'microphone' }"],
  [{ effect: [] }, 'audio.effect is not an option of sound; it takes source, effects, monitor'],
  [{ monitor: 1n }, 'audio.monitor is 1n; it must be true or false'],
  [
    { source: 'drums' },
    'audio.source is "drums"; it must be one of "microphone", "tone", "off", an audio track or a Blob',
  ],
  [
    { source: null },
    'audio.source is null; it must be one of "microphone", "tone", "off", an audio track or a Blob',
  ],
  [{ source: { type: 5n } }, 'audio.source.type is 5n; it must be one of "microphone", "tone", "off"'],
  [{ source: { type: 'tone', hz: 5 } }, 'audio.source.hz is not a setting of tone; it takes type'],
  [{ source: { type: 'microphone', deviceId: 5 } }, 'audio.source.deviceId is 5; it must be a string'],
  [{ source: { ...track, kind: 'video' } }, 'audio.source is a track of kind "video"; it must be "audio"'],
  [{ source: { ...track, readyState: 'ended' } }, 'audio.source is a track that has ended; it must be live'],
])('%o', (options, message) => {
  expect(() => check(options)).toThrow(new TypeError(message));
});
