/** A microphone's sound goes on without a click if its way changes or is delayed. */

import { expect } from 'playwright/test';
import type { RlApp } from '../src/elements/rl-app/rl-app.ts';
import { SMALL, untilPresented } from './support/app.ts';
import { level, SINES, stepOfFade, test, unreadable, withoutProcessing } from './support/microphone.ts';
import { largestStep, levelAt, recordStream, soundStats } from './support/sound.ts';
import { prepareWorklet, tellWorklet } from './support/worklet.ts';

test('a device whose pieces change their rate: from the ring to the browser’s node without a click', async ({
  page,
}) => {
  await page.addInitScript(withoutProcessing);
  // The browser converts a track's sound to the track's rate. No device here can change it, so the worker's script does.
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
  // The script that delays the audio thread comes from a blob.
  test.use({ bypassCSP: true });

  test('what runs up in it while the audio thread is held up is dropped, without a click', async ({
    page,
  }) => {
    await page.addInitScript(withoutProcessing);
    await page.addInitScript(unreadable);
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
    // A new node was made when the context began to run. After three seconds it is known how little waits.
    await expect.poll(nodes).toBe(2);
    const processed = () =>
      page.evaluate(() => document.querySelector<RlApp>('rl-app')?.pipeline?.audio?.context.currentTime);
    await expect.poll(processed).toBeGreaterThan(3);
    // The buffer drops what waits too long, at most every ten seconds.
    const [sound] = await Promise.all([recordStream(page, 12), tellWorklet(page, 400)]);
    expect(await nodes()).toBeGreaterThanOrEqual(3);
    await expect.poll(skew).toBeLessThan(20);
    // A delay of 400 ms overflows the browser's buffer. This causes a step of its own, at the beginning.
    const later = { ...sound, samples: sound.samples.slice(2 * sound.rate) };
    expect(largestStep(later)).toBeLessThan(stepOfFade(0.02, sound.rate));
  });
});
