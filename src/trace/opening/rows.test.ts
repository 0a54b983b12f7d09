/** Rows of a trace. */

import { expect, it } from 'vitest';
import { makeTrace } from '../../../e2e/support/trace-fixture.ts';
import { CAPTURE_LANE, OWNER_LANE, PRESENT_LANE, TRACE_KINDS } from '../../generated/layout.ts';
import { FIRST_DROP, PRESENTED } from '../frames.ts';
import { frameOfSlice, positionOf, rowsOf, sliceOfFrame } from './rows.ts';
import { largestOf } from './search.ts';

const trace = makeTrace({ seconds: 20, frameRate: 60, seed: 3, threads: 2 });
const rows = rowsOf(trace);
const threadAt = (lane: number) => {
  const thread = rows.threads.find((one) => one.lane === lane);
  if (!thread) throw new Error(`no row for lane ${lane}`);
  return thread;
};
const isSorted = (times: Float64Array) => times.every((time, at) => at === 0 || time >= (times[at - 1] ?? 0));

it('has a row per thread in the order of a frame’s way, every frame, every slice, sorted', () => {
  expect(rows.threads.map(({ name }) => name)).toEqual(['capture', 'pool 0', 'pool 1', 'present', 'main']);
  expect(rows.frames.length).toBe(trace.frames.length);
  expect(isSorted(rows.frames.startUs) && isSorted(rows.frames.reachUs)).toBe(true);
  for (const { slices, lane } of rows.threads) {
    expect(isSorted(slices.startUs) && isSorted(slices.reachUs) && isSorted(slices.busyUs)).toBe(true);
    const records = trace.lanes[lane];
    const kinds: number[] = [
      TRACE_KINDS.copy,
      TRACE_KINDS.kernel,
      TRACE_KINDS.present,
      TRACE_KINDS['long-task'],
    ];
    let expected = 0;
    for (let at = 0; at < (records?.length ?? 0); at++)
      if (kinds.includes(records?.kind(at) ?? 0)) expected++;
    expect(slices.length).toBe(expected);
  }
});

it('lets a presented frame last for its latency and a dropped one until its drop', () => {
  const { frames, table } = rows;
  let dropped = 0;
  for (let at = 0; at < frames.length; at++) {
    const row = frames.row[at] ?? -1;
    const lasted = (frames.endUs[at] ?? 0) - (frames.startUs[at] ?? 0);
    if (table.outcome[row] === PRESENTED) expect(lasted).toBeCloseTo(table.latencyUs[row] ?? 0, 6);
    else expect(lasted).toBeGreaterThanOrEqual(0);
    if ((table.outcome[row] ?? 0) >= FIRST_DROP) dropped++;
    expect(positionOf(rows, row)).toBe(at);
  }
  expect(frames.drops.at(-1)).toBe(dropped);
});

it('never draws two frames over one another while a line is free', () => {
  const { frames } = rows;
  const freeUs = [0, 0, 0];
  for (let at = 0; at < frames.length; at++) {
    const line = frames.line[at] ?? 0;
    const start = frames.startUs[at] ?? 0;
    if (freeUs.some((us) => us <= start)) expect(freeUs[line]).toBeLessThanOrEqual(start);
    freeUs[line] = frames.endUs[at] ?? 0;
  }
});

it('finds a frame’s slices on every thread that worked on it, and back', () => {
  const { frames, table } = rows;
  const position = 600 + frames.row.slice(600).findIndex((row) => table.outcome[row] === PRESENTED);
  const sequence = table.sequence[frames.row[position] ?? 0];
  for (const lane of [CAPTURE_LANE, 0, 1, PRESENT_LANE]) {
    const thread = threadAt(lane);
    const index = sliceOfFrame(rows, thread, position);
    expect(thread.slices.sequence[index]).toBe(sequence);
    expect(frameOfSlice(rows, thread, index)).toBe(position);
  }
  expect(sliceOfFrame(rows, threadAt(OWNER_LANE), position)).toBe(-1);
});

it('makes rows of a trace in which nothing happened', () => {
  const { frames } = rowsOf(makeTrace({ seconds: 0, frameRate: 60, seed: 1, threads: 1 }));
  expect([frames.length, frames.drops.length, largestOf(frames.latency, 0, 0)]).toEqual([0, 1, 0]);
});
