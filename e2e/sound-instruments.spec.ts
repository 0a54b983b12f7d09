/** `<rl-meter>` and `<rl-spectrum>` in a real browser, with the sound of a pipeline. Also the effect `denoise`. */

import axe from 'axe-core';
import { expect, type Page, test } from 'playwright/test';
import type { RlApp } from '../src/elements/rl-app/rl-app.ts';
import type { Pipeline } from '../src/types.ts';
import { openAndStart, SMALL, untilPresented } from './support/app.ts';
import { soundStats } from './support/sound.ts';

/** Opens a page with the test tone: 1 kHz, -12 dBFS. */
async function start(page: Page, query = ''): Promise<void> {
  await page.goto(`./?${SMALL}&filters=&autostart=1&audio=tone${query}`);
  await untilPresented(page, 5);
  await expect.poll(async () => (await soundStats(page))?.quantum ?? 0).toBeGreaterThan(0);
}

/** Leaves only the instruments on a blank page, without the page's tokens. */
async function alone(page: Page): Promise<void> {
  await page.evaluate(() => {
    const app = document.querySelector<RlApp>('rl-app');
    for (const sheet of document.styleSheets) sheet.disabled = true;
    if (app) app.style.display = 'none';
    const main = document.createElement('main');
    const heading = document.createElement('h1');
    heading.textContent = 'Two instruments';
    main.append(heading);
    for (const tag of ['rl-meter', 'rl-spectrum']) {
      main.append(
        Object.assign(document.createElement(tag), { pipeline: app?.pipeline, id: `alone-${tag}` }),
      );
    }
    document.body.append(main);
  });
}

/** The numbers in a text. It also reads the true minus sign. */
const numbers = (text: string): number[] =>
  (text.replaceAll('−', '-').match(/-?\d+(\.\d+)?/g) ?? []).map(Number);

test('the meter shows the tone’s levels and loudness, in words too', async ({ page }) => {
  await start(page);
  await alone(page);
  const meter = page.locator('#alone-rl-meter');
  const bar = meter.getByRole('meter').first();
  await expect(bar).toHaveAttribute('aria-valuenow', '-15.0');
  await expect(bar).toHaveAttribute('aria-valuetext', 'RMS -15.0 dB, peak -12.0 dB');
  expect([await bar.getAttribute('aria-valuemin'), await bar.getAttribute('aria-valuemax')]).toEqual([
    '-60',
    '0',
  ]);
  const row = meter.getByRole('row').nth(1);
  await expect(async () => {
    const [rms, peak, truePeak] = numbers((await row.textContent()) ?? '');
    expect(rms).toBeCloseTo(-15, 0);
    expect(peak).toBeCloseTo(-12, 0);
    expect(truePeak).toBeCloseTo(-12, 0);
  }).toPass();
  // A stereo sine of 1 kHz at -12 dBFS has -12 LUFS. One channel of it has -15.
  const channels = (await soundStats(page))?.channels ?? 0;
  const lufs = channels === 2 ? -12 : -15;
  for (const name of ['momentary', 'short-term', 'integrated']) {
    await expect(async () => {
      const text = await meter.locator('.loudness > div', { hasText: name }).textContent();
      expect(Math.abs((numbers(text ?? '')[0] ?? 0) - lufs)).toBeLessThan(0.3);
    }).toPass();
  }
});

test('the spectrum finds the tone, and draws it where it belongs', async ({ page }) => {
  await start(page);
  await alone(page);
  const spectrum = page.locator('#alone-rl-spectrum');
  await expect(spectrum.locator('.loudest')).toHaveText(/^Loudest: 1\.00 kHz, −1[23]\.\d dB$/);
  await expect(spectrum.getByRole('img', { name: /^Spectrum\. Loudest: 1\.00 kHz/ })).toBeVisible();
  // The loudest column of the spectrogram is at 1 kHz of the logarithmic axis.
  const place = Math.log(1000 / 20) / Math.log(20_000 / 20);
  await expect
    .poll(() =>
      spectrum.evaluate((element) => {
        const canvas = element.shadowRoot?.querySelector<HTMLCanvasElement>('.waterfall');
        const context = canvas?.getContext('2d');
        if (!canvas || !context) return -1;
        const { data } = context.getImageData(0, 4, canvas.width, 1);
        const quiet = [0, 1, 2].map((i) => data[i] as number);
        let [best, most] = [-1, 0];
        for (let x = 0; x < canvas.width; x++) {
          const away = quiet.reduce(
            (sum, value, i) => sum + Math.abs((data[4 * x + i] as number) - value),
            0,
          );
          if (away > most) [best, most] = [x, away];
        }
        return best / canvas.width;
      }),
    )
    .toBeCloseTo(place, 1);
});

test('the analysis runs while somebody looks, and only then', async ({ page }) => {
  const requests: string[] = [];
  page.on('request', (request) => requests.push(request.url()));
  await page.goto(`./?${SMALL}&filters=&autostart=1`);
  await untilPresented(page, 5);
  expect(requests.filter((url) => /analysis|rl-meter|denoise/.test(url))).toEqual([]);
  const workers = () => page.workers().filter((worker) => /analysis/.test(worker.url())).length;
  await start(page);
  await expect.poll(workers).toBe(1);
  // A second instrument for the same sound needs no second thread.
  await alone(page);
  await expect(page.locator('#alone-rl-meter').getByRole('meter').first()).toHaveAttribute(
    'aria-valuenow',
    '-15.0',
  );
  expect(workers()).toBe(1);
  await page.evaluate(() => {
    document.querySelector('main')?.remove();
    const root = document.querySelector('rl-app')?.shadowRoot;
    for (const tag of ['rl-meter', 'rl-spectrum'])
      for (const element of root?.querySelectorAll(tag) ?? []) element.remove();
  });
  await expect.poll(workers).toBe(0);
});

test('what cannot be shared is posted: without isolation the same numbers', async ({ page }) => {
  await page.route('**/*', async (route) => {
    const response = await route.fetch();
    const headers = { ...response.headers() };
    delete headers['cross-origin-opener-policy'];
    delete headers['cross-origin-embedder-policy'];
    await route.fulfill({ response, headers });
  });
  await start(page);
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(false);
  await alone(page);
  const bar = page.locator('#alone-rl-meter').getByRole('meter').first();
  await expect(bar).toHaveAttribute('aria-valuenow', '-15.0');
  await expect(page.locator('#alone-rl-spectrum .loudest')).toHaveText(/^Loudest: 1\.00 kHz, −1[23]\.\d dB$/);
});

for (const colorScheme of ['dark', 'light'] as const) {
  test(`axe finds nothing, ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({
      colorScheme,
      reducedMotion: colorScheme === 'dark' ? 'reduce' : 'no-preference',
    });
    await start(page);
    await alone(page);
    await expect(page.locator('#alone-rl-meter').getByRole('meter').first()).toHaveAttribute(
      'aria-valuenow',
      '-15.0',
    );
    await page.evaluate(axe.source);
    const found = await page.evaluate(async () => {
      const { violations } = await (window as unknown as { axe: typeof axe }).axe.run(document);
      return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
    });
    expect(found).toEqual([]);
  });
}

test('without a pipeline there are empty numbers', async ({ page }) => {
  await start(page);
  await page.evaluate(() => {
    const meter = Object.assign(document.createElement('rl-meter'), { id: 'empty' });
    document.body.append(meter, Object.assign(document.createElement('rl-spectrum'), { id: 'blank' }));
  });
  await expect(page.locator('#empty td').first()).toHaveText('–');
  await expect(page.locator('#blank .loudest')).toHaveText('Loudest: –');
});

test('beside the preview the bars alone, where there is room', async ({ page }) => {
  await start(page);
  const bars = page.getByRole('region', { name: 'Preview' }).getByRole('meter');
  await expect(bars).toHaveCount(1);
  // This is the level of the tone.
  await expect(bars).toHaveAttribute('aria-valuenow', '-15.0');
  await page.setViewportSize({ width: 390, height: 844 });
  await expect(bars).toHaveCount(0);
});

test('denoise is loaded when a chain first has it, and takes the noise of a room away', async ({ page }) => {
  const requests: string[] = [];
  page.on('request', (request) => requests.push(request.url()));
  await openAndStart(page);
  await page.evaluate(async () => {
    // Plays low noise from a seed, in a loop.
    const context = new AudioContext();
    const buffer = context.createBuffer(1, 5 * context.sampleRate, context.sampleRate);
    const samples = buffer.getChannelData(0);
    let [state, low] = [7, 0];
    for (let i = 0; i < samples.length; i++) {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      low = 0.95 * low + 0.01 * (state / 2 ** 31 - 1);
      samples[i] = low;
    }
    const player = new AudioBufferSourceNode(context, { buffer, loop: true });
    const destination = new MediaStreamAudioDestinationNode(context);
    player.connect(destination);
    player.start();
    await context.resume();
    const { createPipeline } = (await import(new URL('lib/ringlight.js', document.baseURI).href)) as {
      createPipeline: (options: object) => Promise<RlApp['pipeline']>;
    };
    const source = { type: 'pattern', width: 320, height: 180, frameRate: 30 };
    const audio = { source: destination.stream.getAudioTracks()[0], effects: [] };
    Object.assign(globalThis, { noisy: await createPipeline({ source, threads: 1, audio }) });
  });
  const rmsDb = () =>
    page.evaluate(() => {
      const { noisy } = globalThis as unknown as { noisy: Pipeline };
      return noisy.stats().audio?.rmsDb ?? Number.NaN;
    });
  const setAmount = (amount: number) =>
    page.evaluate((amount) => {
      const { noisy } = globalThis as unknown as { noisy: Pipeline };
      noisy.setEffects([{ name: 'denoise', amount }]);
    }, amount);
  const loaded = () => requests.filter((url) => /denoise\.(scalar|simd)/.test(url)).length;
  await expect.poll(rmsDb).toBeGreaterThan(-45);
  const before = await rmsDb();
  expect(loaded()).toBe(0);
  await setAmount(100);
  await expect.poll(rmsDb).toBeLessThan(before - 20);
  expect(loaded()).toBe(1);
  await setAmount(0);
  await expect.poll(rmsDb).toBeGreaterThan(before - 3);
});
