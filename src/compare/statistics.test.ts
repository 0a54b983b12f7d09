/** Medians and intervals against values that are known otherwise, and intervals that hold as often as they say. */

import { expect, it } from 'vitest';
import { seededRandom } from './random.ts';
import { bootstrapMedian, comparePairs, FEWEST_PAIRS, median } from './statistics.ts';

it('takes the middle, or the mean of both middle ones', () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 3, 2])).toBe(2.5);
  expect(median([7])).toBe(7);
  expect(median([])).toBeNaN();
  const values = [2, 1];
  median(values);
  expect(values).toEqual([2, 1]);
});

it('agrees with the interval of order statistics, which needs no resampling', () => {
  // Binomial(20, 1/2): the 6th to the 15th of 20 sorted values hold the median with 95.9 %.
  const values = Array.from({ length: 20 }, (_, index) => index + 1);
  const { low, high } = bootstrapMedian(values, 1);
  expect(low).toBeGreaterThanOrEqual(5.5);
  expect(low).toBeLessThanOrEqual(7);
  expect(high).toBeGreaterThanOrEqual(14);
  expect(high).toBeLessThanOrEqual(15.5);
});

it('is sure of values that are all the same', () => {
  expect(bootstrapMedian(Array(8).fill(5), 3)).toEqual({ low: 5, high: 5 });
});

it('gives the same interval for the same seed, and hardly another one for another', () => {
  const random = seededRandom(5);
  const values = Array.from({ length: 40 }, () => random());
  const first = bootstrapMedian(values, 0);
  expect(bootstrapMedian(values, 0)).toEqual(first);
  for (let seed = 1; seed < 20; seed++) {
    const { low, high } = bootstrapMedian(values, seed);
    expect(Math.abs(low - first.low) + Math.abs(high - first.high)).toBeLessThan(
      0.1 * (first.high - first.low),
    );
  }
});

it('subtracts and divides pair by pair, B less A', () => {
  const a = [10, 20, 30, 40, 50, 60];
  const result = comparePairs(
    a,
    a.map((value) => value / 2),
    1,
  );
  expect(result.differences).toEqual([-5, -10, -15, -20, -25, -30]);
  expect(result.difference).toBe(-17.5);
  expect(result.ratio).toBe(0.5);
  expect(result.found).toBe(true);
});

it('finds nothing where differences lie on both sides of 0', () => {
  const result = comparePairs([1, 1, 1, 1, 1, 1, 1, 1], [2, 0, 2, 0, 2, 0, 2, 0], 1);
  expect(result.found).toBe(false);
  expect(result.low).toBeLessThanOrEqual(0);
  expect(result.high).toBeGreaterThanOrEqual(0);
});

it('refuses what has no pairs, or too few', () => {
  expect(() => comparePairs([1], [1, 2], 1)).toThrow(/pairs/);
  const few = Array(FEWEST_PAIRS - 1).fill(1);
  expect(() => comparePairs(few, few, 1)).toThrow(/at least 6/);
});

/** How often the interval of `pairs` differences holds the true effect of 2, under noise from `draw`. */
function coverage(pairs: number, draw: (random: () => number) => number): number {
  const random = seededRandom(99);
  const trials = 300;
  let held = 0;
  for (let trial = 0; trial < trials; trial++) {
    // A drift that both blocks of a pair share must not matter.
    const drift = Array.from({ length: pairs }, (_, pair) => pair * 0.5);
    const a = drift.map((level) => level + draw(random));
    const b = drift.map((level) => level + 2 + draw(random));
    const { low, high } = comparePairs(a, b, trial);
    if (low <= 2 && 2 <= high) held++;
  }
  return held / trials;
}

const normal = (random: () => number) =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

it.each([
  ['normal noise', normal],
  ['noise with rare large values', (random: () => number) => normal(random) / (0.05 + random())],
])(
  'the interval holds the true effect about 95 times in 100: %s',
  (_, draw) => {
    const held = coverage(20, draw);
    expect(held).toBeGreaterThan(0.91);
    expect(held).toBeLessThan(0.985);
  },
  60_000,
);

it('random numbers are spread evenly, whatever the seed', () => {
  for (const seed of [0, 1, 2, 0xffff_ffff]) {
    const random = seededRandom(seed);
    const tenths = new Array<number>(10).fill(0);
    for (let i = 0; i < 10_000; i++) {
      const at = Math.floor(random() * 10);
      tenths[at] = (tenths[at] as number) + 1;
    }
    // Five standard deviations of a binomial count.
    for (const count of tenths) expect(Math.abs(count - 1000)).toBeLessThan(150);
  }
});
