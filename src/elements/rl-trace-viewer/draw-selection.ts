/**
 * Draws a selected frame: its bar, and its work on all threads. Lines join the work in the order of time. Everything else becomes
 * pale. In: a scene with a selection. Out: pixels. Main thread.
 */

import { CAPTURE_LANE, PRESENT_LANE } from '../../generated/layout.ts';
import { sliceOfFrame, type TraceRows } from '../../trace/opening/rows.ts';
import { formatMs } from '../shared/format.ts';
import { type Brush, laneColor } from './draw-rows.ts';
import { FRAME_LINE_SIZE, type RowBox, RULER_SIZE } from './layout.ts';
import type { Scene } from './scene.ts';

/** A rectangle on the plot. */
interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Draws the selection if it is a frame. */
export function drawSelection(brush: Brush, { selection, traces, layout }: Scene): void {
  if (selection?.kind !== 'frame') return;
  const rows = traces[selection.trace];
  if (!rows) return;
  const { context, theme, width, view } = brush;
  const { frames } = rows;
  const startUs = frames.startUs[selection.position] as number;
  const endUs = frames.endUs[selection.position] as number;
  const own = layout.rows.filter((box) => box.trace === selection.trace);
  const last = own.at(-1);
  if (!last) return;
  const from = view.xAt(startUs, width);
  const to = Math.max(from + 1, view.xAt(endUs, width));
  // A very short frame gets only a line that shows its place.
  if (to - from < 12) {
    context.fillStyle = theme.accent;
    context.globalAlpha = 0.35;
    context.fillRect((from + to) / 2 - 3, RULER_SIZE, 6, last.y + last.height - RULER_SIZE);
    context.globalAlpha = 1;
  } else {
    pale(brush, own, from, to);
    join(brush, rows, own, selection.position);
  }
  drawFlag(brush, from);
}

/** Makes everything before and after the frame pale. Other work during the frame stays visible. */
function pale({ context, theme, width }: Brush, own: readonly RowBox[], from: number, to: number): void {
  const top = own.find(({ kind }) => kind === 'frames')?.y ?? 0;
  const last = own.at(-1) as RowBox;
  const height = last.y + last.height - top;
  context.fillStyle = theme.panel;
  context.globalAlpha = 0.45;
  context.fillRect(0, top, Math.max(0, from - 1), height);
  context.fillRect(to + 1, top, Math.max(0, width - to - 1), height);
  context.globalAlpha = 1;
}

function join(brush: Brush, rows: TraceRows, own: readonly RowBox[], position: number): void {
  const { context, theme } = brush;
  const work: { lane: number; box: Box; us: number }[] = [];
  for (const row of own) {
    if (!row.thread) continue;
    const index = sliceOfFrame(rows, row.thread, position);
    if (index < 0) continue;
    const { startUs, endUs } = row.thread.slices;
    const box = boxOf(brush, startUs[index] as number, endUs[index] as number, row.y + 4, row.height - 7);
    const us = (endUs[index] as number) - (startUs[index] as number);
    work.push({ lane: row.thread.lane, box, us });
  }
  const frame = own.find(({ kind }) => kind === 'frames');
  if (frame) {
    const line = rows.frames.line[position] as number;
    const { startUs, endUs } = rows.frames;
    const y = frame.y + 4 + line * FRAME_LINE_SIZE;
    const box = boxOf(brush, startUs[position] as number, endUs[position] as number, y, FRAME_LINE_SIZE - 2);
    outline(brush, box);
  }
  for (const { lane, box, us } of work) {
    context.fillStyle = laneColor(lane, theme);
    context.fillRect(box.x, box.y, box.width, box.height);
    outline(brush, box);
    drawDuration(brush, box, us);
  }
  const capture = work.find(({ lane }) => lane === CAPTURE_LANE)?.box;
  const present = work.find(({ lane }) => lane === PRESENT_LANE)?.box;
  for (const { lane, box } of work) {
    if (lane === CAPTURE_LANE || lane === PRESENT_LANE) continue;
    if (capture) connect(brush, capture, box);
    if (present) connect(brush, box, present);
  }
}

function boxOf({ view, width }: Brush, startUs: number, endUs: number, y: number, height: number): Box {
  const x = view.xAt(startUs, width);
  return { x, y, width: Math.max(2, view.xAt(endUs, width) - x), height };
}

function outline({ context, theme }: Brush, { x, y, width, height }: Box): void {
  context.strokeStyle = theme.ink;
  context.lineWidth = 1.5;
  context.strokeRect(x, y, width, height);
}

/** Writes the duration into the box if there is room. */
function drawDuration({ context, theme, width }: Brush, box: Box, us: number): void {
  const from = Math.max(0, box.x);
  const room = Math.min(width, box.x + box.width) - from;
  const text = `${formatMs(us)} ms`;
  if (context.measureText(text).width > room - 12) return;
  context.fillStyle = theme.panel;
  context.fillText(text, from + 6, box.y + box.height / 2 + 0.5);
}

/** Draws a line from the end of one box to the start of the next. */
function connect({ context, theme }: Brush, from: Box, to: Box): void {
  const x0 = from.x + from.width;
  const y0 = from.y + from.height / 2;
  const x1 = to.x;
  const y1 = to.y + to.height / 2;
  const bend = Math.min(40, Math.abs(x1 - x0) / 2);
  context.beginPath();
  context.moveTo(x0, y0);
  context.bezierCurveTo(x0 + bend, y0, x1 - bend, y1, x1, y1);
  context.strokeStyle = theme.panel;
  context.lineWidth = 3.5;
  context.stroke();
  context.strokeStyle = theme.ink;
  context.lineWidth = 1.5;
  context.stroke();
}

/** Draws a small flag on the time axis. It shows the place even if the frame is only a pixel wide. */
function drawFlag({ context, theme }: Brush, x: number): void {
  context.fillStyle = theme.accent;
  context.beginPath();
  context.moveTo(x - 5, RULER_SIZE - 9);
  context.lineTo(x + 5, RULER_SIZE - 9);
  context.lineTo(x, RULER_SIZE);
  context.fill();
}
