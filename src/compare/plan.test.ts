/** Blocks come in pairs, in an order that is random, balanced, and the same for the same seed. */

import { expect, it } from 'vitest';
import { planBlocks } from './plan.ts';
import { seededRandom } from './random.ts';

const plan = (pairs: number, seed: number) => planBlocks(pairs, seededRandom(seed)).join('');
const pairsOf = (text: string) => text.match(/../g) ?? [];

it('has one block of each side in every pair', () => {
  for (const seed of [1, 2, 3]) {
    const pairs = pairsOf(plan(20, seed));
    expect(pairs).toHaveLength(20);
    for (const pair of pairs) expect(['ab', 'ba']).toContain(pair);
  }
});

it('begins as often with the one side as with the other', () => {
  for (let seed = 1; seed <= 20; seed++) {
    expect(pairsOf(plan(20, seed)).filter((pair) => pair === 'ab')).toHaveLength(10);
    const odd = pairsOf(plan(7, seed)).filter((pair) => pair === 'ab').length;
    expect([3, 4]).toContain(odd);
  }
});

it('is the same for the same seed, and not for all seeds', () => {
  expect(plan(20, 5)).toBe(plan(20, 5));
  const plans = new Set(Array.from({ length: 50 }, (_, seed) => plan(20, seed)));
  expect(plans.size).toBeGreaterThan(40);
});

it('puts either side first at every place, over many seeds', () => {
  const seeds = 400;
  const first = new Array<number>(8).fill(0);
  for (let seed = 0; seed < seeds; seed++) {
    pairsOf(plan(8, seed)).forEach((pair, at) => {
      if (pair === 'ab') first[at] = (first[at] as number) + 1;
    });
  }
  // Five standard deviations around one half.
  for (const count of first) expect(Math.abs(count - seeds / 2)).toBeLessThan(50);
});
