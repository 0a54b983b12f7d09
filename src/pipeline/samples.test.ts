/** A sample shows a frame that arrived after the call. A call that aborts, or comes too late, is rejected. */

import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import '../../e2e/support/node-20.ts';
import type { RawSample } from '../engine/protocol.ts';
import type { FrameSample } from '../terms.ts';
import { Samples } from './samples.ts';

const FRAME: FrameSample = {
  ...{ format: 'I420', codedWidth: 2, codedHeight: 2, displayWidth: 2, displayHeight: 2 },
  ...{ rotation: 0, flip: false, timestamp: 0, duration: null, colorSpace: {}, planes: [] },
};

let nowMs = 0;

beforeEach(() => {
  nowMs = 5000;
  vi.spyOn(performance, 'now').mockImplementation(() => nowMs);
});

afterEach(() => {
  vi.restoreAllMocks();
});

const raw = (sequence: number, arrivalMs: number): RawSample => ({
  input: FRAME,
  output: FRAME,
  filters: [],
  sequence,
  arrivalUs: arrivalMs * 1000,
});

/** Returns the present state of a promise. */
async function outcome(promise: Promise<unknown>): Promise<unknown> {
  return Promise.race([promise.catch((error: unknown) => error), Promise.resolve('pending')]);
}

it('is answered by a frame that arrives after the call, and not by one from before', async () => {
  const samples = new Samples();
  const ask = vi.fn();
  const wanted = samples.take(ask, undefined);
  expect(ask).toHaveBeenCalledOnce();
  samples.give(raw(1, nowMs - 20));
  expect(await outcome(wanted)).toBe('pending');
  samples.give(raw(2, nowMs + 20));
  expect(await wanted).toEqual({ input: FRAME, output: FRAME, filters: [], sequence: 2 });
});

it('answers everybody who asked before the frame arrived, and nobody else', async () => {
  const samples = new Samples();
  const early = [1, 2].map(() => samples.take(() => undefined, undefined));
  nowMs += 100;
  const later = samples.take(() => undefined, undefined);
  samples.give(raw(7, nowMs - 50));
  for (const sample of await Promise.all(early)) expect(sample.sequence).toBe(7);
  expect(await outcome(later)).toBe('pending');
  samples.give(raw(8, nowMs + 50));
  expect((await later).sequence).toBe(8);
});

it('asks again for each call', () => {
  const samples = new Samples();
  const ask = vi.fn();
  void samples.take(ask, undefined);
  void samples.take(ask, undefined);
  expect(ask).toHaveBeenCalledTimes(2);
});

it('rejects with the very reason of its signal, before and while it waits', async () => {
  const samples = new Samples();
  const ask = vi.fn();
  const reason = { not: 'an error' };
  await expect(samples.take(ask, AbortSignal.abort(reason))).rejects.toBe(reason);
  expect(ask).not.toHaveBeenCalled();
  const controller = new AbortController();
  const other = samples.take(ask, undefined);
  const wanted = samples.take(ask, controller.signal);
  controller.abort(reason);
  await expect(wanted).rejects.toBe(reason);
  samples.give(raw(1, nowMs + 20));
  expect((await other).sequence).toBe(1);
});

it.each<[string, (samples: Samples) => void]>([
  ['is given', (samples) => samples.give(raw(1, nowMs + 20))],
  ['is refused', (samples) => samples.refuse(new Error('no'))],
])('does not keep its signal when it %s', async (_, settle) => {
  const samples = new Samples();
  const { signal } = new AbortController();
  const add = vi.spyOn(signal, 'addEventListener');
  const remove = vi.spyOn(signal, 'removeEventListener');
  const wanted = samples.take(() => undefined, signal);
  settle(samples);
  await wanted.catch(() => undefined);
  expect(add).toHaveBeenCalledOnce();
  expect(remove).toHaveBeenCalledWith('abort', add.mock.calls[0]?.[1]);
});

it('refuses everybody who waits', async () => {
  const samples = new Samples();
  const wanted = [1, 2].map(() => samples.take(() => undefined, undefined));
  const error = new Error('no frame will come');
  samples.refuse(error);
  for (const sample of wanted) await expect(sample).rejects.toBe(error);
  // Nobody waits any more.
  samples.give(raw(1, nowMs + 20));
});
