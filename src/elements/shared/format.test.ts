/** Numbers as the instruments write them. */

import { expect, it } from 'vitest';
import { formatCount, formatMs, formatRate, NOTHING } from './format.ts';

it('writes microseconds as milliseconds with three digits', () => {
  const written = [0, 4, 1234, 9994, 9995, 12_345, 99_949, 99_950, 123_456].map(formatMs);
  expect(written).toEqual(['0.00', '0.00', '1.23', '9.99', '10.0', '12.3', '99.9', '100', '123']);
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
