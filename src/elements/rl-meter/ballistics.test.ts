import { expect, it } from 'vitest';
import { PeakBallistics } from './ballistics.ts';

it('goes up at once and down by 20 dB in 1.7 s', () => {
  const peak = new PeakBallistics();
  peak.update(-6, 0);
  expect(peak.shown).toBe(-6);
  for (let ms = 17; ms <= 1700; ms += 17) peak.update(-80, ms);
  expect(peak.shown).toBeCloseTo(-26, 6);
  peak.update(-3, 1701);
  expect(peak.shown).toBe(-3);
});

it('never falls below the present level', () => {
  const peak = new PeakBallistics();
  peak.update(-20, 0);
  peak.update(-21, 10_000);
  expect(peak.shown).toBe(-21);
  peak.update(Number.NEGATIVE_INFINITY, 100_000);
  expect(peak.shown).toBeLessThan(-500);
});

it('keeps the mark for a second and a half', () => {
  const peak = new PeakBallistics();
  peak.update(-6, 0);
  for (let ms = 100; ms <= 1500; ms += 100) peak.update(-60, ms);
  expect(peak.held).toBe(-6);
  expect(peak.shown).toBeLessThan(-20);
  for (let ms = 1600; ms <= 2600; ms += 100) peak.update(-60, ms);
  expect(peak.held).toBeLessThan(-15);
  peak.update(-1, 2700);
  expect(peak.held).toBe(-1);
});

it('starts from silence', () => {
  const peak = new PeakBallistics();
  peak.update(Number.NEGATIVE_INFINITY, 5);
  expect(peak.shown).toBe(Number.NEGATIVE_INFINITY);
  expect(peak.held).toBe(Number.NEGATIVE_INFINITY);
});
