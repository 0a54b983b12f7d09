/** Numbers as the instruments write them. */

import { expect, it } from 'vitest';
import { formatCount, formatMs, formatMsShort, formatRate, formatShare, NOTHING } from './format.ts';

it('writes microseconds as milliseconds with three digits', () => {
  const written = [0, 4, 1234, 9994, 9995, 12_345, 99_949, 99_950, 123_456].map(formatMs);
  expect(written).toEqual(['0.00', '0.00', '1.23', '9.99', '10.0', '12.3', '99.9', '100', '123']);
});

it('writes no digits at an axis that its numbers do not need', () => {
  expect([0, 750, 1500, 20_000].map(formatMsShort)).toEqual(['0', '0.75', '1.5', '20']);
});

it('writes shares in per cent', () => {
  expect([0, 0.256, 1, Number.NaN].map(formatShare)).toEqual(['0 %', '26 %', '100 %', NOTHING]);
});

it('sets thousands apart', () => {
  expect([0, 999, 1000, 12_345, 1_234_567].map(formatCount)).toEqual([
    '0',
    '999',
    '1,000',
    '12,345',
    '1,234,567',
  ]);
});

it('writes a rate with one digit', () => {
  expect(formatRate(29.97)).toBe('30.0');
});

it('writes a dash where there is no number', () => {
  for (const format of [formatMs, formatCount, formatRate]) {
    expect([format(null), format(undefined)]).toEqual([NOTHING, NOTHING]);
  }
  expect([formatMs(Number.NaN), formatRate(Number.NaN)]).toEqual([NOTHING, NOTHING]);
});
