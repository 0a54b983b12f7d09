/**
 * One uPlot chart of the last minute. In: columns and a feed. Out: a canvas, and where the mouse reads. Loaded when
 * the first chart has something to show, so that the page's start does without it. Main thread.
 */

import uPlot from 'uplot';
import uPlotCss from 'uplot/dist/uPlot.min.css?inline';
import { type Columns, scaleTop, WINDOW_SECONDS } from '../shared/columns.ts';
import type { FrameFeed } from '../shared/frame-feed.ts';
import { type ChartSpec, peaksOf, type Series, showsBudget, tallestWorth } from './chart-spec.ts';
import { drawBudget, drawClipped, drawMarks, drawNow, type MarkScene } from './mark-layer.ts';
import { type Frame, shapeOf } from './paths.ts';
import { patternFill } from './swatches.ts';

/** uPlot's own style sheet, as shadow roots take it. */
export const plotSheet = new CSSStyleSheet();
plotSheet.replaceSync(uPlotCss);

/** Room for the numbers of the axes, in CSS pixels; it never changes, so that nothing moves. */
const AXIS_WIDTH = 32;
const AXIS_HEIGHT = 18;
/** Above the plot, so that the topmost number is whole. */
const PADDING_TOP = 6;

/** What a plot is drawn with, read from the element's style. */
interface Inks {
  color: string;
  muted: string;
  line: string;
  alarm: string;
  panel: string;
  font: string;
  series: string[];
  fills: (CanvasPattern | string)[];
}

/** What a chart shows at one reading. */
export interface Reading {
  readonly columns: Columns;
  readonly feed: FrameFeed;
  /** Microseconds; 0: no budget. */
  readonly budgetUs: number;
  readonly budgetLabel: string;
}

/** See above. */
export class Plot {
  readonly #spec: ChartSpec;
  readonly #host: Element;
  readonly #plot: uPlot;
  #reading: Reading | null = null;
  #inks: Inks | null = null;
  #top = 1;
  #peaks = new Float64Array(0);
  #sorted = new Float64Array(0);
  #budgetShown = false;

  /**
   * @param target where the canvas goes; its style has the colours.
   * @param onCursor seconds from now at the mouse; `null` when it has left.
   */
  constructor(
    spec: ChartSpec,
    target: HTMLElement,
    width: number,
    height: number,
    onCursor: (seconds: number | null) => void,
  ) {
    this.#spec = spec;
    this.#host = target;
    const size = { width, height };
    this.#plot = new uPlot(this.#options(size, onCursor), [[], ...spec.series.map(() => [])], target);
  }

  /** Draws a reading. */
  draw(reading: Reading): void {
    this.#reading = reading;
    this.#refreshInks();
    const { columns, budgetUs } = reading;
    if (this.#peaks.length !== columns.length) {
      this.#peaks = new Float64Array(columns.length);
      this.#sorted = new Float64Array(columns.length);
    }
    peaksOf(this.#spec, columns, this.#peaks);
    this.#sorted.set(this.#peaks);
    const tallest = tallestWorth(this.#sorted.sort());
    this.#budgetShown = showsBudget(tallest, budgetUs);
    const wanted = this.#budgetShown ? Math.max(tallest, 1.1 * budgetUs) : tallest;
    this.#top = this.#spec.top ?? scaleTop(wanted, this.#spec.floor);
    this.#plot.setData([columns.seconds, ...columns.values]);
  }

  /** New size in CSS pixels. */
  resize(width: number, height: number): void {
    this.#plot.setSize({ width, height });
  }

  /** Puts the cursor there, without telling anybody. */
  read(seconds: number | null): void {
    const left = seconds === null ? -10 : this.#plot.valToPos(seconds, 'x');
    this.#plot.setCursor({ left, top: seconds === null ? -10 : 1 }, false);
  }

  /** Takes everything away. */
  destroy(): void {
    this.#plot.destroy();
  }

  #options(
    size: { width: number; height: number },
    onCursor: (seconds: number | null) => void,
  ): uPlot.Options {
    const spec = this.#spec;
    return {
      ...size,
      legend: { show: false },
      padding: [PADDING_TOP, 0, 0, 0],
      cursor: { y: false, points: { show: false }, drag: { x: false, y: false } },
      scales: {
        x: { time: false, range: () => [-WINDOW_SECONDS, 0] },
        y: { range: () => [0, this.#top] },
      },
      axes: [this.#timeAxis(), this.#valueAxis()],
      series: [{}, ...spec.series.map((series, index) => this.#series(series, index))],
      hooks: {
        setCursor: [
          (plot) => {
            const left = plot.cursor.left ?? -1;
            onCursor(left < 0 ? null : plot.posToVal(left, 'x'));
          },
        ],
        draw: [(plot) => this.#drawOver(plot)],
      },
    };
  }

  #timeAxis(): uPlot.Axis {
    return {
      stroke: () => this.#inks?.muted ?? '',
      font: '11px sans-serif',
      size: AXIS_HEIGHT,
      gap: 3,
      splits: (plot) => (plot.bbox.width < 200 * uPlot.pxRatio ? [-60, -30, 0] : [-60, -45, -30, -15, 0]),
      // The last one stands at the right edge, see `drawNow`.
      values: (_, splits) => splits.map((seconds) => (seconds === 0 ? '' : `${seconds} s`)),
      align: 1,
      grid: { stroke: () => this.#inks?.line ?? '', width: 1 },
      ticks: { show: false },
    };
  }

  #valueAxis(): uPlot.Axis {
    const { axis } = this.#spec;
    if (!axis) return this.#floors();
    return {
      stroke: () => this.#inks?.muted ?? '',
      font: '11px sans-serif',
      size: AXIS_WIDTH,
      gap: 4,
      splits: () => [0, this.#top / 2, this.#top],
      values: (_, splits) => splits.map(axis),
      grid: { stroke: () => this.#inks?.line ?? '', width: 1 },
      ticks: { show: false },
    };
  }

  /** A line below each lane, and no numbers. */
  #floors(): uPlot.Axis {
    return {
      size: 0,
      splits: () => this.#spec.series.map((_, lane) => lane),
      values: (_, splits) => splits.map(() => ''),
      grid: { stroke: () => this.#inks?.line ?? '', width: 1 },
      ticks: { show: false },
    };
  }

  #series({ drawing, dash }: Series, index: number): uPlot.Series {
    return {
      scale: 'y',
      width: drawing === 'line' ? 1.5 : 1,
      ...(dash && { dash: [...dash] }),
      alpha: 1,
      points: { show: false },
      stroke: () => this.#inks?.series[index] ?? '',
      fill: () => this.#inks?.fills[index] ?? '',
      paths: (plot) => {
        if (!this.#reading) return null;
        return { ...shapeOf(this.#spec, index, this.#reading.columns, frameOf(plot)), flags: 1 | 2 };
      },
    };
  }

  #drawOver(plot: uPlot): void {
    const { ctx: context, bbox } = plot;
    const inks = this.#inks;
    if (!this.#reading || !inks) return;
    const { feed, budgetUs, budgetLabel } = this.#reading;
    const ratio = uPlot.pxRatio;
    const scene: MarkScene = {
      context,
      ...bbox,
      ratio,
      perSecond: bbox.width / WINDOW_SECONDS,
      ink: inks.color,
      muted: inks.muted,
      alarm: inks.alarm,
      ground: inks.panel,
      font: `${11 * ratio}px ${inks.font}`,
    };
    if (budgetUs > 0) {
      drawBudget(scene, this.#budgetShown ? plot.valToPos(budgetUs, 'y', true) : null, budgetLabel);
    }
    drawClipped(scene, this.#reading.columns.seconds, this.#peaks, this.#top, this.#spec.format);
    drawMarks(scene, feed);
    drawNow(scene);
  }

  /** Reads the style again when its colour says that the theme has changed. */
  #refreshInks(): void {
    const style = getComputedStyle(this.#host);
    if (this.#inks?.color === style.color) return;
    const token = (name: string) => style.getPropertyValue(name).trim();
    const panel = token('--_panel');
    const series = this.#spec.series.map(({ color }) => token(color));
    const fills = this.#spec.series.map(({ drawing, pattern }, index) => {
      const color = series[index] as string;
      if (drawing === 'stack' || drawing === 'bars') {
        return patternFill(this.#plot.ctx, pattern ?? 'plain', color, panel);
      }
      return drawing === 'dots' ? color : veil(this.#plot.ctx, color);
    });
    const inks = { muted: token('--_muted'), line: token('--_line'), alarm: token('--_alarm'), panel };
    this.#inks = { color: style.color, ...inks, font: style.fontFamily, series, fills };
    for (const axis of this.#plot.axes)
      if (axis.show) axis.font = `${11 * uPlot.pxRatio}px ${style.fontFamily}`;
  }
}

/** A quarter of a colour, whatever way it is written. */
function veil(context: CanvasRenderingContext2D, color: string): string {
  return CSS.supports('color', `color-mix(in srgb, ${color} 24%, transparent)`)
    ? mixed(context, color)
    : color;
}

function mixed(context: CanvasRenderingContext2D, color: string): string {
  context.save();
  context.fillStyle = `color-mix(in srgb, ${color} 24%, transparent)`;
  const { fillStyle } = context;
  context.restore();
  return fillStyle as string;
}

function frameOf(plot: uPlot): Frame {
  const x0 = plot.valToPos(0, 'x', true);
  const y0 = plot.valToPos(0, 'y', true);
  return {
    x0,
    perSecond: x0 - plot.valToPos(-1, 'x', true),
    y0,
    perUnit: plot.valToPos(1, 'y', true) - y0,
  };
}
