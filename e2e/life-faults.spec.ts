/**
 * Threads die, trap, hang, throw or reject, and files do not come. Each fault ends in a state that the page reports. It leaves
 * nothing open, and the next start works.
 */

import { expect, type Page, test } from 'playwright/test';
import type { Pipeline } from '../src/types.ts';
import { power, untilPresented } from './support/app.ts';
import {
  breakThread,
  CAMERA,
  expectNothingLeft,
  expectNoWorker,
  mendThreads,
  openLife,
  PATTERN,
  type Place,
} from './support/life.ts';
import type { WorkerFault } from './support/worker-fault.ts';

// A request may still be on its way when a test ends.
test.afterEach(({ page }) => page.unrouteAll({ behavior: 'ignoreErrors' }));

type Case = [place: Place, thread: string, WorkerFault['where'], WorkerFault['what'], at?: number];

/** Two pool threads read the clock at least four times per frame. The trap comes at one of these three readings. */
const LOOKS = [41, 42, 43];

const CASES: Case[] = [
  ['isolated', 'capture', 'capture_begin', 'die'],
  ['isolated', 'capture', 'capture_begin', 'trap'],
  ['isolated', 'capture', 'capture_begin', 'trap', 1],
  ['isolated', 'capture', 'capture_begin', 'loop'],
  ['isolated', 'capture', 'copyTo', 'never'],
  ['isolated', 'capture', 'copyTo', 'reject'],
  ['isolated', 'pool', 'clock', 'die', 41],
  ['isolated', 'pool', 'clock', 'loop', 41],
  ...LOOKS.map((at): Case => ['isolated', 'pool', 'clock', 'trap', at]),
  ['isolated', 'present', 'present_next', 'die'],
  ['isolated', 'present', 'present_next', 'trap'],
  ['isolated', 'present', 'present_next', 'loop'],
  ['isolated', 'present', 'write', 'never'],
  ['isolated', 'present', 'write', 'timer'],
  ['one worker', 'solo', 'capture_begin', 'die'],
  ['one worker', 'solo', 'capture_begin', 'trap'],
  ['one worker', 'solo', 'present_next', 'trap'],
  ['one worker', 'solo', 'pool_drain', 'loop'],
  ['one worker', 'solo', 'copyTo', 'never'],
  ['one worker', 'solo', 'write', 'never'],
  ['one worker', 'solo', 'copyTo', 'reject'],
  ['firefox rung', 'capture', 'capture_begin', 'die'],
  ['firefox rung', 'capture', 'capture_begin', 'trap'],
  ['firefox rung', 'capture', 'copyTo', 'never'],
  ['firefox rung', 'capture', 'copyTo', 'reject'],
  ['firefox rung', 'present', 'present_next', 'trap'],
];

test.describe('a thread', () => {
  for (const [place, thread, where, what, at = 10] of CASES) {
    test(`${place}, ${thread}: ${where} number ${at}: ${what}`, async ({ page }) => {
      const mend = await breakThread(page, thread, { where, what, at });
      await openLife(page, place);
      const result = await page.evaluate(async (source) => {
        const pipeline = await life.create({ source, threads: 2, audio: { source: 'microphone' } });
        const states = life.log(pipeline);
        const [output] = pipeline.stream.getVideoTracks();
        await life.reached(pipeline, 'failed', 'ended', 'closed');
        const live = life.live();
        const { error } = pipeline;
        const { code, cause } = error as Error & { code?: string };
        const closed = await life.withinTwoSeconds(pipeline.close());
        const { delivered, presented, dropped, inFlight } = pipeline.stats();
        const ended = presented + Object.values(dropped).reduce((sum, count) => sum + count, 0);
        return {
          ...{ live, code, closed, inFlight },
          cause: cause instanceof Error && cause.message,
          stalled: states.includes('stalled'),
          state: pipeline.state,
          lost: delivered - ended,
          output: output?.readyState,
        };
      }, CAMERA);
      const { cause, stalled, ...rest } = result;
      expect(rest).toEqual({
        ...{ live: [], code: 'pipeline-failed', closed: 'done', inFlight: 0 },
        ...{ state: 'failed', lost: 0, output: 'ended' },
      });
      const hangs = what === 'never' || what === 'loop';
      if (hangs) expect(stalled).toBe(true);
      expect(cause).toMatch(hangs ? /makes no progress/ : /boom|died|makes no progress/);
      await expectNothingLeft(page);
      mend();
      await page.evaluate(async (source) => {
        const pipeline = await life.create({ source, threads: 2 });
        await life.presented(pipeline, 3);
        await pipeline.close();
      }, CAMERA);
      await expectNothingLeft(page);
    });
  }

  test('that traps before the others are ready fails the start', async ({ page }) => {
    const mend = await breakThread(page, 'pool', { where: 'pool_run', what: 'trap', at: 1 });
    await openLife(page);
    // The capture thread never gets ready.
    let held = true;
    await page.route(/\/capture\.worker/, (route) => (held ? undefined : route.continue()));
    const failure = await page.evaluate(async (source) => {
      const started = life.create({ source, threads: 2 });
      return started.then(String, ({ code, cause }) => [code, String(cause)]);
    }, CAMERA);
    expect(failure).toEqual(['pipeline-failed', expect.stringContaining('boom')]);
    await expectNothingLeft(page);
    mend();
    held = false;
    await page.evaluate(async (source) => (await life.create({ source })).close(), CAMERA);
  });

  test('a test picture that is not drawn any more is not the source’s rest', async ({ page }) => {
    await breakThread(page, 'capture', { where: 'capture_begin', what: 'loop', at: 10 });
    await openLife(page);
    const result = await page.evaluate(async (source) => {
      const pipeline = await life.create({ source, threads: 1 });
      const states = life.log(pipeline);
      await life.reached(pipeline, 'failed');
      return [states.includes('stalled'), String((pipeline.error as Error).cause)];
    }, PATTERN);
    expect(result).toEqual([true, 'Error: the capture thread makes no progress']);
    await expectNoWorker(page);
  });

  for (const place of ['isolated', 'one worker'] as const) {
    test(`${place}: frames that cannot be read are told, and that they can again`, async ({ page }) => {
      const thread = place === 'isolated' ? 'capture' : 'solo';
      await breakThread(page, thread, { where: 'copyTo', what: 'refuse', at: 10 });
      await openLife(page, place);
      await page.evaluate(async (source) => {
        const pipeline = await life.create({ source, threads: 1 });
        Object.assign(globalThis, { pipeline });
      }, CAMERA);
      const reason = () =>
        page.evaluate(() => (globalThis as unknown as { pipeline: Pipeline }).pipeline.stateReason);
      // On a busy machine it may stall for another reason before.
      await expect.poll(reason).toContain('does not let us read the frames');
      await mendThreads(page);
      const state = await page.evaluate(async () => {
        const { pipeline } = globalThis as unknown as { pipeline: Pipeline };
        const state = await life.reached(pipeline, 'running', 'failed');
        await pipeline.close();
        return state;
      });
      expect(state).toBe('running');
      await expectNothingLeft(page);
    });
  }
});

test.describe('close() resolves within two seconds, devices off at once', () => {
  const HANGS: [
    Place,
    thread: string,
    WorkerFault['where'],
    WorkerFault['what'],
    at: number,
    state: string,
  ][] = [
    ['isolated', 'capture', 'copyTo', 'never', 1, 'starting'],
    ['isolated', 'capture', 'copyTo', 'never', 10, 'running'],
    ['isolated', 'capture', 'copyTo', 'never', 10, 'stalled'],
    ['isolated', 'capture', 'capture_begin', 'loop', 10, 'stalled'],
    ['isolated', 'pool', 'clock', 'loop', 41, 'stalled'],
    ['isolated', 'present', 'write', 'never', 10, 'running'],
    ['isolated', 'present', 'write', 'never', 10, 'stalled'],
    ['isolated', 'present', 'present_next', 'loop', 10, 'stalled'],
    ['one worker', 'solo', 'copyTo', 'never', 1, 'starting'],
    ['one worker', 'solo', 'write', 'never', 10, 'stalled'],
    ['one worker', 'solo', 'pool_drain', 'loop', 10, 'stalled'],
    ['firefox rung', 'capture', 'copyTo', 'never', 10, 'stalled'],
  ];
  for (const [place, thread, where, what, at, state] of HANGS) {
    test(`${place}, ${thread}: ${where} number ${at}: ${what}, when ${state}`, async ({ page }) => {
      await breakThread(page, thread, { where, what, at });
      await openLife(page, place);
      const result = await page.evaluate(
        async ([source, state]) => {
          const pipeline = await life.create({ source, threads: 2, audio: { source: 'microphone' } });
          await life.reached(pipeline, state);
          const closed = life.withinTwoSeconds(pipeline.close());
          return { live: life.live(), how: await closed, state: pipeline.state };
        },
        [CAMERA, state] as const,
      );
      expect(result).toEqual({ live: [], how: 'done', state: 'closed' });
      await expectNothingLeft(page);
    });
  }

  test('a sink that hangs when the source is lost', async ({ page }) => {
    await breakThread(page, 'present', { where: 'write', what: 'never', at: 10 });
    await openLife(page);
    const result = await page.evaluate(async (source) => {
      const pipeline = await life.create({ source, threads: 1, whenSourceEnds: 'hold' });
      await life.presented(pipeline, 3);
      life.devices[0]?.stop();
      await life.reached(pipeline, 'lost');
      return [await life.withinTwoSeconds(pipeline.close()), pipeline.state];
    }, CAMERA);
    expect(result).toEqual(['done', 'closed']);
    await expectNothingLeft(page);
  });
});

/** The wrong answers of a server to a request for a file. */
const ANSWERS = {
  nothing: { status: 404, body: 'not here', contentType: 'text/plain' },
  page: { status: 200, body: '<!doctype html><title>app</title>', contentType: 'text/html' },
  'another module': {
    status: 200,
    body: Buffer.from('0061736d01000000', 'hex'),
    contentType: 'application/wasm',
  },
  'a broken script': { status: 200, body: 'this is not {', contentType: 'text/javascript' },
};

/** Sends something else instead of a file, or cuts it. The returned function mends this. */
async function spoil(page: Page, file: RegExp, answer: keyof typeof ANSWERS | 'half' | 'no connection') {
  let on = true;
  await page.route(file, async (route) => {
    if (!on) return route.fallback();
    if (answer === 'no connection') return route.abort();
    if (answer !== 'half') return route.fulfill({ ...ANSWERS[answer], headers: SAFE });
    const response = await route.fetch();
    const body = await response.body();
    await route.fulfill({ response, body: body.subarray(0, body.length >> 1) });
  });
  return () => {
    on = false;
  };
}

/** The headers that every answer needs. With them only the answer itself is wrong. */
const SAFE = {
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
};

test.describe('a file that does not come as it is', () => {
  const FILES: [Place, name: string, file: RegExp, answer: Parameters<typeof spoil>[2], says: RegExp][] = [
    ['isolated', 'ringlight.simd', /ringlight\.simd[^/]*\.wasm/, 'nothing', /answered 404/],
    ['isolated', 'ringlight.simd', /ringlight\.simd[^/]*\.wasm/, 'page', /HTML page \(text\/html/],
    [
      'isolated',
      'ringlight.scalar',
      /ringlight\.scalar[^/]*\.wasm/,
      'half',
      /broken|cut|compile|not a valid|invalid/i,
    ],
    [
      'isolated',
      'ringlight.simd',
      /ringlight\.simd[^/]*\.wasm/,
      'another module',
      /another WebAssembly module/,
    ],
    ['isolated', 'ringlight.simd', /ringlight\.simd[^/]*\.wasm/, 'no connection', /could not be fetched/],
    ['isolated', 'pool.worker', /\/pool\.worker/, 'nothing', /answered 404/],
    ['isolated', 'capture.worker', /\/capture\.worker/, 'page', /server sent text\/html/],
    ['isolated', 'present.worker', /\/present\.worker/, 'a broken script', /does not run/],
    ['isolated', 'capture.worker', /\/capture\.worker/, 'no connection', /could not be fetched/],
    ['firefox rung', 'probe.worker', /\/probe\.worker/, 'nothing', /answered 404/],
    ['one worker', 'solo.worker', /\/solo\.worker/, 'nothing', /answered 404/],
    ['one worker', 'solo.worker', /\/solo\.worker/, 'page', /server sent text\/html/],
    ['isolated', 'audio.simd', /audio\.simd[^/]*\.wasm/, 'page', /HTML page/],
    ['isolated', 'denoise.simd', /denoise\.simd[^/]*\.wasm/, 'nothing', /answered 404/],
  ];
  for (const [place, name, file, answer, says] of FILES) {
    test(`${place}: ${name}: ${answer}`, async ({ page }) => {
      await openLife(page, place);
      const mend = await spoil(page, file, answer);
      const start = () =>
        page.evaluate(async (source) => {
          const effects = [{ name: 'denoise' } as const];
          const audio = { source: 'microphone', effects } as const;
          try {
            const pipeline = await life.create({ source, threads: 2, simd: true, audio });
            await life.presented(pipeline, 3);
            await pipeline.close();
            return null;
          } catch (error) {
            const { name, code, message } = error as Error & { code?: string };
            return { name, code, message };
          }
        }, CAMERA);
      const failure = await start();
      expect(failure).toMatchObject({ name: 'LoadFailedError', code: 'load-failed' });
      expect(failure?.message).toContain(name);
      expect(failure?.message).toMatch(says);
      await expectNothingLeft(page);
      mend();
      expect(await start()).toBeNull();
      await expectNothingLeft(page);
    });
  }

  // Requests of an audio worklet cannot be answered from here. So the page asks for another address.
  for (const [place, instead, says] of [
    ['isolated', './assets/missing.js', /audio\.worklet.*could not be loaded/],
    ['one worker', './index.html', /audio\.worklet.*could not be loaded/],
  ] as const) {
    test(`${place}: audio.worklet: ${instead}`, async ({ page }) => {
      await openLife(page, place);
      const start = (instead: string | null) =>
        page.evaluate(
          async ([source, instead]) => {
            const { addModule } = AudioWorklet.prototype;
            AudioWorklet.prototype.addModule = function (url) {
              return addModule.call(this, instead ?? url);
            };
            try {
              const pipeline = await life.create({ source, threads: 2, audio: { source: 'microphone' } });
              await life.presented(pipeline, 3);
              await pipeline.close();
              return null;
            } catch (error) {
              const { name, code, message } = error as Error & { code?: string };
              return { name, code, message };
            } finally {
              AudioWorklet.prototype.addModule = addModule;
            }
          },
          [CAMERA, instead] as const,
        );
      const failure = await start(instead);
      expect(failure).toMatchObject({ name: 'LoadFailedError', code: 'load-failed' });
      expect(failure?.message).toMatch(says);
      await expectNothingLeft(page);
      expect(await start(null)).toBeNull();
      await expectNothingLeft(page);
    });
  }

  for (const file of ['pieces.worker', 'audio-clock.worker']) {
    test(`${file} is not needed`, async ({ page }) => {
      await openLife(page);
      await spoil(page, new RegExp(`/${file}`), 'nothing');
      const closed = await page.evaluate(async (source) => {
        const pipeline = await life.create({ source, threads: 1, audio: { source: 'microphone' } });
        await life.presented(pipeline, 3);
        return life.withinTwoSeconds(pipeline.close());
      }, CAMERA);
      expect(closed).toBe('done');
      await expectNothingLeft(page);
    });
  }
});

test.describe('a file that never comes: an abort ends the start', () => {
  for (const [place, name] of [
    ['isolated', 'ringlight.scalar'],
    ['isolated', 'pool.worker'],
    ['isolated', 'capture.worker'],
    ['isolated', 'present.worker'],
    ['isolated', 'audio.simd'],
    ['one worker', 'solo.worker'],
    ['firefox rung', 'probe.worker'],
  ] as const) {
    test(`${place}: ${name}`, async ({ page }) => {
      await openLife(page, place);
      // Some scripts have the same name.
      const type = name.endsWith('worker') ? 'js' : 'wasm';
      const file = new RegExp(`/${name.replace('.', '\\.')}[^/]*\\.${type}$`);
      const asked = page.waitForRequest(file);
      await page.route(file, () => undefined);
      const outcome = page.evaluate(async (source) => {
        const controller = new AbortController();
        const reason = new Error('mine');
        Object.assign(globalThis, { abort: () => controller.abort(reason) });
        const { signal } = controller;
        const started = life.create({ source, threads: 2, signal, audio: { source: 'microphone' } });
        return started.then(String, (error) => error === reason);
      }, CAMERA);
      await asked;
      await page.evaluate(() => (globalThis as unknown as { abort(): void }).abort());
      expect(await outcome).toBe(true);
      await expectNothingLeft(page);
    });
  }
});

for (const place of ['isolated', 'one worker'] as const) {
  test(`the script of the audio thread never comes: an abort ends the start: ${place}`, async ({ page }) => {
    await openLife(page, place);
    const result = await page.evaluate(async (source) => {
      const controller = new AbortController();
      const reason = new Error('mine');
      AudioWorklet.prototype.addModule = () => {
        setTimeout(() => controller.abort(reason));
        return new Promise(() => undefined);
      };
      const { signal } = controller;
      const started = life.create({ source, threads: 2, signal, audio: { source: 'microphone' } });
      return started.then(String, (error) => error === reason);
    }, CAMERA);
    expect(result).toBe(true);
    await expectNothingLeft(page);
  });
}

test.describe('the page', () => {
  const QUERY = 'source=camera&width=320&height=240&fps=30&threads=2&autostart=1';

  for (const [what, thread, fault, heading, advice] of [
    ['traps', 'pool', { where: 'clock', what: 'trap', at: 41 }, 'A thread of the pipeline failed', 'boom'],
    [
      'hangs',
      'present',
      { where: 'write', what: 'never', at: 10 },
      'A thread of the pipeline failed',
      'present',
    ],
    [
      'dies',
      'capture',
      { where: 'capture_begin', what: 'die', at: 10 },
      'A thread of the pipeline failed',
      'died',
    ],
  ] as const) {
    test(`says that a thread ${what}, and tries again`, async ({ page }) => {
      const mend = await breakThread(page, thread, fault);
      await page.goto(`./?${QUERY}`);
      const alert = page.getByRole('alert');
      await expect(alert).toContainText(heading);
      await expect(alert).toContainText(advice);
      await expectNoWorker(page);
      mend();
      await alert.getByRole('button', { name: 'Try again' }).click();
      await untilPresented(page);
      await expect(alert).toHaveCount(0);
      await power(page).click();
      await expectNoWorker(page);
    });
  }

  test('names the file that did not come, and tries again', async ({ page }) => {
    const mend = await spoil(page, /\/capture\.worker/, 'nothing');
    await page.goto(`./?${QUERY}`);
    const alert = page.getByRole('alert');
    await expect(alert).toContainText('A file could not be loaded');
    await expect(alert).toContainText('capture.worker');
    mend();
    await alert.getByRole('button', { name: 'Try again' }).click();
    await untilPresented(page);
  });
});
