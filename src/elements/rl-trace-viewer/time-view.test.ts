/** The window on the time axis. */

import { expect, it } from 'vitest';
import { formatTime, TimeView, tickStepUs } from './time-view.ts';

const viewOf = (extentUs: number): TimeView => {
  const view = new TimeView();
  view.setExtent(extentUs);
  return view;
};

it('shows everything at first', () => {
  const view = viewOf(1_000_000);
  expect([view.startUs, view.endUs]).toEqual([0, 1_000_000]);
});

it('keeps the time under the pointer in its place while zooming', () => {
  const view = viewOf(1_000_000);
  for (const factor of [0.5, 0.3, 0.1, 1.7]) {
    view.zoomAt(400_000, factor);
    expect(view.xAt(400_000, 1000)).toBeCloseTo(400, 6);
    expect(view.usAt(400, 1000)).toBeCloseTo(400_000, 6);
  }
});

it('stays within the trace, and never gets narrower than 20 microseconds', () => {
  const view = viewOf(1_000_000);
  view.zoomAt(0, 0.1);
  view.panBy(-1e9);
  expect(view.startUs).toBe(0);
  view.panBy(1e9);
  expect(view.endUs).toBe(1_000_000);
  view.zoomAt(990_000, 1e-9);
  expect(view.spanUs).toBe(20);
  view.zoomAt(500_000, 1e12);
  expect([view.startUs, view.endUs]).toEqual([0, 1_000_000]);
});

it('fits a span with space on both sides, and reveals without zooming', () => {
  const view = viewOf(1_000_000);
  view.fit(500_000, 507_000);
  expect([view.startUs, view.endUs].map(Math.round)).toEqual([498_500, 508_500]);
  view.reveal(600_000, 601_000);
  expect(view.spanUs).toBeCloseTo(10_000, 6);
  expect(view.endUs).toBeCloseTo(602_500, 6);
  view.reveal(600_000, 601_000);
  expect(view.endUs).toBeCloseTo(602_500, 6);
  view.reveal(100_000, 101_000);
  expect(view.startUs).toBeCloseTo(98_500, 6);
});

it('has ticks at 1, 2 and 5, with at least the wanted distance', () => {
  for (let spanUs = 20; spanUs < 1e10; spanUs *= 1.37) {
    const step = tickStepUs(spanUs, 1000, 90);
    expect((step / spanUs) * 1000).toBeGreaterThanOrEqual(90 - 1e-6);
    expect(String(step)).toMatch(/^[125]0*$/);
  }
});

it('writes times with the digits that the ticks need', () => {
  expect(formatTime(0, 1_000_000)).toBe('0 s');
  expect(formatTime(12_345_678, 1000)).toBe('12.346 s');
  expect(formatTime(12_345_678, 5)).toBe('12.345678 s');
  expect(formatTime(65_000_000, 5_000_000)).toBe('1:05');
  expect(formatTime(125_250_000, 50_000)).toBe('2:05.25');
});
