/** What an instrument tells its chart: which series there are, how they look, how they are made. Types and pure helpers. */

import type { Columns } from '../shared/columns.ts';
import type { FrameFeed } from '../shared/frame-feed.ts';
import type { PatternName } from './patterns.ts';

/**
 * How a series is drawn. `line`: a line; `worst`: a line with a veil down to the series before it; `stack` and `bars`:
 * areas and bars on top of those before them; `dots`: diamonds; `lane`: an area on a floor of its own, of height 1.
 */
export type Drawing = 'line' | 'worst' | 'stack' | 'bars' | 'dots' | 'lane';

/** One series. */
export interface Series {
  readonly name: string;
  readonly drawing: Drawing;
  /** Name of the custom property that has its colour. */
  readonly color: string;
  /** Fills of `stack` and `bars`, so that colour is not all that tells them apart. */
  readonly pattern?: PatternName;
  /** Dashes of lines, in CSS pixels. */
  readonly dash?: readonly number[];
}

/** One chart. A constant of its element. */
export interface ChartSpec {
  readonly series: readonly Series[];
  /** Makes the series' values; columns are empty and in place. */
  readonly fill: (columns: Columns, feed: FrameFeed) => void;
  /** A value in words, with its unit. */
  readonly format: (value: number) => string;
  /** A value at the axis, without its unit; `null`: the axis has no numbers. */
  readonly axis: ((value: number) => string) | null;
  /** The top of the scale is never lower, so that noise does not look like a mountain. */
  readonly floor: number;
  /** The top of the scale where it is fixed. */
  readonly top?: number;
  /** No column is shorter, in microseconds. */
  readonly leastColumnUs?: number;
}

/** The largest value that is drawn in one column; areas and bars count together. */
function highest(spec: ChartSpec, columns: Columns, column: number): number {
  let stacked = 0;
  let peak = 0;
  for (let index = 0; index < spec.series.length; index++) {
    const value = (columns.values[index] as Float64Array)[column] as number;
    if (Number.isNaN(value)) continue;
    const drawing = (spec.series[index] as Series).drawing;
    if (drawing === 'stack' || drawing === 'bars') stacked += value;
    else if (value > peak) peak = value;
  }
  return Math.max(stacked, peak);
}

/** By column, the largest value that is drawn, into `into`. Returns the largest of all. */
export function peaksOf(spec: ChartSpec, columns: Columns, into: Float64Array): number {
  let peak = 0;
  for (let column = 0; column < columns.length; column++) {
    const value = highest(spec, columns, column);
    into[column] = value;
    if (value > peak) peak = value;
  }
  return peak;
}

/** The 90th percentile of the columns times this is the top. Higher values get a sign at the upper edge. */
const HEADROOM = 3;

/**
 * How high the scale must reach. One very slow frame would press the whole minute flat.
 * @param sorted the columns' peaks in ascending order.
 */
export function tallestWorth(sorted: Float64Array): number {
  const first = sorted.findIndex((value) => value > 0);
  if (first < 0) return 0;
  const most = sorted[first + Math.floor(0.9 * (sorted.length - 1 - first))] as number;
  return Math.min(sorted[sorted.length - 1] as number, HEADROOM * most);
}

/** Whether the scale reaches the budget. It does not where all values are far below: they would lie flat on the floor. */
export function showsBudget(tallest: number, budgetUs: number): boolean {
  return budgetUs > 0 && tallest > budgetUs / 2;
}
