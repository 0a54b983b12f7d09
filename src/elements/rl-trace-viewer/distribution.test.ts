/** Stages and bins. */

import { expect, it } from 'vitest';
import { makeTrace } from '../../../e2e/support/trace-fixture.ts';
import { slowestFrames } from '../../trace/opening/slowest.ts';
import { axisTicksUs, binsOf, positionOn, rangeOf, stagesOf } from './distribution.ts';

const { frames } = makeTrace({ seconds: 10, frameRate: 60, seed: 5, threads: 2 });

it('splits a latency into stages that add up to it', () => {
  for (const row of slowestFrames(frames, 10)) {
    const { copy, wait, kernel, present } = stagesOf(frames, row);
    expect(copy + wait + kernel + present).toBeCloseTo(frames.latencyUs[row] ?? 0, 6);
  }
});

it.each(['log', 'linear'] as const)('puts every known value into a bin of a %s axis', (axis) => {
  const range = rangeOf([frames.latencyUs], axis);
  if (!range) throw new Error('no range');
  const bins = binsOf(frames.latencyUs, { axis, ...range }, 40);
  const known = frames.latencyUs.filter((us) => us > 0).length;
  expect(bins.counts.reduce((sum, count) => sum + count, 0)).toBe(known);
  expect(positionOn(bins, range.highUs)).toBeCloseTo(1, 9);
  const ticks = axisTicksUs(bins);
  expect(ticks.length).toBeGreaterThan(2);
  for (const us of ticks) {
    expect(us).toBeGreaterThanOrEqual(range.lowUs);
    expect(us).toBeLessThanOrEqual(range.highUs);
  }
});

it('has no range if no value is known', () => {
  expect(rangeOf([Float64Array.from([Number.NaN, 0])], 'log')).toBeNull();
  expect(rangeOf([], 'linear')).toBeNull();
});
