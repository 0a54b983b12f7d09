/** If sound goes wrong, a sentence says what to do, the picture goes on, and nothing gets loud. */

import { expect, type Page, test } from 'playwright/test';
import type { RlApp } from '../src/elements/rl-app/rl-app.ts';
import { expectParameter, open, power, SMALL, stats, untilPresented } from './support/app.ts';
import { expectTone, largestStep, levelAt, recordStream, soundStats } from './support/sound.ts';
import { prepareWorklet, tellWorklet } from './support/worklet.ts';

const TONE_HZ = 1000;
const AMPLITUDE = 10 ** (-12 / 20);

const untilState = (page: Page, state: string) =>
  expect.poll(async () => (await soundStats(page))?.state).toBe(state);

/** Makes the browser refuse the microphone with this DOMException, as a real browser does. */
async function refuseMicrophone(page: Page, name: string): Promise<void> {
  await page.addInitScript((name) => {
    MediaDevices.prototype.getUserMedia = () =>
      Promise.reject(new DOMException('as a browser says it', name));
  }, name);
}

for (const [what, name, heading, advice] of [
  ['denied', 'NotAllowedError', 'The microphone is blocked', 'Allow it for this page'],
  ['missing', 'NotFoundError', 'No microphone was found', 'Plug one in'],
  ['in use', 'NotReadableError', 'The microphone is busy', 'another program may be using it'],
] as const) {
  test(`microphone ${what}: a sentence, and the picture without sound one click away`, async ({ page }) => {
    await refuseMicrophone(page, name);
    await open(page, `${SMALL}&audio=microphone`);
    await power(page).click();
    const alert = page.getByRole('alert').filter({ hasText: heading });
    await expect(alert).toContainText(advice);
    await alert.getByRole('button', { name: 'Start without sound' }).click();
    await untilPresented(page);
    await expect(alert).toHaveCount(0);
    expect(new URL(page.url()).searchParams.get('audio')).toBeNull();
    expect((await stats(page))?.audio).toBeNull();
  });
}

test('the library rejects with a class and a code, and a bad option with a TypeError', async ({ page }) => {
  await refuseMicrophone(page, 'NotAllowedError');
  await page.goto('./?source=pattern');
  const outcomes = await page.evaluate(async () => {
    const url = new URL('./lib/ringlight.js', location.href).href;
    const { createPipeline } = (await import(url)) as typeof import('../src/index.ts');
    const attempt = (audio: unknown) =>
      createPipeline({ source: 'pattern', audio: audio as never }).then(
        () => 'opened',
        (error: Error & { code?: string }) => `${error.name} ${error.code ?? error.message}`,
      );
    return Promise.all([
      attempt({ source: 'microphone' }),
      attempt({ source: 'drums' }),
      attempt({ source: 'tone', effects: [{ name: 'gain', db: 100 }] }),
      attempt({ source: 'tone', monitor: 1 }),
      attempt({ source: { type: 'microphone', echoCancellation: 'yes' } }),
    ]);
  });
  expect(outcomes).toEqual([
    'MicrophoneDeniedError microphone-denied',
    'TypeError audio.source is "drums"; it must be one of "microphone", "tone", "off", an audio track or a Blob',
    'TypeError audio.effects[0].db is 100; it must be a number from -60 to 24 dB',
    'TypeError audio.monitor is 1; it must be true or false',
    'TypeError audio.source.echoCancellation is "yes"; it must be true or false',
  ]);
  await expect.poll(() => page.workers().length).toBe(0);
});

test('a microphone that is unplugged: silence and a sentence, the picture goes on', async ({ page }) => {
  await page.addInitScript(() => {
    const { getUserMedia } = MediaDevices.prototype;
    MediaDevices.prototype.getUserMedia = async function (constraints) {
      const stream = await getUserMedia.call(this, constraints);
      (globalThis as unknown as { unplug: () => void }).unplug = () => {
        for (const track of stream.getTracks()) {
          track.stop();
          // The browser fires this event only if the page did not stop the track itself.
          track.dispatchEvent(new Event('ended'));
        }
      };
      return stream;
    };
  });
  await page.goto(`./?${SMALL}&audio=microphone&autostart=1`);
  await untilPresented(page);
  await untilState(page, 'running');
  await page.evaluate(() => (globalThis as unknown as { unplug: () => void }).unplug());
  await untilState(page, 'ended');
  await expect(page.getByText('The microphone has stopped')).toBeVisible();
  const { presented = 0 } = (await stats(page)) ?? {};
  await untilPresented(page, presented + 10);
});

test('a context that may not start: a sentence, and the next click starts it', async ({ page }) => {
  await page.addInitScript(() => {
    // The browser treats a page like this before the first touch. It takes a test's own clicks for touches, so this imitates it.
    let touched = false;
    addEventListener('pointerdown', () => (touched = true), { capture: true });
    const Real = AudioContext;
    globalThis.AudioContext = class extends Real {
      constructor(options?: AudioContextOptions) {
        super(options);
        if (!touched) super.suspend().catch(() => {});
      }
      override resume(): Promise<void> {
        return touched ? super.resume() : Promise.reject(new DOMException('not yet', 'NotAllowedError'));
      }
    };
  });
  await page.goto(`./?${SMALL}&audio=tone&autostart=1`);
  await untilPresented(page);
  await untilState(page, 'suspended');
  await expect(page.getByRole('button', { name: 'Start sound' })).toBeVisible();
  await page.getByRole('heading', { name: 'Ringlight' }).click();
  await untilState(page, 'running');
  await expectTone(page);
});

test.describe('a module that traps', () => {
  // The script that makes the module trap comes from a blob.
  test.use({ bypassCSP: true });

  test('silence at once, then the same sound again, never louder', async ({ page }) => {
    await injectTraps(page, 1);
    await page.goto(`./?${SMALL}&audio=tone&autostart=1`);
    await untilState(page, 'running');
    const sound = await recordStream(page, 2, () =>
      (globalThis as unknown as { tellWorklet: (message: string) => void }).tellWorklet('now'),
    );
    const own = AMPLITUDE * 2 * Math.sin((Math.PI * TONE_HZ) / sound.rate);
    expect(sound.samples.reduce((most, x) => Math.max(most, Math.abs(x)), 0)).toBeLessThan(AMPLITUDE * 1.01);
    // The sound dies away by a thirtieth from sample to sample, and fades in.
    expect(largestStep(sound)).toBeLessThan(own + 0.04 * AMPLITUDE);
    const { samples } = sound;
    const period = sound.rate / TONE_HZ;
    const silent = samples.findIndex((_, at) =>
      samples.slice(at, at + period).every((x) => Math.abs(x) < AMPLITUDE / 20),
    );
    expect(silent, 'there is silence').toBeGreaterThanOrEqual(0);
    await expect(async () => {
      const again = await recordStream(page, 0.3);
      expect(levelAt(again, TONE_HZ)).toBeCloseTo(-12, 1);
      expect(largestStep(again)).toBeLessThan(own * 1.02);
    }).toPass({ timeout: 10_000 });
    expect((await soundStats(page))?.state).toBe('running');
  });

  test('again and again: it is given up, the picture goes on', async ({ page }) => {
    await injectTraps(page, 100);
    await page.goto(`./?${SMALL}&audio=tone&autostart=1`);
    await untilState(page, 'running');
    await tellWorklet(page, 'now');
    await untilState(page, 'failed');
    await expect(page.getByText('The sound has stopped')).toBeVisible();
    const { presented = 0, state } = (await stats(page)) ?? {};
    expect(state).toBe('running');
    await untilPresented(page, presented + 10);
  });
});

/** Prepares traps. After a message, the module traps in the first `processors` processors, at their next quantum. */
async function injectTraps(page: Page, processors: number): Promise<void> {
  const prologue = `(${(processors: number) => {
    const scope = globalThis as unknown as {
      AudioWorkletProcessor: new () => { port: MessagePort; process(): boolean };
      registerProcessor(name: string, processor: unknown): void;
    };
    let armed = false;
    scope.registerProcessor(
      'trap',
      class extends scope.AudioWorkletProcessor {
        constructor() {
          super();
          this.port.onmessage = () => (armed = true);
        }
        override process() {
          return true;
        }
      },
    );
    const { Instance } = WebAssembly;
    let made = 0;
    const wrapped = (module: WebAssembly.Module, imports: WebAssembly.Imports) => {
      const { exports } = new Instance(module, imports);
      // Each processor has two flavours.
      const number = made++ >> 1;
      const begin = exports.audio_begin as (frames: number) => number;
      const audio_begin = (frames: number) => {
        if (armed && number < processors) throw new WebAssembly.RuntimeError('unreachable');
        return begin(frames);
      };
      return { exports: { ...exports, audio_begin } };
    };
    WebAssembly.Instance = new Proxy(Instance, {
      construct: (_, [module, imports]) => wrapped(module, imports),
    });
  }})(${processors});`;
  await prepareWorklet(page, 'trap', prologue);
}

test('a bad chain in the address: a sentence, and no effects instead', async ({ page }) => {
  await open(page, `${SMALL}&audio=tone&effects=gain:loud`);
  await expect(page.getByRole('alert').filter({ hasText: 'effects' })).toContainText('gain');
  await power(page).click();
  await untilPresented(page);
  await untilState(page, 'running');
  expect((await soundStats(page))?.effects).toEqual([]);
});

test('the chain editor changes the running sound and the address; monitoring a microphone warns', async ({
  page,
}) => {
  await page.goto(`./?${SMALL}&audio=microphone&autostart=1`);
  await untilPresented(page);
  await untilState(page, 'running');
  await expect(page.getByLabel('Effect to add')).toBeVisible();
  await page.getByLabel('Effect to add').selectOption('gain');
  await page.getByRole('button', { name: 'Add effect' }).click();
  await expect.poll(async () => (await soundStats(page))?.effects.map(({ name }) => name)).toEqual(['gain']);
  await expectParameter(page, 'effects', 'gain');
  const monitor = page.getByLabel('Play it on this device');
  await expect(monitor).not.toBeChecked();
  await monitor.check();
  await expect(page.getByText('use headphones, or it may howl')).toBeVisible();
  const on = () => page.evaluate(() => document.querySelector<RlApp>('rl-app')?.pipeline?.audio?.monitor);
  expect(await on()).toBe(true);
  await monitor.uncheck();
  expect(await on()).toBe(false);
});
