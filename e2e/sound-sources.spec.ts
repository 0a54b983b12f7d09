/** Where sound comes from besides the tone: a microphone, a file, a page that is not isolated. */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base, expect } from 'playwright/test';
import type { RlApp } from '../src/elements/rl-app/rl-app.ts';
import { SMALL, untilPresented } from './support/app.ts';
import { largestStep, levelAt, recordStream, soundStats, writeWav } from './support/sound.ts';
import { prepareWorklet, tellWorklet } from './support/worklet.ts';

const RATE = 44_100;
/** What the microphone hears, long enough to be looped rarely. */
const SINES = [
  { hertz: 100, amplitude: 0.25 },
  { hertz: 1000, amplitude: 0.25 },
];
const level = (amplitude: number) => 20 * Math.log10(amplitude);

const test = base.extend<object, { wav: string }>({
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

/** Gain of a second-order high-pass at a frequency, in decibels: the formulas of the Audio EQ Cookbook. */
function highPassDb(hertz: number, cutoff: number, q: number, rate: number): number {
  const w0 = (2 * Math.PI * cutoff) / rate;
  const alpha = Math.sin(w0) / (2 * q);
  const c = Math.cos(w0);
  const b = [(1 + c) / 2, -(1 + c), (1 + c) / 2];
  const a = [1 + alpha, -2 * c, 1 - alpha];
  const w = (2 * Math.PI * hertz) / rate;
  const at = (k: readonly number[]) =>
    Math.hypot(
      k.reduce((sum, value, n) => sum + value * Math.cos(n * w), 0),
      k.reduce((sum, value, n) => sum - value * Math.sin(n * w), 0),
    );
  return 20 * Math.log10(at(b) / at(a));
}

/** The largest step of what the microphone hears while it dies away, by a thirtieth from sample to sample, or is faded in. */
function stepOfFade(seconds: number, rate: number): number {
  return SINES.reduce(
    (sum, { hertz, amplitude }) =>
      sum + amplitude * ((2 * Math.PI * hertz) / rate + 0.04 + 1 / (seconds * rate)),
    0,
  );
}

/** How it gets to the audio thread. */
const WAYS = [
  ['a ring of ours', () => undefined],
  [
    'the browser’s node, where tracks of sound cannot be read',
    () => {
      const scope = globalThis as unknown as {
        MediaStreamTrackProcessor: new (init: { track: MediaStreamTrack }) => object;
      };
      let first = true;
      const Processor = scope.MediaStreamTrackProcessor;
      scope.MediaStreamTrackProcessor = class {
        constructor(init: { track: MediaStreamTrack }) {
          // The next one is this test's own.
          const refused = first && init.track.kind === 'audio';
          first &&= !refused;
          if (refused) throw new TypeError('video only');
          // biome-ignore lint/correctness/noConstructorReturn: in its place
          return new Processor(init);
        }
      };
    },
  ],
  [
    'the browser’s node, where pieces are of another rate than the track’s',
    () => {
      const { getSettings } = MediaStreamTrack.prototype;
      MediaStreamTrack.prototype.getSettings = function () {
        const settings = getSettings.call(this);
        return this.kind === 'audio' ? { ...settings, sampleRate: 32_000 } : settings;
      };
    },
  ],
] as const;

// Runs in the page: the browser's own processing would change what is measured here. Counts the nodes that tracks come by.
function withoutProcessing(): void {
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

for (const [way, prepare] of WAYS) {
  test(`a microphone’s sound is filtered as the formulas say, through ${way}`, async ({ page }) => {
    await page.addInitScript(withoutProcessing);
    await page.addInitScript(prepare);
    await page.goto(`./?${SMALL}&audio=microphone&effects=high-pass:300:0.9,gain:3&autostart=1`);
    await untilPresented(page);
    await expect.poll(async () => (await soundStats(page))?.rmsDb ?? -120).toBeGreaterThan(-40);
    // Where the jitter buffer skips or repeats something in the middle of a recording, a sine is none.
    await expect(async () => {
      const sound = await recordStream(page, 1);
      for (const { hertz, amplitude } of SINES) {
        const expected = level(amplitude) + highPassDb(hertz, 300, 0.9, sound.rate) + 3;
        expect(Math.abs(levelAt(sound, hertz) - expected), `${hertz} Hz`).toBeLessThan(0.3);
      }
    }).toPass({ timeout: 20_000 });
    expect(await soundStats(page)).toMatchObject({ source: 'microphone', state: 'running' });
  });
}

test('a device whose pieces change their rate: from the ring to the browser’s node without a click', async ({
  page,
}) => {
  await page.addInitScript(withoutProcessing);
  // The browser converts what it gives to a track's readers to the track's rate: no device here can be made to change it.
  await page.route(/pieces\.worker[^/]*\.js$/, async (route) => {
    const response = await route.fetch();
    const prologue = `(${() => {
      const { get } = Object.getOwnPropertyDescriptor(
        AudioData.prototype,
        'sampleRate',
      ) as PropertyDescriptor;
      let changed = false;
      new BroadcastChannel('rate').onmessage = () => {
        changed = true;
      };
      Object.defineProperty(AudioData.prototype, 'sampleRate', {
        get(this: AudioData) {
          return changed ? 32_000 : get?.call(this);
        },
      });
    }})();\n`;
    await route.fulfill({ response, body: prologue + (await response.text()) });
  });
  await page.goto(`./?${SMALL}&audio=microphone&autostart=1`);
  await untilPresented(page);
  await expect.poll(async () => (await soundStats(page))?.rmsDb ?? -120).toBeGreaterThan(-20);
  const nodes = () => page.evaluate(() => (globalThis as unknown as { nodes: number }).nodes);
  expect(await nodes()).toBe(0);
  const sound = await recordStream(page, 2, () => new BroadcastChannel('rate').postMessage('now'));
  expect(await nodes()).toBe(1);
  expect(largestStep(sound)).toBeLessThan(stepOfFade(0.005, sound.rate));
  const end = { ...sound, samples: sound.samples.slice(-sound.rate / 5) };
  for (const { hertz, amplitude } of SINES) expect(levelAt(end, hertz)).toBeCloseTo(level(amplitude), 0);
});

test.describe('the browser’s own buffer', () => {
  // What keeps the audio thread waiting comes from a blob.
  test.use({ bypassCSP: true });

  test('what runs up in it while the audio thread is held up is dropped, without a click', async ({
    page,
  }) => {
    await page.addInitScript(withoutProcessing);
    await page.addInitScript(WAYS[1][1]);
    await prepareWorklet(
      page,
      'hold',
      `registerProcessor('hold', class extends AudioWorkletProcessor {
        constructor() { super(); this.port.onmessage = ({ data }) => { for (const end = Date.now() + data; Date.now() < end;); }; }
        process() { return true; }
      });`,
    );
    await page.goto(`./?${SMALL}&audio=microphone&autostart=1`);
    await untilPresented(page);
    const nodes = () => page.evaluate(() => (globalThis as unknown as { nodes: number }).nodes);
    const skew = async () => (await soundStats(page))?.skewMs ?? Number.NaN;
    // A new one when the context began to run. By three seconds it is known how little waits.
    await expect.poll(nodes).toBe(2);
    const processed = () =>
      page.evaluate(() => document.querySelector<RlApp>('rl-app')?.pipeline?.audio?.context.currentTime);
    await expect.poll(processed).toBeGreaterThan(3);
    // What waits is dropped every ten seconds at most.
    const [sound] = await Promise.all([recordStream(page, 12), tellWorklet(page, 400)]);
    expect(await nodes()).toBeGreaterThanOrEqual(3);
    await expect.poll(skew).toBeLessThan(20);
    // Held up for 400 ms the browser's buffer runs over: that is its own step, at the beginning.
    const later = { ...sound, samples: sound.samples.slice(2 * sound.rate) };
    expect(largestStep(later)).toBeLessThan(stepOfFade(0.02, sound.rate));
  });
});

test('a file is decoded and played in a loop', async ({ page }) => {
  await page.goto(`./?${SMALL}`);
  const peak = await page.evaluate(async () => {
    const url = new URL('./lib/ringlight.js', location.href).href;
    const { createPipeline } = (await import(url)) as typeof import('../src/index.ts');
    // A tenth of a second of a square wave, which is over ten times within the second below.
    const [rate, frames] = [8000, 800];
    const bytes = new DataView(new ArrayBuffer(44 + 2 * frames));
    const text = (at: number, letters: string) =>
      [...letters].forEach((letter, i) => {
        bytes.setUint8(at + i, letter.charCodeAt(0));
      });
    text(0, 'RIFF');
    bytes.setUint32(4, 36 + 2 * frames, true);
    text(8, 'WAVEfmt ');
    bytes.setUint32(16, 16, true);
    bytes.setUint32(20, 0x0001_0001, true);
    bytes.setUint32(24, rate, true);
    bytes.setUint32(28, 2 * rate, true);
    bytes.setUint32(32, 0x0010_0002, true);
    text(36, 'data');
    bytes.setUint32(40, 2 * frames, true);
    for (let i = 0; i < frames; i++) bytes.setInt16(44 + 2 * i, i % 40 < 20 ? 8192 : -8192, true);
    const pipeline = await createPipeline({ source: 'pattern', audio: { source: new Blob([bytes.buffer]) } });
    const reached = async () => {
      for (;;) {
        await new Promise((resolve) => setTimeout(resolve, 100));
        const { audio } = pipeline.stats();
        // The meter's 300 ms are full of it only if it goes on and on.
        if (audio && audio.rmsDb > -13 && audio.quantum > 0) return audio.rmsDb;
      }
    };
    const rmsDb = await reached();
    await pipeline.close();
    return rmsDb;
  });
  // A quarter of full scale.
  expect(Math.abs(peak + 12.04)).toBeLessThan(1);
});

test('without isolation: settings and numbers go by message, the sound is the same', async ({ page }) => {
  await page.route('**/*', async (route) => {
    const response = await route.fetch();
    const headers = { ...response.headers() };
    delete headers['cross-origin-opener-policy'];
    delete headers['cross-origin-embedder-policy'];
    await route.fulfill({ response, headers });
  });
  await page.goto(`./?${SMALL}&audio=tone&effects=gain:-6&autostart=1`);
  await untilPresented(page);
  await expect.poll(async () => (await soundStats(page))?.peakDb ?? -120).toBeGreaterThan(-19);
  const quieter = await recordStream(page, 0.3);
  expect(levelAt(quieter, 1000)).toBeCloseTo(-18, 1);
  const louder = await recordStream(page, 1, (pipeline) => pipeline.setEffects([]));
  expect(levelAt({ ...louder, samples: louder.samples.slice(-louder.rate / 3) }, 1000)).toBeCloseTo(-12, 1);
  await expect.poll(async () => (await soundStats(page))?.peakDb).toBeGreaterThan(-13);
  await page.unrouteAll({ behavior: 'ignoreErrors' });
});
