/**
 * Exact figures of samples, and how far the difference of two medians can be trusted. Pure; any thread, and Node.
 */

/** Exact percentiles of samples (nearest rank); `NaN` where there are none. */
export interface Spread {
  count: number;
  p50: number;
  p95: number;
  p99: number;
  max: number;
  mean: number;
}

/** Two ends of an interval. */
export interface Interval {
  low: number;
  high: number;
}

/** Samples in ascending order, without those that are not known. */
export function sorted(samples: Iterable<number>): Float64Array {
  return Float64Array.from(samples)
    .filter((value) => !Number.isNaN(value))
    .sort();
}

/** The smallest sample that is not below the given share of all; `NaN` without samples. */
export function percentile(ascending: Float64Array, share: number): number {
  const rank = Math.max(1, Math.ceil(share * ascending.length));
  return ascending[rank - 1] ?? Number.NaN;
}

/** See `Spread`. */
export function spreadOf(ascending: Float64Array): Spread {
  const count = ascending.length;
  return {
    count,
    p50: percentile(ascending, 0.5),
    p95: percentile(ascending, 0.95),
    p99: percentile(ascending, 0.99),
    max: ascending[count - 1] ?? Number.NaN,
    mean: count > 0 ? ascending.reduce((sum, value) => sum + value, 0) / count : Number.NaN,
  };
}

const RESAMPLES = 4000;
const SEED = 20_260_101;

/**
 * 95 % bootstrap interval of median(b) - median(a), the percentile method; `null` with less than two samples in either.
 * The same samples give the same interval. Takes samples as independent: bursts make the true interval wider.
 *
 * The median of a resample need not be looked for in one: with n samples it is the sample at n times the k-th smallest
 * of n uniform numbers, which is distributed as Beta(k, n + 1 - k).
 */
export function medianDifference(a: Float64Array, b: Float64Array): Interval | null {
  if (a.length < 2 || b.length < 2) return null;
  const random = seededNumbers(SEED);
  const differences = new Float64Array(RESAMPLES);
  for (let round = 0; round < RESAMPLES; round++) {
    differences[round] = resampledMedian(b, random) - resampledMedian(a, random);
  }
  differences.sort();
  return { low: percentile(differences, 0.025), high: percentile(differences, 0.975) };
}

function resampledMedian(ascending: Float64Array, random: () => number): number {
  const n = ascending.length;
  const k = Math.ceil(n / 2);
  const x = gamma(k, random);
  const share = x / (x + gamma(n + 1 - k, random));
  return ascending[Math.min(n - 1, Math.floor(share * n))] as number;
}

/** A number of the gamma distribution, shape 1 or more: Marsaglia and Tsang, "A simple method", 2000. */
function gamma(shape: number, random: () => number): number {
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    // Box and Muller; 1 - u is never 0.
    const x = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    const v = (1 + c * x) ** 3;
    if (v > 0 && Math.log(1 - random()) < x * x * 0.5 + d * (1 - v + Math.log(v))) return d * v;
  }
}

/** Numbers from 0 to below 1: mulberry32. */
export function seededNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b_79f5) | 0;
    let z = Math.imul(state ^ (state >>> 15), state | 1);
    z ^= z + Math.imul(z ^ (z >>> 7), z | 61);
    return ((z ^ (z >>> 14)) >>> 0) / 2 ** 32;
  };
}
