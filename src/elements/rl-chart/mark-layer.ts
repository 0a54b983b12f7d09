/**
 * What happened, on every chart: flags for changed settings, rings for collections, crosses for dropped frames, and the
 * budget. In: a feed. Out: strokes on a chart's canvas, in canvas pixels. Main thread.
 */

import type { FrameFeed } from '../shared/frame-feed.ts';
import type { TimeRing } from '../shared/time-ring.ts';

/** Where the chart lies on its canvas, and what it is drawn with. */
export interface MarkScene {
  readonly context: CanvasRenderingContext2D;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  /** Canvas pixels per CSS pixel. */
  readonly ratio: number;
  readonly perSecond: number;
  readonly ink: string;
  readonly muted: string;
  readonly alarm: string;
  readonly ground: string;
  readonly font: string;
}

/** Labels stand in this many rows before one is left out; the reading names it all the same. */
const LABEL_ROWS = 2;

/** Draws all marks of the last minute. */
export function drawMarks(scene: MarkScene, feed: FrameFeed): void {
  const { context } = scene;
  context.save();
  plain(context);
  drawTimes(scene, feed, feed.drops, (x) => cross(scene, x));
  drawTimes(scene, feed, feed.collections, (x) => ring(scene, x));
  drawSettings(scene, feed);
  context.restore();
}

/** The end of the time axis. */
export function drawNow({ context, left, top, width, height, ratio, font, muted }: MarkScene): void {
  context.save();
  context.font = font;
  context.textAlign = 'right';
  context.textBaseline = 'alphabetic';
  context.fillStyle = muted;
  context.fillText('now', left + width, top + height + 12 * ratio);
  context.restore();
}

/** Arrows at the upper edge where values go beyond it, and the largest of them in numbers. */
export function drawClipped(
  scene: MarkScene,
  seconds: Float64Array,
  peaks: Float64Array,
  limit: number,
  format: (value: number) => string,
): void {
  const { context, left, top, width, ratio, perSecond, ink } = scene;
  let tallest = -1;
  context.save();
  plain(context);
  context.fillStyle = ink;
  for (let column = 0; column < peaks.length; column++) {
    const value = peaks[column] as number;
    if (value <= limit) continue;
    if (tallest < 0 || value > (peaks[tallest] as number)) tallest = column;
    const x = left + width + (seconds[column] as number) * perSecond;
    context.beginPath();
    context.moveTo(x, top);
    context.lineTo(x + 3 * ratio, top + 5 * ratio);
    context.lineTo(x - 3 * ratio, top + 5 * ratio);
    context.fill();
  }
  if (tallest >= 0) {
    const x = left + width + (seconds[tallest] as number) * perSecond;
    const right = x < left + 0.8 * width;
    context.textAlign = right ? 'left' : 'right';
    write(scene, format(peaks[tallest] as number), x + (right ? 5 : -5) * ratio, top + 9 * ratio, ink);
  }
  context.restore();
}

/** uPlot leaves alignment and dashes behind. */
function plain(context: CanvasRenderingContext2D): void {
  context.setLineDash([]);
  context.textAlign = 'left';
  context.textBaseline = 'alphabetic';
}

/** A dashed line at the budget, or a note at the upper edge where it lies beyond. */
export function drawBudget(scene: MarkScene, y: number | null, label: string): void {
  const { context, left, top, width, ratio } = scene;
  context.save();
  plain(context);
  context.strokeStyle = scene.alarm;
  context.lineWidth = ratio;
  if (y !== null) {
    context.setLineDash([6 * ratio, 4 * ratio]);
    context.beginPath();
    context.moveTo(left, Math.round(y) + 0.5);
    context.lineTo(left + width, Math.round(y) + 0.5);
    context.stroke();
  }
  const text = y === null ? `↑ ${label}` : label;
  const below = y === null || y - top < 14 * ratio;
  write(scene, text, left + 4 * ratio, (y ?? top) + (below ? 11 : -4) * ratio, scene.muted);
  context.restore();
}

function drawTimes(scene: MarkScene, feed: FrameFeed, rows: TimeRing, draw: (x: number) => void): void {
  let before = Number.POSITIVE_INFINITY;
  for (let age = 0; age < rows.length; age++) {
    const x = xOf(scene, feed, rows.timeUs[rows.row(age)] as number);
    if (x < scene.left) break;
    // Many at once are one sign.
    if (before - x < 4 * scene.ratio) continue;
    draw(x);
    before = x;
  }
}

function xOf({ left, width, perSecond }: MarkScene, feed: FrameFeed, timeUs: number): number {
  return left + width + ((timeUs - feed.nowUs) / 1_000_000) * perSecond;
}

/** At the lower edge: a frame was dropped. */
function cross({ context, top, height, ratio, alarm }: MarkScene, x: number): void {
  const y = top + height - 4 * ratio;
  const size = 2.5 * ratio;
  context.strokeStyle = alarm;
  context.lineWidth = 1.5 * ratio;
  context.beginPath();
  context.moveTo(x - size, y - size);
  context.lineTo(x + size, y + size);
  context.moveTo(x + size, y - size);
  context.lineTo(x - size, y + size);
  context.stroke();
}

/** On a dotted line: a collection was noticed. */
function ring({ context, top, height, ratio, ink }: MarkScene, x: number): void {
  const y = top + height - 12 * ratio;
  context.strokeStyle = ink;
  context.lineWidth = ratio;
  context.setLineDash([ratio, 2 * ratio]);
  context.beginPath();
  context.moveTo(x, top);
  context.lineTo(x, top + height);
  context.stroke();
  context.setLineDash([]);
  context.lineWidth = 1.5 * ratio;
  context.beginPath();
  context.arc(x, y, 3 * ratio, 0, 2 * Math.PI);
  context.stroke();
}

/** A flag with its label, the newest first, where there is room for it. */
function drawSettings(scene: MarkScene, feed: FrameFeed): void {
  const { context, left, top, width, height, ratio, ink } = scene;
  const rows = new Array<number>(LABEL_ROWS).fill(left + width);
  context.font = scene.font;
  for (let index = feed.marks.length - 1; index >= 0; index--) {
    const { timeUs, label } = feed.marks[index] as { timeUs: number; label: string };
    const x = Math.round(xOf(scene, feed, timeUs)) + 0.5;
    if (x < left) break;
    context.strokeStyle = ink;
    context.lineWidth = ratio;
    context.beginPath();
    context.moveTo(x, top);
    context.lineTo(x, top + height);
    context.stroke();
    const wide = context.measureText(label).width + 8 * ratio;
    // To the right where it ends before the next label, else to the left.
    const row = rows.findIndex((end) => x + wide <= end || (x - wide >= left && x <= end));
    if (row < 0) continue;
    const right = x + wide <= (rows[row] as number);
    const start = right ? x : x - wide;
    rows[row] = start;
    flag(scene, label, start, top + row * 14 * ratio, wide);
  }
}

function flag(scene: MarkScene, label: string, x: number, y: number, wide: number): void {
  const { context, ratio, ink, ground } = scene;
  context.fillStyle = ground;
  context.fillRect(x, y, wide, 13 * ratio);
  context.strokeStyle = ink;
  context.lineWidth = ratio;
  context.strokeRect(x, Math.round(y) + 0.5, wide, 13 * ratio);
  context.fillStyle = ink;
  context.fillText(label, x + 4 * ratio, y + 10 * ratio);
}

function write(scene: MarkScene, text: string, x: number, y: number, color: string): void {
  const { context, ground, ratio } = scene;
  context.font = scene.font;
  context.setLineDash([]);
  context.lineWidth = 3 * ratio;
  context.lineJoin = 'round';
  // An edge in the ground's colour keeps it readable over whatever lies below.
  context.strokeStyle = ground;
  context.strokeText(text, x, y);
  context.fillStyle = color;
  context.fillText(text, x, y);
}
