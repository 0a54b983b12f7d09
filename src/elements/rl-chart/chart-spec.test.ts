/** How high a scale reaches. */

import { expect, it } from 'vitest';
import { Columns } from '../shared/columns.ts';
import { formatMs } from '../shared/format.ts';
import { type ChartSpec, peaksOf, showsBudget, tallestWorth } from './chart-spec.ts';

const spec: ChartSpec = {
  series: [
    { name: 'a', drawing: 'stack', color: '--a' },
    { name: 'b', drawing: 'stack', color: '--b' },
    { name: 'worst', drawing: 'line', color: '--c' },
  ],
  fill() {},
  format: formatMs,
  axis: null,
  floor: 1,
};

it('adds up what stands on each other, and nothing else', () => {
  const columns = new Columns(1_000_000, 3);
  columns.values[0]?.set([1, 2, Number.NaN]);
  columns.values[1]?.set([4, Number.NaN, Number.NaN]);
  columns.values[2]?.set([3, 9, Number.NaN]);
  const peaks = new Float64Array(columns.length);
  expect(peaksOf(spec, columns, peaks)).toBe(9);
  expect(Array.from(peaks.slice(0, 3))).toEqual([5, 9, 0]);
});

it('does not let one frame press a minute flat', () => {
  const sorted = new Float64Array(40).fill(2);
  sorted.fill(0, 0, 20);
  sorted[39] = 500;
  expect(tallestWorth(sorted)).toBe(6);
  sorted[39] = 3;
  expect(tallestWorth(sorted)).toBe(3);
  expect(tallestWorth(new Float64Array(4))).toBe(0);
});

it('reaches up to the budget only when values come near it', () => {
  expect([showsBudget(9000, 16_667), showsBudget(2000, 16_667), showsBudget(2000, 0)]).toEqual([
    true,
    false,
    false,
  ]);
});
