/**
 * A browser whose microphone plays two sines, and changes of the page's way to the microphone. Node side. Callbacks run in the page.
 */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base } from 'playwright/test';
import { writeWav } from './sound.ts';

const RATE = 44_100;
/** The two sines. The file is long, so that it is rarely looped. */
export const SINES = [
  { hertz: 100, amplitude: 0.25 },
  { hertz: 1000, amplitude: 0.25 },
];
/** Converts an amplitude to decibels. */
export const level = (amplitude: number) => 20 * Math.log10(amplitude);

/** Playwright's test in this browser. */
export const test = base.extend<object, { wav: string }>({
  wav: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright wants the pattern
    async ({}, use) => {
      const folder = await mkdtemp(join(tmpdir(), 'ringlight-'));
      const file = join(folder, 'microphone.wav');
      await writeWav(file, { rate: RATE, seconds: 30, sines: SINES });
      await use(file);
      await rm(folder, { recursive: true });
    },
    { scope: 'worker' },
  ],
  launchOptions: [
    async ({ launchOptions, wav }, use) => {
      const args = [...(launchOptions.args ?? []), `--use-file-for-fake-audio-capture=${wav}`];
      await use({ ...launchOptions, args });
    },
    { scope: 'worker' },
  ],
});

/** The largest step of the two sines while they fade out by a thirtieth per sample, or while they are faded in. */
export function stepOfFade(seconds: number, rate: number): number {
  return SINES.reduce(
    (sum, { hertz, amplitude }) =>
      sum + amplitude * ((2 * Math.PI * hertz) / rate + 0.04 + 1 / (seconds * rate)),
    0,
  );
}

/** Runs in the page. Switches off the browser's own processing, which would change the sound. Counts nodes that read tracks. */
export function withoutProcessing(): void {
  const { getUserMedia } = MediaDevices.prototype;
  MediaDevices.prototype.getUserMedia = function (constraints) {
    const audio = { echoCancellation: false, noiseSuppression: false, autoGainControl: false };
    return getUserMedia.call(this, constraints?.audio ? { ...constraints, audio } : constraints);
  };
  const scope = globalThis as unknown as { nodes: number };
  scope.nodes = 0;
  const { createMediaStreamSource } = AudioContext.prototype;
  AudioContext.prototype.createMediaStreamSource = function (stream) {
    scope.nodes++;
    return createMediaStreamSource.call(this, stream);
  };
}

/** Runs in the page. Makes the first audio track that the page wants to read unreadable. */
export function unreadable(): void {
  const scope = globalThis as unknown as {
    MediaStreamTrackProcessor: new (init: { track: MediaStreamTrack }) => object;
  };
  let first = true;
  const Processor = scope.MediaStreamTrackProcessor;
  scope.MediaStreamTrackProcessor = class {
    constructor(init: { track: MediaStreamTrack }) {
      // The page's track is refused. The next track is the test's own.
      const refused = first && init.track.kind === 'audio';
      first &&= !refused;
      if (refused) throw new TypeError('video only');
      // biome-ignore lint/correctness/noConstructorReturn: it replaces the constructor
      return new Processor(init);
    }
  };
}
