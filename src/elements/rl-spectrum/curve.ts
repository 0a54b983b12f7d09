/** Draws the present spectrum as a curve, with grid and labels. In: decibels by column. Out: pixels. Main thread. */

import { fitCanvas, type SoundInks } from '../shared/sound-canvas.ts';
import { type FrequencyAxis, formatHz } from './frequency-axis.ts';
import { decibelPlace, GRID_DB } from './scale.ts';

/** Room for the frequencies below the curve, in CSS pixels. */
const LABEL_HEIGHT = 16;
/** Room above the curve. Without it the top label would be cut off. */
const TOP = 6;
/** The smallest distance between two labels of frequencies, in CSS pixels. */
const APART = 34;

/** Draws grid, labels and curve. `decibels` has one number per column of `axis`. The canvas may have another width. */
export function drawCurve(
  canvas: HTMLCanvasElement,
  context: CanvasRenderingContext2D,
  inks: SoundInks,
  axis: FrequencyAxis,
  decibels: Float32Array,
): void {
  fitCanvas(canvas, context);
  const { clientWidth: width, clientHeight: height } = canvas;
  const bottom = height - LABEL_HEIGHT;
  const y = (db: number) => TOP + (1 - decibelPlace(db)) * (bottom - TOP);
  context.clearRect(0, 0, width, height);
  drawGrid(context, inks, axis, { width, bottom, y });
  const x = (column: number) => ((column + 0.5) / axis.columns) * width;
  context.beginPath();
  context.moveTo(x(0), y(decibels[0] as number));
  for (let column = 1; column < axis.columns; column++) {
    context.lineTo(x(column), y(decibels[column] as number));
  }
  context.strokeStyle = inks.accent;
  context.lineWidth = 1.5;
  context.lineJoin = 'round';
  context.stroke();
  context.lineTo(width, bottom);
  context.lineTo(0, bottom);
  context.fillStyle = inks.accent;
  context.globalAlpha = 0.18;
  context.fill();
  context.globalAlpha = 1;
}

interface Frame {
  width: number;
  bottom: number;
  y: (db: number) => number;
}

function drawGrid(
  context: CanvasRenderingContext2D,
  { line, muted, font }: SoundInks,
  axis: FrequencyAxis,
  { width, bottom, y }: Frame,
): void {
  context.fillStyle = line;
  for (const db of GRID_DB) context.fillRect(0, Math.round(y(db)), width, 1);
  const labels = axis.labels(APART / width);
  for (const hz of labels) context.fillRect(Math.round(axis.place(hz) * width), TOP, 1, bottom - TOP);
  context.fillStyle = muted;
  context.font = `11px ${font}`;
  context.textBaseline = 'bottom';
  context.textAlign = 'right';
  for (const db of GRID_DB.slice(1)) context.fillText(String(db).replace('-', '−'), width - 2, y(db) - 1);
  context.textBaseline = 'alphabetic';
  for (const [index, hz] of labels.entries()) {
    const place = axis.place(hz);
    context.textAlign = index === 0 ? 'left' : place > 0.97 ? 'right' : 'center';
    context.fillText(formatHz(hz), place * width, bottom + 12);
  }
}
