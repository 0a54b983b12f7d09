/** Sound on its whole way: source, audio thread, WebAssembly, the stream's track. */

import { expect, test } from 'playwright/test';
import { open, SMALL, stats, untilPresented } from './support/app.ts';
import { largestStep, levelAt, noiseLevel, recordStream, soundStats } from './support/sound.ts';

/** The test tone. */
const TONE_HZ = 1000;
const TONE_DB = -12;
/** The amplitude of the test tone. */
const AMPLITUDE = 10 ** (TONE_DB / 20);

/** Opens a page and waits until its sound flows. */
async function start(page: import('playwright/test').Page, query: string): Promise<void> {
  await page.goto(`./?${SMALL}&filters=&autostart=1&${query}`);
  await untilPresented(page, 5);
  await expect.poll(async () => (await soundStats(page))?.quantum ?? 0).toBeGreaterThan(0);
}

for (const simd of ['on', 'off'] as const) {
  test(`the stream carries the test tone, 1 kHz at -12 dBFS, simd=${simd}`, async ({ page }) => {
    await start(page, `audio=tone&simd=${simd}`);
    // A busy machine makes gaps in the sound. The next half second probably has none.
    await expect(async () => {
      const tone = await recordStream(page, 0.5);
      expect(levelAt(tone, TONE_HZ)).toBeCloseTo(TONE_DB, 1);
      // Only the tone is there. Rounding on the way has 16 bits at worst.
      expect(noiseLevel(tone, TONE_HZ)).toBeLessThan(-80);
    }).toPass({ timeout: 30_000 });
    const sound = await soundStats(page);
    expect(sound).toMatchObject({
      state: 'running',
      source: 'tone',
      simd: simd === 'on',
      overruns: 0,
      clipped: 0,
    });
    expect(sound?.peakDb).toBeCloseTo(TONE_DB, 0);
    expect(sound?.rmsDb).toBeCloseTo(TONE_DB - 3, 0);
  });
}

test('effects of the address, and live ones, without a step larger than the signal’s own', async ({
  page,
}) => {
  await start(page, 'audio=tone&effects=gain:-6');
  expect(levelAt(await recordStream(page, 0.3), TONE_HZ)).toBeCloseTo(TONE_DB - 6, 1);
  const changes = await recordStream(page, 3, async (pipeline) => {
    const context = pipeline.audio?.context;
    if (!context) throw new Error('there is no sound');
    // Waits by the sound's own clock, five times as long as a change takes to warm up and fade in.
    const pause = () =>
      new Promise((resolve) => {
        const clock = new ConstantSourceNode(context, { offset: 0 });
        clock.addEventListener('ended', resolve);
        clock.connect(context.destination);
        clock.start();
        clock.stop(context.currentTime + 0.15);
      });
    const chains = [
      [{ name: 'gain', db: 0 }],
      [
        { name: 'gain', db: 0 },
        { name: 'high-pass', hz: 200 },
      ],
      [
        { name: 'high-pass', hz: 200 },
        { name: 'gain', db: -3 },
      ],
      [],
      [{ name: 'gain', db: -40, enabled: false }],
    ] as const;
    for (const chain of chains) {
      pipeline.setEffects(chain);
      await pause();
    }
    for (const on of [false, true, false, true]) {
      pipeline.setSimd(on);
      await pause();
    }
    for (const on of [true, false]) {
      pipeline.audio?.setBypass(on);
      await pause();
    }
    pipeline.setEffects([]);
  });
  // The largest step of a sine with this amplitude. No chain above makes it louder.
  const own = AMPLITUDE * 2 * Math.sin((Math.PI * TONE_HZ) / changes.rate);
  expect(largestStep(changes)).toBeLessThan(own * 1.02);
  expect(levelAt(await recordStream(page, 0.3), TONE_HZ)).toBeCloseTo(TONE_DB, 1);
});

test('without sound nothing of it is loaded, and the stream has no audio track', async ({ page }) => {
  const requests: string[] = [];
  page.on('request', (request) => requests.push(request.url()));
  await open(page, SMALL);
  await page.getByRole('button', { name: /^Start / }).click();
  await untilPresented(page);
  expect((await stats(page))?.audio).toBeNull();
  const tracks = await page.evaluate(() => {
    const { pipeline } = document.querySelector('rl-app') as import('../src/elements/rl-app/rl-app.ts').RlApp;
    return pipeline?.stream.getAudioTracks().length;
  });
  expect(tracks).toBe(0);
  expect(requests.filter((url) => /audio\.(scalar|simd|worklet)|audio-clock/.test(url))).toEqual([]);
});
