/** From rows by time to columns of a chart. */

import { expect, it } from 'vitest';
import { BusyShares, INTERVAL_US } from './busy-shares.ts';
import { Columns, columnUs, scaleTop } from './columns.ts';
import { TimeRing } from './time-ring.ts';

const NOW_US = 100_000_000;

/** Rows at so many microseconds before now, each with one value. */
function rows(...entries: [beforeUs: number, value: number][]): TimeRing {
  const ring = new TimeRing(64, 2);
  for (const [beforeUs, value] of entries) ring.set(ring.add(NOW_US - beforeUs), 0, value);
  return ring;
}

function columns(series = 1): Columns {
  const made = new Columns(1_000_000, series);
  made.moveTo(NOW_US);
  return made;
}

it('has columns that are at least a pixel wide and divide a minute', () => {
  expect([2000, 1200, 480, 300, 240, 200, 30].map((pixels) => columnUs(pixels))).toEqual([
    50_000, 50_000, 125_000, 250_000, 250_000, 500_000, 1_000_000,
  ]);
  expect(columnUs(2000, 1_000_000)).toBe(1_000_000);
});

it('covers the last minute, and stands at whole multiples of its columns', () => {
  const made = new Columns(250_000, 1);
  made.moveTo(NOW_US + 100_000);
  expect(made.length).toBe(241);
  expect(made.startUs % 250_000).toBe(0);
  expect(made.columnOf(NOW_US + 100_000)).toBe(240);
  expect(made.seconds[240]).toBeCloseTo(0.025);
  expect(made.seconds[0]).toBeCloseTo(-59.975);
});

it('takes means and worst values, and leaves gaps', () => {
  const made = columns(2);
  const ring = rows([70_000_000, 99], [2_500_000, 1], [2_400_000, 3], [500_000, 8]);
  made.mean(0, ring, 0);
  made.worst(1, ring, 0);
  const last = (series: number) => Array.from(made.values[series]?.slice(-4) ?? []);
  expect(last(0)).toEqual([2, Number.NaN, 8, Number.NaN]);
  expect(last(1)).toEqual([3, Number.NaN, 8, Number.NaN]);
});

it('keeps a spike visible however short it is', () => {
  const made = columns();
  made.worst(0, rows([1_900_000, 1], [1_500_000, 500], [1_200_000, 1]), 0);
  expect(Math.max(...Array.from(made.values[0] ?? []).filter((value) => value > 0))).toBe(500);
});

it('takes only the rows that another column marks', () => {
  const ring = rows([1_500_000, 4], [1_200_000, 7]);
  ring.set(ring.row(1), 1, 1);
  const made = columns();
  made.worst(0, ring, 0, 1);
  expect(made.values[0]?.at(-3)).toBe(4);
});

it('counts by code, and has zeros where nothing was', () => {
  const made = columns(3);
  made.count(0, 3, rows([1_500_000, 0], [1_400_000, 2], [1_300_000, 2]));
  expect(made.values.map((values) => values.at(-3))).toEqual([1, 0, 2]);
  expect(made.values.map((values) => values.at(-9))).toEqual([0, 0, 0]);
});

it('has the busy share of whole intervals from the beginning on', () => {
  const shares = new BusyShares(300);
  shares.add(1, NOW_US - 2_000_000, 500_000);
  const made = columns();
  made.busy(0, shares, 1, NOW_US - 3_000_000);
  expect(Array.from(made.values[0]?.slice(-5) ?? [])).toEqual([Number.NaN, 0, 0.5, 0, Number.NaN]);
});

it('finds the column of a time, and the newest that has something', () => {
  const made = columns();
  made.mean(0, rows([2_500_000, 5]), 0);
  expect(made.newest()).toBe(made.length - 4);
  expect(made.nearest(-2.5)).toBe(made.length - 4);
  expect([made.nearest(-100), made.nearest(100)]).toEqual([0, made.length - 1]);
});

it('ends scales at pleasant numbers', () => {
  expect([0, 900, 1000, 1700, 3300, 7100, 90_000].map((value) => scaleTop(value, 1000))).toEqual([
    1000, 1000, 1000, 2000, 4000, 8000, 100_000,
  ]);
});

it('splits work at the border between two intervals, and never exceeds a core', () => {
  const shares = new BusyShares(8);
  shares.add(0, 0.9 * INTERVAL_US, 0.3 * INTERVAL_US);
  expect(shares.share(0, 0)).toBeCloseTo(0.1);
  expect(shares.share(0, 1)).toBeCloseTo(0.2);
  shares.add(0, INTERVAL_US, 2 * INTERVAL_US);
  expect(shares.share(0, 1)).toBe(1);
  expect(shares.recent(0, 3.5 * INTERVAL_US, 3)).toBeCloseTo((0.1 + 1 + 1) / 3 + 0, 1);
});

it('forgets an interval whose place a newer one has taken', () => {
  const shares = new BusyShares(4);
  shares.add(2, INTERVAL_US, 1000);
  shares.add(2, 5 * INTERVAL_US, 2000);
  shares.add(2, INTERVAL_US, 4000);
  expect([shares.share(2, 1), shares.share(2, 5)]).toEqual([0, 2000 / INTERVAL_US]);
});
