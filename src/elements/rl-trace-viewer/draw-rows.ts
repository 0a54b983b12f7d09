/**
 * Draws the rows of the timeline: frames, threads, settings. In: rows, a window of time. Out: pixels. Main thread.
 * It looks only at things on screen. If there are too many, it draws one area per row. So a long trace takes no more time than a
 * short one.
 */

import { AUDIO_LANE, CAPTURE_LANE, OWNER_LANE, PRESENT_LANE, TRACE_KINDS } from '../../generated/layout.ts';
import { FIRST_DROP, OUTCOMES, PRESENTED } from '../../trace/frames.ts';
import { settingsText } from '../../trace/names.ts';
import type { ThreadRow, TraceRows } from '../../trace/opening/rows.ts';
import { fillBusy, fillCount, fillMax, lowerBound } from '../../trace/opening/search.ts';
import { countVisible, FRAME_LINE_SIZE, isDense, type RowBox } from './layout.ts';
import type { Theme } from './theme.ts';
import type { TimeView } from './time-view.ts';

/** Wider bars show the frame's stages. */
const STAGES_PX = 5;
/** Wider things have text. */
const TEXT_PX = 44;
/** If more slices are on screen, they have no text. */
const MOST_LABELS = 80;
/** A mark that is nearer to the previous one is left out. */
const MARK_GAP_PX = 3;

/** Everything that is needed to draw a row. The plot's left edge is at 0. */
export interface Brush {
  context: CanvasRenderingContext2D;
  theme: Theme;
  view: TimeView;
  /** Width of the plot. */
  width: number;
  /** The latency at the top of a row. */
  scaleUs: number;
  /** One number per column of pixels. The array is reused. */
  columns: Float32Array;
}

/** Returns the colour of a thread's work. */
export function laneColor(lane: number, theme: Theme): string {
  if (lane === CAPTURE_LANE) return theme.copy;
  if (lane === PRESENT_LANE) return theme.present;
  return lane === OWNER_LANE ? theme.main : theme.kernel;
}

/** Draws each frame as a bar from arrival to hand-over. If there are too many, draws the largest latency of each column. */
export function drawFrames(brush: Brush, rows: TraceRows, box: RowBox): void {
  const { view, width } = brush;
  const { frames } = rows;
  const visible = countVisible(frames.startUs, frames.reachUs, view.startUs, view.endUs);
  if (isDense(visible, width)) drawLatency(brush, rows, box.y, box.height);
  else drawBars(brush, rows, box);
}

/** Draws the largest latency per column as an area. Ticks below it show dropped frames. */
export function drawLatency(brush: Brush, { frames }: TraceRows, y: number, height: number): void {
  const { context, theme, view, width, columns, scaleUs } = brush;
  const usPerColumn = view.spanUs / width;
  const bottom = y + height - 5;
  const most = height - 8;
  context.fillStyle = theme.latency;
  fillMax(frames.startUs, frames.latency, view.startUs, usPerColumn, columns);
  for (let x = 0; x < columns.length; x++) {
    const size = Math.min(1, (columns[x] as number) / scaleUs) * most;
    if (size > 0) context.fillRect(x, bottom - size, 1, size);
  }
  context.fillStyle = theme.alarm;
  for (let x = 0; x < columns.length; x++) {
    // A latency that is too high for the row gets a cap of another colour.
    if ((columns[x] as number) > scaleUs) context.fillRect(x - 1, bottom - most - 1, 3, 3);
  }
  fillCount(frames.startUs, frames.drops, view.startUs, usPerColumn, columns);
  for (let x = 0; x < columns.length; x++) {
    if ((columns[x] as number) > 0) context.fillRect(x, bottom + 1, 1, 4);
  }
}

function drawBars(brush: Brush, rows: TraceRows, box: RowBox): void {
  const { context, theme, view, width } = brush;
  const { frames, table } = rows;
  const first = lowerBound(frames.reachUs, view.startUs);
  const last = lowerBound(frames.startUs, view.endUs);
  const perUs = width / view.spanUs;
  const stages = [table.copyUs, table.waitUs, table.kernelUs, table.presentUs];
  const colors = [theme.copy, theme.wait, theme.kernel, theme.present];
  const lineY = (at: number) => box.y + 4 + (frames.line[at] as number) * FRAME_LINE_SIZE;
  for (let stage = 0; stage < stages.length; stage++) {
    context.fillStyle = colors[stage] as string;
    for (let at = first; at < last; at++) {
      const row = frames.row[at] as number;
      if (table.outcome[row] !== PRESENTED) continue;
      const x = ((frames.startUs[at] as number) - view.startUs) * perUs;
      const size = ((frames.endUs[at] as number) - (frames.startUs[at] as number)) * perUs;
      if (size <= STAGES_PX) {
        if (stage === 2) context.fillRect(x, lineY(at), Math.max(1, size), FRAME_LINE_SIZE - 2);
        continue;
      }
      let from = 0;
      for (let before = 0; before < stage; before++) from += (stages[before] as Float64Array)[row] as number;
      const part = (stages[stage] as Float64Array)[row] as number;
      context.fillRect(x + from * perUs, lineY(at), part * perUs, FRAME_LINE_SIZE - 2);
    }
  }
  for (let at = first; at < last; at++) {
    const outcome = table.outcome[frames.row[at] as number] as number;
    if (outcome === PRESENTED) continue;
    const x = ((frames.startUs[at] as number) - view.startUs) * perUs;
    const size = Math.max(4, ((frames.endUs[at] as number) - (frames.startUs[at] as number)) * perUs);
    drawUnpresented(brush, x, lineY(at), size, outcome);
  }
}

/** Draws a dropped frame striped, with its cause. Draws a frame that is still on its way as an outline. */
function drawUnpresented(brush: Brush, x: number, y: number, size: number, outcome: number): void {
  const { context, theme } = brush;
  const height = FRAME_LINE_SIZE - 2;
  if (outcome < FIRST_DROP) {
    context.strokeStyle = theme.muted;
    context.lineWidth = 1;
    context.strokeRect(x + 0.5, y + 0.5, size - 1, height - 1);
    return;
  }
  context.fillStyle = theme.hatch;
  context.fillRect(x, y, size, height);
  if (brush.view.spanUs < 400_000) {
    context.fillStyle = theme.alarm;
    context.fillText(OUTCOMES[outcome] ?? '', x + size + 4, y + height / 2 + 0.5);
  }
}

/** Draws slices of work, or the busy share of each column. Then draws the marks. */
export function drawThread(brush: Brush, thread: ThreadRow, box: RowBox): void {
  const { context, theme, view, width } = brush;
  const { slices } = thread;
  const visible = countVisible(slices.startUs, slices.reachUs, view.startUs, view.endUs);
  context.fillStyle = laneColor(thread.lane, theme);
  if (isDense(visible, width)) drawBusy(brush, thread, box);
  else drawSlices(brush, thread, box);
  drawDisplays(brush, thread, box);
  drawMarks(brush, thread, box);
}

function drawBusy({ context, view, width, columns }: Brush, { slices }: ThreadRow, box: RowBox): void {
  fillBusy(slices, view.startUs, view.spanUs / width, columns);
  const most = box.height - 6;
  const bottom = box.y + box.height - 2;
  for (let x = 0; x < columns.length; x++) {
    const size = (columns[x] as number) * most;
    if (size > 0.2) context.fillRect(x, bottom - size, 1, size);
  }
}

function drawSlices(brush: Brush, thread: ThreadRow, box: RowBox): void {
  const { context, theme, view, width } = brush;
  const { slices, lane } = thread;
  const first = lowerBound(slices.reachUs, view.startUs);
  const last = lowerBound(slices.startUs, view.endUs);
  const perUs = width / view.spanUs;
  const y = box.y + 4;
  const height = box.height - 7;
  if (lane === OWNER_LANE) context.fillStyle = theme.hatch;
  for (let at = first; at < last; at++) {
    const x = ((slices.startUs[at] as number) - view.startUs) * perUs;
    const size = ((slices.endUs[at] as number) - (slices.startUs[at] as number)) * perUs;
    context.fillRect(x, y, Math.max(1, size), height);
  }
  // Measuring text takes long, so this is done only for a few slices.
  if (last - first > MOST_LABELS) return;
  context.fillStyle = lane === OWNER_LANE ? theme.ink : theme.panel;
  for (let at = first; at < last; at++) {
    const x = Math.max(0, ((slices.startUs[at] as number) - view.startUs) * perUs);
    const size = Math.min(width, ((slices.endUs[at] as number) - view.startUs) * perUs) - x;
    if (size < TEXT_PX) continue;
    const ms = ((slices.endUs[at] as number) - (slices.startUs[at] as number)) / 1000;
    const text =
      lane === OWNER_LANE
        ? `long task ${ms.toFixed(0)} ms`
        : lane === AUDIO_LANE
          ? `${ms.toFixed(2)} ms`
          : `#${slices.sequence[at]}`;
    if (context.measureText(text).width < size - 8) context.fillText(text, x + 4, y + height / 2 + 0.5);
  }
}

/** Draws a thin tick for each frame that reached the screen. If there are too many, draws a line. */
function drawDisplays(brush: Brush, { displayUs }: ThreadRow, box: RowBox): void {
  if (displayUs.length === 0) return;
  const { context, theme, view, width } = brush;
  const first = lowerBound(displayUs, view.startUs);
  const last = lowerBound(displayUs, view.endUs);
  const y = box.y + box.height - 7;
  context.fillStyle = theme.muted;
  if (last - first > width / MARK_GAP_PX) {
    const x = view.xAt(displayUs[first] as number, width);
    context.fillRect(x, y + 3, view.xAt(displayUs[last - 1] as number, width) - x, 1);
    return;
  }
  for (let at = first; at < last; at++) {
    context.fillRect(view.xAt(displayUs[at] as number, width), y, 1, 5);
  }
}

/** Draws collections as triangles, frames lost at the source as crosses, and all other marks as dots. */
function drawMarks(brush: Brush, { marks }: ThreadRow, box: RowBox): void {
  const { context, theme, view, width } = brush;
  const gapUs = (MARK_GAP_PX * view.spanUs) / width;
  const last = lowerBound(marks.timeUs, view.endUs);
  for (let at = lowerBound(marks.timeUs, view.startUs); at < last; ) {
    const us = marks.timeUs[at] as number;
    drawMark(context, theme, marks.kind[at] as number, view.xAt(us, width), box.y + 7);
    at = Math.max(at + 1, lowerBound(marks.timeUs, us + gapUs));
  }
}

function drawMark(context: CanvasRenderingContext2D, theme: Theme, kind: number, x: number, y: number): void {
  context.beginPath();
  if (kind === TRACE_KINDS.collection) {
    context.moveTo(x - 4, y - 4);
    context.lineTo(x + 4, y - 4);
    context.lineTo(x, y + 4);
  } else if (kind === TRACE_KINDS.discard) {
    context.rect(x - 4, y - 1, 8, 2);
    context.rect(x - 1, y - 4, 2, 8);
  } else {
    context.arc(x, y, 3, 0, 2 * Math.PI);
  }
  context.fillStyle = kind === TRACE_KINDS.vital ? theme.muted : theme.ink;
  context.strokeStyle = theme.panel;
  context.lineWidth = 2;
  context.stroke();
  context.fill();
}

/** Writes the settings of each period of time. At each change, draws a line through all rows. */
export function drawSettings(brush: Brush, rows: TraceRows, box: RowBox, bottom: number): void {
  const { context, theme, view, width } = brush;
  const { settingsUs, settings } = rows;
  const first = Math.max(0, lowerBound(settingsUs, view.startUs) - 1);
  const last = lowerBound(settingsUs, view.endUs);
  const dense = last - first > width / 8;
  for (let at = first; at < last; at++) {
    const x = Math.max(0, view.xAt(settingsUs[at] as number, width));
    const next = at + 1 < settings.length ? view.xAt(settingsUs[at + 1] as number, width) : width;
    const size = Math.min(width, next) - x;
    if (size >= TEXT_PX) {
      context.save();
      context.beginPath();
      context.rect(x, box.y, size - 4, box.height);
      context.clip();
      context.fillStyle = theme.muted;
      const entry = settings[at];
      if (entry) context.fillText(settingsText(entry), x + 6, box.y + box.height / 2 + 0.5);
      context.restore();
    }
    if (at === 0 || x <= 0 || dense) continue;
    context.fillStyle = theme.muted;
    context.globalAlpha = 0.7;
    for (let y = box.y + 2; y < bottom; y += 5) context.fillRect(x, y, 1, 3);
    context.globalAlpha = 1;
  }
}
