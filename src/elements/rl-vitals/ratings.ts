/** web-vitals with their thresholds, as Google publishes them (https://web.dev/articles/vitals). Pure. */

import type { Vitals } from '../shared/vitals.ts';

/** One vital: what it means, and up to where it is good, and not poor. */
export interface VitalRow {
  readonly name: keyof Vitals;
  readonly meaning: string;
  readonly good: number;
  readonly fair: number;
  /** `''` for a number without one. */
  readonly unit: string;
}

/** In the order that a page's life has them. */
export const VITAL_ROWS: readonly VitalRow[] = [
  { name: 'TTFB', meaning: 'first byte', good: 800, fair: 1800, unit: 'ms' },
  { name: 'LCP', meaning: 'largest paint', good: 2500, fair: 4000, unit: 'ms' },
  { name: 'INP', meaning: 'slowest reaction', good: 200, fair: 500, unit: 'ms' },
  { name: 'CLS', meaning: 'layout shift', good: 0.1, fair: 0.25, unit: '' },
];

/** The word for a value. */
export function rate({ good, fair }: VitalRow, value: number): 'good' | 'needs improvement' | 'poor' {
  if (value <= good) return 'good';
  return value <= fair ? 'needs improvement' : 'poor';
}
