/** Faults of known size appear in the right figure, with the right size and cause, and nowhere else. */

import { expect, type Page } from 'playwright/test';
import { DROP_CAUSES } from '../src/generated/layout.ts';
import type { DropCause } from '../src/terms.ts';
import { FIRST_DROP, PRESENTED } from '../src/trace/frames.ts';
import type { Stats } from '../src/types.ts';
import { stats, untilPresented } from './support/app.ts';
import { BrowserTrace, marksOf, threadOf } from './support/browser-trace.ts';
import { type FaultPlace, order, prepareWorkers, test } from './support/faults.ts';
import { observe, outside, quantile, readTold, type ToldFrame } from './support/observed.ts';

const CAMERA =
  './?source=camera&fps=30&width=320&height=180&filters=box-blur:5&threads=1&sink=video&autostart=1';
const SLOW_US = 20_000;
/** The allowed difference of two clocks. Ours has steps of 5 us, and origins are rounded. */
const CLOCKS_US = 50;
const EVERY = 7;

const STAGES = {
  copy: (frame: ToldFrame) => frame.copyUs,
  kernel: (frame: ToldFrame) => frame.kernelUs,
  'hand-over': (frame: ToldFrame) => frame.presentUs,
} as const satisfies Record<FaultPlace, (frame: ToldFrame) => number>;

const THREADS = { copy: 'capture', kernel: 'pool 0', 'hand-over': 'present' } as const;

/** The numbers of a running pipeline. */
async function running(page: Page): Promise<Stats> {
  const now = await stats(page);
  if (!now) throw new Error('no pipeline runs');
  return now;
}

/** `delivered = presented + sum(dropped) + inFlight`. */
function expectBalance({ delivered, presented, inFlight, dropped }: Stats): void {
  expect(delivered).toBe(presented + inFlight + Object.values(dropped).reduce((sum, n) => sum + n, 0));
}

for (const place of ['copy', 'kernel', 'hand-over'] as const) {
  test(`a thread that is 20 ms slow shows in its stage alone: ${place}`, async ({ page, browser }) => {
    await prepareWorkers(page, {
      marks: true,
      faults: [{ where: place, every: EVERY, what: SLOW_US / 1000 }],
    });
    const trace = await BrowserTrace.start(browser);
    await page.goto(CAMERA);
    await untilPresented(page, 12 * EVERY);
    const told = await readTold(page);
    const threads = await trace.stop();
    const frames = observe(told, threads);
    // How often a frame had come to the place before this one.
    const before = {
      copy: ({ sequence }: ToldFrame) => sequence,
      kernel: ({ sequence }: ToldFrame) => told.begun.indexOf(sequence),
      'hand-over': (_: ToldFrame, index: number) => index,
    }[place];
    // The real length of each fault. A busy machine may interrupt the thread during it.
    const marks = threadOf(threads, THREADS[place]);
    const ends = marksOf(marks, 'fault<');
    const faultsUs = marksOf(marks, 'fault>').map((us, fault) => (ends[fault] ?? Number.NaN) - us);
    const struck: ToldFrame[] = [];
    const others: ToldFrame[] = [];
    const restUs: number[] = [];
    for (const [index, { told: frame }] of frames.entries()) {
      const nth = before(frame, index) + 1;
      (nth % EVERY === 0 ? struck : others).push(frame);
      if (nth % EVERY !== 0) continue;
      const faultUs = faultsUs[nth / EVERY - 1] as number;
      expect(faultUs).toBeGreaterThanOrEqual(SLOW_US);
      const rest = STAGES[place](frame) - faultUs;
      expect(rest, `${place} of frame ${frame.sequence} holds all of it`).toBeGreaterThan(-CLOCKS_US);
      restUs.push(rest);
    }
    expect(struck.length).toBeGreaterThanOrEqual(10);
    // The rest of the stage, and the other stages, take as long as for other frames.
    for (const [name, stage] of Object.entries(STAGES)) {
      const more = quantile(name === place ? restUs : struck.map(stage), 0.5);
      const usual = quantile(others.map(stage), 0.5);
      expect(more - usual, `${name} is not slow besides`).toBeLessThan(SLOW_US / 2);
    }
    // Each frame's durations agree with the browser's clock, within the marks around them.
    for (const { told, latency, frameTime } of frames) {
      expect(outside(told.latencyUs, latency), `latency of frame ${told.sequence}`).toBeLessThan(CLOCKS_US);
      expect(outside(told.kernelUs, frameTime), `frame time of frame ${told.sequence}`).toBeLessThan(
        CLOCKS_US,
      );
    }
    expectBalance(told.stats);
  });
}

const total = (dropped: Record<DropCause, number>) => Object.values(dropped).reduce((sum, n) => sum + n, 0);

test('a sink that stalls fills the ring: every frame more is ring-full, and none is lost uncounted', async ({
  page,
}) => {
  await prepareWorkers(page);
  await page.goto(CAMERA);
  await untilPresented(page, 10);
  await order(page, 'present', { what: 'stall-sink' });
  await expect
    .poll(async () => {
      const { ring } = await running(page);
      return ring.slots > 0 && ring.states.done === ring.slots;
    })
    .toBe(true);
  const full = await running(page);
  await expect
    .poll(async () => (await running(page)).dropped['ring-full'])
    .toBeGreaterThan(full.dropped['ring-full'] + 5);
  const later = await running(page);
  for (const now of [full, later]) {
    expectBalance(now);
    // In flight are all slots, and the frame that the sink has and has not accepted.
    expect(now.inFlight).toBe(now.ring.slots + 1);
  }
  expect(later.presented).toBe(full.presented);
  const more = later.delivered - full.delivered;
  expect(total(later.dropped) - total(full.dropped)).toBe(more);
  expect(later.dropped['ring-full'] - full.dropped['ring-full']).toBe(more);
  await order(page, 'present', { what: 'release-sink' });
  // Waits for the frame that stalled, the two newest of the ring, and some more.
  await untilPresented(page, later.presented + 3 + 5);
  const after = await running(page);
  expectBalance(after);
  // The frames in the ring were finished before the first was dropped. The newest two of them were handed over after the
  // last. The others were superseded then.
  const { frames } = await readTold(page);
  const superseded = FIRST_DROP + DROP_CAUSES.superseded;
  const ringFull = FIRST_DROP + DROP_CAUSES['ring-full'];
  const first = frames.findIndex(({ outcome }) => outcome === ringFull);
  const lost = frames.slice(first, later.delivered);
  expect(lost.filter(({ outcome }) => outcome !== ringFull)).toEqual([]);
  const stallUs = (lost.at(-1)?.arrivalUs ?? 0) - (lost[0]?.arrivalUs ?? 0);
  expect(stallUs).toBeGreaterThan(0);
  const held = frames.slice(first - full.ring.slots, first);
  const newest = held.splice(-2);
  expect(held.map(({ outcome }) => outcome)).toEqual(held.map(() => superseded));
  for (const { sequence, outcome, presentUs } of newest) {
    expect(outcome).toBe(PRESENTED);
    expect(presentUs, `frame ${sequence} waited for the sink`).toBeGreaterThan(stallUs);
  }
});

test('a sink that is slower than the source gets the newest frames: none waits for long, and none is lost uncounted', async ({
  page,
}) => {
  // Two and more frames come while the sink takes one. A queue would fill the ring after ten.
  await prepareWorkers(page, { faults: [{ where: 'hand-over', every: 1, what: 80 }] });
  await page.goto(CAMERA);
  await untilPresented(page, 40);
  const now = await running(page);
  expectBalance(now);
  expect(now.dropped).toEqual({ ...now.dropped, 'ring-full': 0 });
  expect(now.dropped.superseded).toBeGreaterThan(20);
  const { frames } = await readTold(page);
  const presented = frames.filter(({ outcome }) => outcome === PRESENTED);
  // When a frame is handed over, the second one after it is still in its kernel. So only one finished frame is younger.
  const late = presented.slice(3).map(({ arrivalUs, latencyUs }) => {
    const handedUs = arrivalUs + latencyUs - 80_000;
    return frames.filter((frame) => frame.arrivalUs > arrivalUs && frame.arrivalUs < handedUs).length;
  });
  expect(quantile(late, 0.5)).toBeLessThanOrEqual(2);
});

test('a burst supersedes all frames but the newest', async ({ page, browser }) => {
  const BURST = 20;
  await prepareWorkers(page, { marks: true });
  const trace = await BrowserTrace.start(browser);
  await page.goto(CAMERA);
  await untilPresented(page, 10);
  await order(page, 'capture', { what: 'hold-pool' });
  await expect.poll(async () => (await running(page)).ring.states.processing).toBe(1);
  await order(page, 'capture', { what: 'burst', frames: BURST });
  // The pool is held at one frame. Only the newest frame is ready.
  await expect.poll(async () => (await running(page)).delivered).toBeGreaterThanOrEqual(BURST);
  // The reader gives no more. If two looks agree, all frames are in.
  let seen = -1;
  await expect
    .poll(async () => {
      const before = seen;
      seen = (await running(page)).delivered;
      return seen === before;
    })
    .toBe(true);
  const held = await running(page);
  expectBalance(held);
  expect(held.ring.states).toEqual({
    ...held.ring.states,
    ready: 1,
    processing: 1,
    free: held.ring.slots - 2,
  });
  const superseded = held.delivered - held.presented - 2;
  expect(superseded).toBeGreaterThanOrEqual(BURST - 2);
  expect(held.dropped).toEqual({ ...held.dropped, superseded, 'ring-full': 0 });
  await order(page, 'capture', { what: 'release-pool' });
  await untilPresented(page, held.presented + 2);
  const { frames } = await readTold(page);
  const done = await running(page);
  const threads = await trace.stop();
  expectBalance(done);
  expect(done.delivered).toBe(held.delivered);
  expect(done.inFlight).toBe(0);
  // The browser's own count of the frames that the reader gave.
  expect(marksOf(threadOf(threads, 'capture'), 'read').length).toBe(done.delivered);
  // The frame that the pool held, then the lost ones, then the newest.
  const outcomes = frames.map(({ outcome }) => outcome);
  const lost = FIRST_DROP + DROP_CAUSES.superseded;
  const begun = outcomes.lastIndexOf(PRESENTED, -2);
  expect(outcomes.length).toBe(done.delivered);
  expect(outcomes.slice(begun)).toEqual([
    PRESENTED,
    ...Array(outcomes.length - begun - 2).fill(lost),
    PRESENTED,
  ]);
  expect(outcomes.length - begun).toBeGreaterThanOrEqual(BURST);
  expect(outcomes.filter((outcome) => outcome === lost).length).toBe(superseded);
});
