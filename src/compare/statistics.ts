/**
 * The difference between two settings, one per pair of blocks, and how certain it is.
 * In: one number per block and side. Out: a difference with its interval. Pure; any thread, and Node.
 */

import { seededRandom } from './random.ts';

/**
 * Fewer pairs have no 95 % interval: that all differences of n pairs lie on one side of the true median has the
 * probability 2 / 2^n, which is above 5 % for n < 6.
 */
export const FEWEST_PAIRS = 6;

/** Resamples of a bootstrap: with 9,999 the 2.5 % tail is exactly the 250th of the sorted values. */
const RESAMPLES = 9999;

/** A paired difference, B less A, in the unit of what was compared. */
export interface PairedDifference {
  /** Each pair's difference, in the order of the run. */
  differences: readonly number[];
  /** Median of `differences`. */
  difference: number;
  /** The 95 % interval of the median difference. */
  low: number;
  /** See `low`. */
  high: number;
  /** Median of each pair's B divided by A. */
  ratio: number;
  /** Whether the interval excludes 0. If it includes 0, no difference was found. */
  found: boolean;
}

/** The median. With an even number of values it is the mean of the two middle ones, with none `NaN`. Sorts `values`. */
function medianInPlace(values: Float64Array): number {
  const { length } = values;
  if (length === 0) return Number.NaN;
  values.sort();
  const upper = values[length >> 1] as number;
  return length % 2 === 1 ? upper : ((values[(length >> 1) - 1] as number) + upper) / 2;
}

/** The median; `values` stay as they are. */
export function median(values: ArrayLike<number>): number {
  return medianInPlace(Float64Array.from(values));
}

/**
 * The 95 % interval of the median of what `values` were drawn from: percentile bootstrap (Efron and Tibshirani,
 * "An Introduction to the Bootstrap", 1993, chapter 13). The median is used because one
 * disturbed block must not decide. Percentiles are used because for the median they agree closely with the interval that
 * needs no assumption (order statistics, binomial).
 */
export function bootstrapMedian(values: readonly number[], seed: number): { low: number; high: number } {
  const random = seededRandom(seed);
  const { length } = values;
  const drawn = new Float64Array(length);
  const medians = new Float64Array(RESAMPLES);
  for (let resample = 0; resample < RESAMPLES; resample++) {
    for (let index = 0; index < length; index++) {
      drawn[index] = values[Math.floor(random() * length)] as number;
    }
    medians[resample] = medianInPlace(drawn);
  }
  medians.sort();
  const tail = (RESAMPLES + 1) * 0.025;
  return { low: medians[tail - 1] as number, high: medians[RESAMPLES - tail] as number };
}

/**
 * Compares pairs: the n-th of `a` with the n-th of `b`.
 * @throws TypeError for lists of different or too small length.
 */
export function comparePairs(a: readonly number[], b: readonly number[], seed: number): PairedDifference {
  if (a.length !== b.length)
    throw new TypeError(`a has ${a.length} values and b ${b.length}; they are pairs`);
  if (a.length < FEWEST_PAIRS) {
    throw new TypeError(`there are ${a.length} pairs; an interval needs at least ${FEWEST_PAIRS}`);
  }
  const differences = a.map((value, pair) => (b[pair] as number) - value);
  const { low, high } = bootstrapMedian(differences, seed);
  return {
    differences,
    difference: median(differences),
    low,
    high,
    ratio: median(a.map((value, pair) => (b[pair] as number) / value)),
    found: low > 0 || high < 0,
  };
}
