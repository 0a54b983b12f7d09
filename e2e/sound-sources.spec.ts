/** Other sources of sound than the tone: a microphone, a file, a page that is not isolated. */

import { expect } from 'playwright/test';
import { SMALL, untilPresented } from './support/app.ts';
import { level, SINES, test, unreadable, withoutProcessing } from './support/microphone.ts';
import { levelAt, recordStream, soundStats } from './support/sound.ts';

/** The gain of a second-order high-pass at a frequency, in decibels. The formulas are those of the Audio EQ Cookbook. */
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

/** The ways of sound to the audio thread. */
const WAYS = [
  ['a ring of ours', () => undefined],
  ['the browser’s node, where tracks of sound cannot be read', unreadable],
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

for (const [way, prepare] of WAYS) {
  test(`a microphone’s sound is filtered as the formulas say, through ${way}`, async ({ page }) => {
    await page.addInitScript(withoutProcessing);
    await page.addInitScript(prepare);
    await page.goto(`./?${SMALL}&audio=microphone&effects=high-pass:300:0.9,gain:3&autostart=1`);
    await untilPresented(page);
    await expect.poll(async () => (await soundStats(page))?.rmsDb ?? -120).toBeGreaterThan(-40);
    // If the jitter buffer skips or repeats something during a recording, the sine is broken. Then another recording is made.
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

test('a file is decoded and played in a loop', async ({ page }) => {
  await page.goto(`./?${SMALL}`);
  const peak = await page.evaluate(async () => {
    const url = new URL('./lib/ringlight.js', location.href).href;
    const { createPipeline } = (await import(url)) as typeof import('../src/index.ts');
    // A square wave of a tenth of a second. It ends over ten times within the second below.
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
        // The meter covers 300 ms. It shows this level only if the sound goes on in a loop.
        if (audio && audio.rmsDb > -13 && audio.quantum > 0) return audio.rmsDb;
      }
    };
    const rmsDb = await reached();
    await pipeline.close();
    return rmsDb;
  });
  // The peak is a quarter of full scale.
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
