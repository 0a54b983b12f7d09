/**
 * Shapes of the series, as uPlot asks for them. In: columns, and where the chart lies on its canvas. Out: paths in
 * canvas pixels. Gaps stay gaps: nothing is drawn where nothing was measured. Main thread.
 */

import type { Columns } from '../shared/columns.ts';
import type { ChartSpec, Series } from './chart-spec.ts';

/** From values to canvas pixels. */
export interface Frame {
  /** Pixels at `seconds` 0, and per second. */
  readonly x0: number;
  readonly perSecond: number;
  /** Pixels at value 0, and per unit (below 0: upwards). */
  readonly y0: number;
  readonly perUnit: number;
}

/** What is stroked and what is filled. */
export interface Shape {
  stroke: Path2D | null;
  fill: Path2D | null;
}

/** The shape of one series. */
export function shapeOf(spec: ChartSpec, index: number, columns: Columns, frame: Frame): Shape {
  const { drawing } = spec.series[index] as Series;
  if (drawing === 'bars') return bars(spec, index, columns, frame);
  if (drawing === 'dots') return dots(index, columns, frame);
  const line = new Path2D();
  const area = drawing === 'line' ? null : new Path2D();
  let from = -1;
  for (let column = 0; column <= columns.length; column++) {
    const there =
      column < columns.length && !Number.isNaN((columns.values[index] as Float64Array)[column] as number);
    if (there && from < 0) from = column;
    if (there || from < 0) continue;
    run(spec, index, columns, frame, from, column, line, area);
    from = -1;
  }
  return { stroke: line, fill: area };
}

/** Columns `from` to `until` (not included), all of which have a value. */
function run(
  spec: ChartSpec,
  index: number,
  columns: Columns,
  { x0, perSecond, y0, perUnit }: Frame,
  from: number,
  until: number,
  line: Path2D,
  area: Path2D | null,
): void {
  const values = columns.values[index] as Float64Array;
  const x = (column: number) => x0 + (columns.seconds[column] as number) * perSecond;
  const top = (column: number) =>
    y0 + (base(spec, index, columns, column) + (values[column] as number)) * perUnit;
  for (let column = from; column < until; column++) {
    if (column === from) line.moveTo(x(column), top(column));
    else line.lineTo(x(column), top(column));
    if (column === from) area?.moveTo(x(column), top(column));
    else area?.lineTo(x(column), top(column));
  }
  // A single column is a dot rather than nothing.
  if (until - from === 1) line.lineTo(x(from) + 1, top(from));
  if (!area) return;
  for (let column = until - 1; column >= from; column--) {
    area.lineTo(x(column), y0 + floorOf(spec, index, columns, column) * perUnit);
  }
  area.closePath();
}

/** What a series stands on: those below it, or its lane's floor. */
function base(spec: ChartSpec, index: number, columns: Columns, column: number): number {
  const { drawing } = spec.series[index] as Series;
  if (drawing === 'lane') return spec.series.length - 1 - index;
  if (drawing !== 'stack' && drawing !== 'bars') return 0;
  let sum = 0;
  for (let below = 0; below < index; below++) {
    if ((spec.series[below] as Series).drawing !== drawing) continue;
    const value = (columns.values[below] as Float64Array)[column] as number;
    if (value > 0) sum += value;
  }
  return sum;
}

/** How far down a series' area reaches. */
function floorOf(spec: ChartSpec, index: number, columns: Columns, column: number): number {
  if ((spec.series[index] as Series).drawing !== 'worst') return base(spec, index, columns, column);
  const before = columns.values[index - 1]?.[column] as number;
  return before >= 0 ? before : 0;
}

function bars(
  spec: ChartSpec,
  index: number,
  columns: Columns,
  { x0, perSecond, y0, perUnit }: Frame,
): Shape {
  const fill = new Path2D();
  const width = (columns.stepUs / 1_000_000) * perSecond;
  for (let column = 0; column < columns.length; column++) {
    const value = (columns.values[index] as Float64Array)[column] as number;
    if (!(value > 0)) continue;
    const left = x0 + (columns.seconds[column] as number) * perSecond - width / 2;
    const bottom = y0 + base(spec, index, columns, column) * perUnit;
    fill.rect(left, bottom, Math.max(1, width - 1), value * perUnit);
  }
  return { stroke: null, fill };
}

function dots(index: number, columns: Columns, { x0, perSecond, y0, perUnit }: Frame): Shape {
  const fill = new Path2D();
  const radius = 4 * devicePixelRatio;
  for (let column = 0; column < columns.length; column++) {
    const value = (columns.values[index] as Float64Array)[column] as number;
    if (Number.isNaN(value)) continue;
    const x = x0 + (columns.seconds[column] as number) * perSecond;
    const y = y0 + value * perUnit;
    fill.moveTo(x, y - radius);
    fill.lineTo(x + radius, y);
    fill.lineTo(x, y + radius);
    fill.lineTo(x - radius, y);
    fill.closePath();
  }
  return { stroke: null, fill };
}
