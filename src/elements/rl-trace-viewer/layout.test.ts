/** The layout finds the thing under a pixel of a trace's rows. */

import { expect, it } from 'vitest';
import { makeTrace } from '../../../e2e/support/trace-fixture.ts';
import { PRESENTED } from '../../trace/frames.ts';
import { rowsOf, sliceOfFrame } from '../../trace/opening/rows.ts';
import { countVisible, FRAME_LINE_SIZE, hitTest, isDense, layOut, RULER_SIZE } from './layout.ts';
import { TimeView } from './time-view.ts';

const WIDTH = 1000;
const rows = rowsOf(makeTrace({ seconds: 20, frameRate: 60, seed: 3, threads: 2 }));
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

it('gives the slowest frame nearby if there are too many frames to draw them one by one', () => {
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

it('hits nothing in an empty trace', () => {
  const empty = rowsOf(makeTrace({ seconds: 0, frameRate: 60, seed: 1, threads: 1 }));
  const view = new TimeView();
  view.setExtent(empty.extentUs);
  const boxes = layOut([empty], WIDTH);
  for (const { y } of boxes.rows) {
    expect(['frame', 'slice']).not.toContain(hitTest([empty], boxes, view, WIDTH, 500, y + 5)?.kind);
  }
});
