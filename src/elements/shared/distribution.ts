/** Percentiles of some rows, each of which is known. Pure. */

import type { Distribution } from '../../terms.ts';
import type { TimeRing } from './time-ring.ts';

/** The distribution of a ring's column: of the rows that it still holds, not of a histogram. */
export function distributionOf(ring: TimeRing, column: number): Distribution {
  const values = (ring.columns[column] as Float32Array).slice(0, ring.length).sort();
  const count = values.length;
  if (count === 0) return { count, p50: 0, p95: 0, p99: 0, max: 0, mean: 0 };
  const at = (share: number) => values[Math.max(0, Math.ceil(share * count) - 1)] as number;
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  return { count, p50: at(0.5), p95: at(0.95), p99: at(0.99), max: values[count - 1] as number, mean };
}
