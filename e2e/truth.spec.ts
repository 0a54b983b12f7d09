/** The browser's own trace agrees with our instruments: collections, frame time, latency, presented frames. */

import { expect, type Page } from 'playwright/test';
import type { RlApp } from '../src/elements/rl-app/rl-app.ts';
import { CAPTURE_LANE, TRACE_KINDS } from '../src/generated/layout.ts';
import { stats, untilPresented } from './support/app.ts';
import { BrowserTrace, threadOf } from './support/browser-trace.ts';
import { order, prepareWorkers, test } from './support/faults.ts';
import { clockOffsetUs, observe, outside, quantile, readTold } from './support/observed.ts';
import { readFrameNumber } from './support/pattern.ts';

const SIZE = 'width=320&height=180&filters=box-blur:5&sink=video&autostart=1';
const CAMERA = `./?source=camera&fps=30&threads=1&${SIZE}`;
const SLOW_CAMERA = `./?source=camera&fps=15&threads=1&${SIZE}`;

/** The time between a frame's hand-over and the next one's arrival, so that a task can report a collection. */
const ALONE_US = 10_000;

/** The allowed difference of two clocks. Each is read at its own instant, ours has steps of 5 us, and origins are rounded. */
const CLOCKS_US = 50;

test('every collection, minor or major, is noticed on its thread, and none that was not', async ({
  page,
  browser,
}) => {
  await prepareWorkers(page, { marks: true });
  const trace = await BrowserTrace.start(browser);
  await page.goto(CAMERA);
  await untilPresented(page, 20);
  for (const thread of ['capture', 'present'] as const) {
    for (const kind of ['minor', 'major', 'major', 'minor', 'minor'] as const) {
      const before = (await stats(page))?.gc[thread] ?? 0;
      await order(page, thread, { what: 'collect', kind });
      await expect.poll(async () => (await stats(page))?.gc[thread]).toBeGreaterThan(before);
    }
  }
  const told = await readTold(page);
  const threads = await trace.stop();
  const offsetUs = clockOffsetUs(threads);
  for (const thread of ['capture', 'present'] as const) {
    const noticed = told.noticedUs[thread].map((us) => us + offsetUs);
    expect(told.stats.gc[thread]).toBe(noticed.length);
    const first = noticed[0] ?? 0;
    const last = noticed.at(-1) ?? 0;
    // Each notice has at least one collection since the notice before it. Collections before the canary are not noticed.
    let since = Number.NEGATIVE_INFINITY;
    const { collections } = threadOf(threads, thread);
    for (const us of noticed) {
      const these = collections.filter(({ endUs }) => endUs > since && endUs <= us + CLOCKS_US);
      expect(these.length, `${thread}: collections before the notice at ${us}`).toBeGreaterThan(0);
      since = us + CLOCKS_US;
    }
    const within = collections.filter(({ endUs }) => endUs > first && endUs <= last);
    const untold = within.filter(({ endUs }) => !noticed.some((us) => us + CLOCKS_US >= endUs));
    expect(untold).toEqual([]);
    const forced = collections.filter(({ cause }) => cause === 'testing');
    expect(forced.map(({ kind }) => kind)).toEqual(['minor', 'major', 'major', 'minor', 'minor']);
  }
  expect(threadOf(threads, 'pool 0').collections).toEqual([]);
});

test('frame time and latency of each frame are those of the browser clock', async ({ page, browser }) => {
  await prepareWorkers(page, { marks: true });
  const trace = await BrowserTrace.start(browser);
  await page.goto(CAMERA);
  await untilPresented(page, 150);
  const told = await readTold(page);
  const frames = observe(told, await trace.stop());
  expect(frames.length).toBeGreaterThanOrEqual(150);
  // Marks are before and after each instant. So an interruption of the thread between two of them does not matter.
  for (const { told, latency, frameTime } of frames) {
    expect(outside(told.latencyUs, latency), `latency of frame ${told.sequence}`).toBeLessThan(CLOCKS_US);
    expect(outside(told.kernelUs, frameTime), `frame time of frame ${told.sequence}`).toBeLessThan(CLOCKS_US);
  }
  // The distributions agree, too, within 5 % or 0.1 ms of the least and the most that the marks allow.
  const { latencyUs, frameTimeUs } = told.stats;
  const pairs = [
    ['latency', latencyUs, frames.slice(0, latencyUs.count).map(({ latency }) => latency)],
    ['frame time', frameTimeUs, frames.slice(0, frameTimeUs.count).map(({ frameTime }) => frameTime)],
  ] as const;
  for (const [name, ours, brackets] of pairs) {
    for (const [share, us] of [
      [0.5, ours.p50],
      [0.95, ours.p95],
    ] as const) {
      const least = quantile(
        brackets.map(({ leastUs }) => leastUs),
        share,
      );
      const most = quantile(
        brackets.map(({ mostUs }) => mostUs),
        share,
      );
      const says = `${name}, p${100 * share}: ${us}, the marks ${least} to ${most}`;
      expect(us, says).toBeGreaterThan(least - Math.max(100, 0.05 * least));
      expect(us, says).toBeLessThan(most + Math.max(100, 0.05 * most));
    }
  }
});

test('the frames that a collection touched are those that the browser saw it touch', async ({
  page,
  browser,
}) => {
  await prepareWorkers(page, {
    marks: true,
    faults: [
      { where: 'copy', every: 11, what: 'major' },
      { where: 'hand-over', every: 13, what: 'minor' },
    ],
  });
  const trace = await BrowserTrace.start(browser);
  await page.goto(SLOW_CAMERA);
  await untilPresented(page, 120);
  const told = await readTold(page);
  const threads = await trace.stop();
  const frames = observe(told, threads);
  const offsetUs = clockOffsetUs(threads);
  const collections = ['capture', 'present'].flatMap((name) => threadOf(threads, name).collections);
  const noticed = [...told.noticedUs.capture, ...told.noticedUs.present].map((us) => us + offsetUs);
  let struck = 0;
  let wrong = 0;
  let odd = 0;
  for (const [index, { told, arrivalUs, handedUs }] of frames.entries()) {
    const next = frames[index + 1];
    if (!next) break;
    const nextUs = next.told.arrivalUs + offsetUs;
    // The page learns of it in a separate task: while the frame is on its way, or before the next one arrives.
    const untilUs = Math.max(nextUs, handedUs);
    if (told.touched !== noticed.some((us) => us > arrivalUs && us < untilUs)) odd++;
    // If several frames were on their way, some may be through before the page is told.
    const during = collections.filter(({ startUs, endUs }) => endUs > arrivalUs && startUs < handedUs);
    const alone = nextUs > handedUs + ALONE_US && during.every(({ endUs }) => nextUs > endUs + ALONE_US);
    if (!alone || during.length === 0) continue;
    struck++;
    if (!told.touched) wrong++;
  }
  // A thread may be interrupted between counting a collection and noting the time.
  expect(odd).toBeLessThanOrEqual(1);
  expect(struck).toBeGreaterThanOrEqual(5);
  expect(wrong, `of ${struck} frames that a collection fell on`).toBeLessThanOrEqual(0.1 * struck);
  const { gc, gcFreeLatencyUs, latencyUs } = told.stats;
  // The newest frame is not decided yet.
  expect(gcFreeLatencyUs.count + gc.framesTouched).toBe(latencyUs.count - 1);
  expect(gc.framesTouched).toBe(told.frames.filter(({ touched }) => touched).length);
});

/** Counts what the preview's `<video>` shows: the number in the picture, and the element's count of presented frames. */
async function watchScreen(
  page: Page,
  callbacks: number,
): Promise<{ number: number | null; count: number }[]> {
  await page.evaluate(`globalThis.readFrameNumber = ${readFrameNumber}`);
  return page.locator('video').evaluate(
    (element, callbacks) =>
      new Promise<{ number: number | null; count: number }[]>((resolve) => {
        const video = element as HTMLVideoElement;
        const readNumber = (globalThis as unknown as { readFrameNumber: typeof readFrameNumber })
          .readFrameNumber;
        const canvas = new OffscreenCanvas(video.videoWidth, video.videoHeight);
        const context = canvas.getContext('2d', {
          willReadFrequently: true,
        }) as OffscreenCanvasRenderingContext2D;
        const seen: { number: number | null; count: number }[] = [];
        const onFrame = (_: number, { presentedFrames: count }: VideoFrameCallbackMetadata) => {
          const { width, height } = canvas;
          context.drawImage(video, 0, 0);
          const { data } = context.getImageData(0, 0, width, height);
          const red = Uint8Array.from({ length: width * height }, (_, index) => data[4 * index] as number);
          seen.push({ number: readNumber(red, width, width, height), count });
          if (seen.length === callbacks) resolve(seen);
          else video.requestVideoFrameCallback(onFrame);
        };
        video.requestVideoFrameCallback(onFrame);
      }),
    callbacks,
  );
}

/** The numbers in the pictures of the frames that our trace calls presented. */
function presentedNumbers(page: Page): Promise<number[]> {
  return page.evaluate(
    ({ capture, copy, discard }) => {
      const trace = document.querySelector<RlApp>('rl-app')?.pipeline?.recentTrace(600);
      const records = trace?.lanes[capture];
      if (!trace || !records) throw new Error('no pipeline runs');
      // The number in the picture is the frame's, plus one for each frame that the test picture left out before it.
      let left = 0;
      const numbers = new Map<number, number>();
      for (let index = 0; index < records.length; index++) {
        if (records.kind(index) === discard) left += records.a(index);
        if (records.kind(index) === copy)
          numbers.set(records.sequence(index), records.sequence(index) + left);
      }
      const { length, sequence, outcome } = trace.frames;
      const presented = Array.from({ length }, (_, row) => (outcome[row] === 1 ? sequence[row] : undefined));
      return presented.filter((s) => s !== undefined).map((s) => numbers.get(s) ?? Number.NaN);
    },
    { capture: CAPTURE_LANE, ...TRACE_KINDS },
  );
}

test('what we call presented is what the sink shows', async ({ page }) => {
  await page.goto(`./?source=pattern&fps=15&threads=1&${SIZE}`);
  await untilPresented(page, 10);
  const seen = await watchScreen(page, 60);
  const presented = new Set(await presentedNumbers(page));
  const numbers = seen.map(({ number }) => number ?? Number.NaN);
  expect(numbers.filter((number) => !presented.has(number))).toEqual([]);
  const [first, last] = [seen[0], seen.at(-1)];
  if (!first || !last) throw new Error('nothing was seen');
  const ours = [...presented].filter((n) => n > (numbers[0] as number) && n <= (numbers.at(-1) as number));
  const theirs = last.count - first.count;
  // The element may skip a frame while the page is busy. It cannot show a frame that we did not present.
  expect(theirs).toBeLessThanOrEqual(ours.length);
  expect(theirs).toBeGreaterThanOrEqual(0.9 * ours.length);
  const { displayed, presented: total } = (await stats(page)) ?? {};
  expect(displayed).toBeGreaterThanOrEqual(theirs);
  expect(displayed).toBeLessThanOrEqual(total ?? 0);
});
