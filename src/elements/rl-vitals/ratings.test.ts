/** The words for web-vitals. */

import { expect, it } from 'vitest';
import { rate, VITAL_ROWS, type VitalRow } from './ratings.ts';

it.each([
  ['LCP', 2500, 'good'],
  ['LCP', 2501, 'needs improvement'],
  ['LCP', 4001, 'poor'],
  ['INP', 200, 'good'],
  ['INP', 500, 'needs improvement'],
  ['CLS', 0.1, 'good'],
  ['CLS', 0.26, 'poor'],
  ['TTFB', 1800, 'needs improvement'],
])('%s of %f is %s', (name, value, word) => {
  const row = VITAL_ROWS.find((vital) => vital.name === name) as VitalRow;
  expect(rate(row, value)).toBe(word);
});
