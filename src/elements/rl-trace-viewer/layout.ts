/**
 * Places the rows of the timeline, and finds the thing under a pixel. In: rows of one or two traces, a window of time.
 * Out: boxes in CSS pixels, hits. Pure.
 */

import { FRAME_LINES, type ThreadRow, type TraceRows } from '../../trace/opening/rows.ts';
import { lowerBound } from '../../trace/opening/search.ts';
import type { TimeView } from './time-view.ts';

/** Height of the time axis. */
export const RULER_SIZE = 22;
/** Height of one line of the frames' row. */
export const FRAME_LINE_SIZE = 12;
const SIZES = { title: 24, settings: 18, frames: FRAME_LINES * FRAME_LINE_SIZE + 8, thread: 26 };
/** A pixel hits a thing if it is not farther away. */
const REACH_PX = 4;
/** If there are more frames or slices per pixel, they are drawn as one area. */
const MOST_PER_PIXEL = 0.4;

/** One row on the canvas. */
export interface RowBox {
  kind: keyof typeof SIZES;
  /** Index of the trace. */
  trace: number;
  /** The thread of a `thread` row, else `null`. */
  thread: ThreadRow | null;
  y: number;
  height: number;
}

/** The places of everything on the canvas. */
export interface Layout {
  rows: RowBox[];
  /** Width of the names on the left. The plot is right of them. */
  gutter: number;
  /** Height of the whole canvas. */
  height: number;
}

/** The thing under a pixel. */
export type Hit =
  | { kind: 'frame'; trace: number; position: number; among: number }
  | { kind: 'slice'; trace: number; thread: ThreadRow; index: number }
  | { kind: 'mark'; trace: number; thread: ThreadRow; index: number }
  | { kind: 'busy'; trace: number; thread: ThreadRow; us: number }
  | { kind: 'settings'; trace: number; index: number };

/** Places the rows from top to bottom. Each trace has settings, frames and threads. If there are two, each has a title first. */
export function layOut(traces: readonly TraceRows[], width: number): Layout {
  const rows: RowBox[] = [];
  let y = RULER_SIZE;
  const add = (kind: RowBox['kind'], trace: number, thread: ThreadRow | null = null) => {
    rows.push({ kind, trace, thread, y, height: SIZES[kind] });
    y += SIZES[kind];
  };
  traces.forEach((trace, index) => {
    if (traces.length > 1) add('title', index);
    add('settings', index);
    add('frames', index);
    for (const thread of trace.threads) add('thread', index, thread);
  });
  return { rows, gutter: width < 600 ? 56 : 72, height: y + 4 };
}

/** Whether there are too many things in a window to draw them one by one. */
export function isDense(count: number, width: number): boolean {
  return count > width * MOST_PER_PIXEL;
}

/** Counts the spans in a window. The spans are sorted. */
export function countVisible(
  startUs: Float64Array,
  reachUs: Float64Array,
  fromUs: number,
  toUs: number,
): number {
  return Math.max(0, lowerBound(startUs, toUs) - lowerBound(reachUs, fromUs));
}

/** Finds the thing at a pixel of the plot. `x` counts from the plot's left edge. */
export function hitTest(
  traces: readonly TraceRows[],
  layout: Layout,
  view: TimeView,
  width: number,
  x: number,
  y: number,
): Hit | null {
  const box = layout.rows.find((row) => y >= row.y && y < row.y + row.height);
  const rows = box && traces[box.trace];
  if (!box || !rows || x < 0) return null;
  const us = view.usAt(x, width);
  const reachUs = (REACH_PX * view.spanUs) / width;
  if (box.kind === 'settings') {
    const index = lowerBound(rows.settingsUs, us) - 1;
    return { kind: 'settings', trace: box.trace, index: Math.max(0, index) };
  }
  if (box.kind === 'frames') return hitFrame(rows, box, view, width, us, y, reachUs);
  return box.thread ? hitThread(box.thread, box.trace, view, width, us, reachUs) : null;
}

function hitFrame(
  { frames, table }: TraceRows,
  box: RowBox,
  view: TimeView,
  width: number,
  us: number,
  y: number,
  reachUs: number,
): Hit | null {
  const visible = countVisible(frames.startUs, frames.reachUs, view.startUs, view.endUs);
  if (isDense(visible, width)) {
    const from = lowerBound(frames.startUs, us - reachUs);
    const to = lowerBound(frames.startUs, us + reachUs);
    let slowest = -1;
    for (let at = from; at < to; at++) {
      const latency = table.latencyUs[frames.row[at] as number] as number;
      const best = slowest < 0 ? -1 : (table.latencyUs[frames.row[slowest] as number] as number);
      if (slowest < 0 || !(latency <= best)) slowest = Number.isNaN(latency) && slowest >= 0 ? slowest : at;
    }
    return slowest < 0 ? null : { kind: 'frame', trace: box.trace, position: slowest, among: to - from };
  }
  const line = Math.floor((y - box.y - 4) / FRAME_LINE_SIZE);
  const nearest = nearestSpan(frames.startUs, frames.endUs, frames.reachUs, us, reachUs, (at) => {
    return (frames.line[at] as number) === line;
  });
  return nearest < 0 ? null : { kind: 'frame', trace: box.trace, position: nearest, among: 1 };
}

function hitThread(
  thread: ThreadRow,
  trace: number,
  view: TimeView,
  width: number,
  us: number,
  reachUs: number,
): Hit | null {
  const { marks, slices } = thread;
  const mark = nearestTime(marks.timeUs, us, reachUs);
  if (mark >= 0) return { kind: 'mark', trace, thread, index: mark };
  const visible = countVisible(slices.startUs, slices.reachUs, view.startUs, view.endUs);
  if (isDense(visible, width)) return { kind: 'busy', trace, thread, us };
  const index = nearestSpan(slices.startUs, slices.endUs, slices.reachUs, us, reachUs / 2, () => true);
  return index < 0 ? null : { kind: 'slice', trace, thread, index };
}

function nearestTime(timesUs: Float64Array, us: number, reachUs: number): number {
  const after = lowerBound(timesUs, us);
  let nearest = -1;
  let distance = reachUs;
  for (const at of [after - 1, after]) {
    const gap = Math.abs((timesUs[at] ?? Number.POSITIVE_INFINITY) - us);
    if (gap <= distance) {
      nearest = at;
      distance = gap;
    }
  }
  return nearest;
}

/** Finds the span at a time, else the nearest one within reach. Returns -1 if there is none. */
function nearestSpan(
  startUs: Float64Array,
  endUs: Float64Array,
  sortedEndUs: Float64Array,
  us: number,
  reachUs: number,
  wanted: (at: number) => boolean,
): number {
  let nearest = -1;
  let distance = reachUs;
  for (let at = lowerBound(sortedEndUs, us - reachUs); at < startUs.length; at++) {
    const start = startUs[at] as number;
    if (start > us + reachUs) break;
    const gap = Math.max(0, start - us, us - (endUs[at] as number));
    if (gap <= distance && wanted(at)) {
      nearest = at;
      distance = gap;
      if (gap === 0) break;
    }
  }
  return nearest;
}
