/** Rows of a trace, and what is under a pixel of them. */

import { expect, it } from 'vitest';
import { makeTrace } from '../../../e2e/support/trace-fixture.ts';
import { CAPTURE_LANE, OWNER_LANE, PRESENT_LANE, TRACE_KINDS } from '../../generated/layout.ts';
import { FIRST_DROP, PRESENTED } from '../../trace/frames.ts';
import { countVisible, FRAME_LINE_SIZE, hitTest, isDense, layOut, RULER_SIZE } from './layout.ts';
import { frameOfSlice, positionOf, rowsOf, sliceOfFrame } from './rows.ts';
import { largestOf } from './search.ts';
import { TimeView } from './time-view.ts';

const WIDTH = 1000;
const trace = makeTrace({ seconds: 20, frameRate: 60, seed: 3, threads: 2 });
const rows = rowsOf(trace);
const layout = layOut([rows], WIDTH);
const threadAt = (lane: number) => {
  const thread = rows.threads.find((one) => one.lane === lane);
  if (!thread) throw new Error(`no row for lane ${lane}`);
  return thread;
};
const viewOf = (startUs: number, endUs: number) => {
  const view = new TimeView();
  view.setExtent(rows.extentUs);
  view.fit(startUs, endUs);
  return view;
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

it('hits the frame and the slice under a pixel, and nothing between them', () => {
  const { frames, table } = rows;
  const position = 300 + frames.row.slice(300).findIndex((row) => table.outcome[row] === PRESENTED);
  const startUs = frames.startUs[position] ?? 0;
  const endUs = frames.endUs[position] ?? 0;
  const view = viewOf(startUs, endUs);
  const frameRow = layout.rows.find(({ kind }) => kind === 'frames');
  if (!frameRow) throw new Error('no frames');
  const y = frameRow.y + 4 + ((frames.line[position] ?? 0) + 0.5) * FRAME_LINE_SIZE;
  const x = view.xAt((startUs + endUs) / 2, WIDTH);
  expect(hitTest([rows], layout, view, WIDTH, x, y)).toEqual({ kind: 'frame', trace: 0, position, among: 1 });
  expect(hitTest([rows], layout, view, WIDTH, view.xAt(startUs, WIDTH) - 40, y)).toBeNull();
  // The line below is empty there.
  expect(hitTest([rows], layout, view, WIDTH, x, y + FRAME_LINE_SIZE)).toBeNull();
  expect(hitTest([rows], layout, view, WIDTH, x, RULER_SIZE / 2)).toBeNull();
  const box = layout.rows.find(({ thread }) => thread?.lane === 0);
  const index = sliceOfFrame(rows, threadAt(0), position);
  const middleUs = ((threadAt(0).slices.startUs[index] ?? 0) + (threadAt(0).slices.endUs[index] ?? 0)) / 2;
  const hit = hitTest([rows], layout, view, WIDTH, view.xAt(middleUs, WIDTH), (box?.y ?? 0) + 10);
  expect(hit).toMatchObject({ kind: 'slice', index });
});

it('gives the slowest frame around where frames are too many to tell apart', () => {
  const view = viewOf(0, rows.extentUs);
  const { frames, table } = rows;
  const visible = countVisible(frames.startUs, frames.reachUs, view.startUs, view.endUs);
  expect(isDense(visible, WIDTH)).toBe(true);
  const frameRow = layout.rows.find(({ kind }) => kind === 'frames');
  const hit = hitTest([rows], layout, view, WIDTH, 500, (frameRow?.y ?? 0) + 10);
  if (hit?.kind !== 'frame') throw new Error('no frame');
  expect(hit.among).toBeGreaterThan(3);
  const reachUs = (4 * view.spanUs) / WIDTH;
  const us = view.usAt(500, WIDTH);
  let slowest = 0;
  for (let at = 0; at < frames.length; at++) {
    if (Math.abs((frames.startUs[at] ?? 0) - us) > reachUs) continue;
    slowest = Math.max(slowest, table.latencyUs[frames.row[at] ?? 0] || 0);
  }
  expect(table.latencyUs[frames.row[hit.position] ?? 0]).toBe(slowest);
});

it('lays two traces out below one another', () => {
  const pair = layOut([rows, rows], WIDTH);
  expect(pair.rows.filter(({ kind }) => kind === 'title')).toHaveLength(2);
  pair.rows.forEach((row, at) => {
    const before = pair.rows[at - 1];
    if (before) expect(row.y).toBe(before.y + before.height);
  });
  expect(new Set(pair.rows.map(({ trace: index }) => index))).toEqual(new Set([0, 1]));
});

it('makes rows of a trace in which nothing happened', () => {
  const empty = rowsOf(makeTrace({ seconds: 0, frameRate: 60, seed: 1, threads: 1 }));
  expect([empty.frames.length, empty.frames.drops.length, largestOf(empty.frames.latency, 0, 0)]).toEqual([
    0, 1, 0,
  ]);
  const view = new TimeView();
  view.setExtent(empty.extentUs);
  const boxes = layOut([empty], WIDTH);
  for (const { y } of boxes.rows) {
    expect(['frame', 'slice']).not.toContain(hitTest([empty], boxes, view, WIDTH, 500, y + 5)?.kind);
  }
});
