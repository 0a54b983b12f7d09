/** The words for web-vitals. */

import { expect, it } from 'vitest';
import { rate, VITAL_ROWS, type VitalRow } from './ratings.ts';

it.each([
  ['lcpMs', 2500, 'good'],
  ['lcpMs', 2501, 'needs improvement'],
  ['lcpMs', 4001, 'poor'],
  ['inpMs', 200, 'good'],
  ['inpMs', 500, 'needs improvement'],
  ['cls', 0.1, 'good'],
  ['cls', 0.26, 'poor'],
  ['ttfbMs', 1800, 'needs improvement'],
])('%s of %f is %s', (key, value, word) => {
  const row = VITAL_ROWS.find((vital) => vital.key === key) as VitalRow;
  expect(rate(row, value)).toBe(word);
});
