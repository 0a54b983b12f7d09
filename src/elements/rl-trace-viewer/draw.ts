/**
 * Draws the timeline and the small map of the whole trace. In: a scene. Out: pixels. Main thread. It runs only after a change,
 * and at most once per animation frame.
 */

import type { TraceRows } from '../../trace/opening/rows.ts';
import { type Brush, drawFrames, drawLatency, drawSettings, drawThread } from './draw-rows.ts';
import { drawSelection } from './draw-selection.ts';
import { type Layout, type RowBox, RULER_SIZE } from './layout.ts';
import type { Scene } from './scene.ts';
import { formatTime, TimeView, tickStepUs } from './time-view.ts';

const LEAST_TICK_PX = 96;

/** Draws, and keeps memory for the next drawing. */
export class Painter {
  #columns = new Float32Array(0);

  /** Draws the timeline. `context` is scaled to CSS pixels. */
  paint(context: CanvasRenderingContext2D, scene: Scene): void {
    const { layout, theme, view, traces } = scene;
    const { gutter, height } = layout;
    const width = Math.max(1, scene.width - gutter);
    context.clearRect(0, 0, scene.width, height);
    context.font = `11px ${theme.font}`;
    context.textBaseline = 'middle';
    const brush = { context, theme, view, width, scaleUs: scene.scaleUs, columns: this.#columnsFor(width) };
    context.save();
    context.translate(gutter, 0);
    context.beginPath();
    context.rect(0, 0, width, height);
    context.clip();
    drawRuler(brush, height);
    for (const box of layout.rows) drawRow(brush, traces, layout, box);
    if (scene.selection) drawSelection(brush, scene);
    if (scene.pointerX !== null) {
      context.fillStyle = theme.muted;
      context.fillRect(Math.round(scene.pointerX), RULER_SIZE, 1, height);
    }
    context.restore();
    for (const box of layout.rows) drawName(context, scene, box);
  }

  /** Draws the latency of each whole trace, one below the other, each `height` high. */
  paintMap(context: CanvasRenderingContext2D, scene: Scene, height: number): void {
    const { gutter } = scene.layout;
    const width = Math.max(1, scene.width - gutter);
    const { theme, scaleUs, traces } = scene;
    const whole = new TimeView();
    whole.setExtent(scene.view.extentUs);
    const brush = { context, theme, view: whole, width, scaleUs, columns: this.#columnsFor(width) };
    context.clearRect(0, 0, scene.width, height * traces.length);
    context.font = `11px ${theme.font}`;
    context.textBaseline = 'middle';
    traces.forEach((rows, index) => {
      context.save();
      context.translate(gutter, 0);
      drawLatency(brush, rows, index * height, height);
      context.restore();
      context.fillStyle = theme.muted;
      const name = traces.length > 1 ? `all of ${'AB'[index]}` : 'all';
      context.fillText(name, 8, index * height + height / 2);
    });
  }

  #columnsFor(width: number): Float32Array {
    const columns = Math.ceil(width);
    if (this.#columns.length !== columns) this.#columns = new Float32Array(columns);
    return this.#columns;
  }
}

/** Shades the map outside of the window, and draws a frame around the window. */
export function drawWindow(context: CanvasRenderingContext2D, scene: Scene, height: number): void {
  const { theme, view, layout } = scene;
  const width = Math.max(1, scene.width - layout.gutter);
  const from = layout.gutter + (view.startUs / view.extentUs) * width;
  const size = Math.max(3, (view.spanUs / view.extentUs) * width);
  context.fillStyle = theme.panel;
  context.globalAlpha = 0.65;
  context.fillRect(layout.gutter, 0, from - layout.gutter, height);
  context.fillRect(from + size, 0, scene.width - from - size, height);
  context.globalAlpha = 1;
  context.strokeStyle = theme.ink;
  context.lineWidth = 1;
  context.strokeRect(Math.round(from) + 0.5, 0.5, Math.max(2, Math.round(size) - 1), height - 1);
}

function drawRuler({ context, theme, view, width }: Brush, height: number): void {
  const stepUs = tickStepUs(view.spanUs, width, LEAST_TICK_PX);
  for (let us = Math.floor(view.startUs / stepUs) * stepUs; us < view.endUs; us += stepUs) {
    const x = Math.round(view.xAt(us, width));
    context.fillStyle = theme.line;
    context.fillRect(x, RULER_SIZE - 6, 1, height);
    context.fillStyle = theme.muted;
    context.fillText(formatTime(us, stepUs), x + 5, RULER_SIZE / 2);
  }
}

function drawRow(brush: Brush, traces: readonly TraceRows[], layout: Layout, box: RowBox): void {
  const rows = traces[box.trace];
  if (!rows) return;
  const { context, theme, width } = brush;
  if (box.kind === 'title') {
    context.fillStyle = theme.raised;
    context.fillRect(0, box.y, width, box.height);
    return;
  }
  context.fillStyle = theme.line;
  context.fillRect(0, box.y + box.height - 1, width, 1);
  if (box.kind === 'frames') drawFrames(brush, rows, box);
  else if (box.thread) drawThread(brush, box.thread, box);
  else {
    const own = layout.rows.filter(({ trace }) => trace === box.trace).at(-1) ?? box;
    drawSettings(brush, rows, box, own.y + own.height);
  }
}

function drawName(
  context: CanvasRenderingContext2D,
  { theme, layout, scaleUs, width }: Scene,
  box: RowBox,
): void {
  const middle = box.y + box.height / 2;
  if (box.kind === 'title') {
    context.fillStyle = theme.raised;
    context.fillRect(0, box.y, width, box.height);
    context.font = `600 12px ${theme.font}`;
    context.fillStyle = theme.ink;
    context.fillText(`Trace ${'AB'[box.trace]}`, 8, middle + 0.5);
    context.font = `11px ${theme.font}`;
    return;
  }
  context.fillStyle = theme.line;
  context.fillRect(0, box.y + box.height - 1, layout.gutter, 1);
  context.fillStyle = theme.ink;
  if (box.kind === 'settings') {
    context.fillStyle = theme.muted;
    context.fillText('settings', 8, middle);
  } else if (box.kind === 'frames') {
    context.fillText('frames', 8, middle - 7);
    context.fillStyle = theme.muted;
    context.fillText(`↑ ${(scaleUs / 1000).toFixed(scaleUs < 10_000 ? 1 : 0)} ms`, 8, middle + 8);
  } else context.fillText(box.thread?.name ?? '', 8, middle);
}
