/** Filters, SIMD and threads change while frames flow. No frame is wrong, lost or dropped. */

import { expect } from 'playwright/test';
import type { FilterSpec } from '../src/catalogue/filters.ts';
import { randomBytes } from './support/frame.ts';
import { formatChain, parseChain } from './support/golden.ts';
import {
  countMissing,
  expectNothingLost,
  openLive,
  referenceHash,
  SOURCES,
  statsOf,
  test,
} from './support/live.ts';
import { type Change, recordChanges, type SeenFrame } from './support/recorder.ts';

// A busy machine may lose frames at the source.
test.describe.configure({ timeout: 120_000 });

/** Makes fifty changes in a seeded order. Each chain comes only once, so a frame shows which chain processed it. */
function makePlan(seed: number): Change[] {
  const next = randomBytes(seed);
  const radii = [0, 1, 2, 3, 4, 5, 6, 7];
  const pairs = ['1,2', '1,3', '1,4', '2,3', '2,4', '3,4'].map((pair) => pair.split(','));
  const chains = [
    ...radii.map((radius) => `box-blur:${radius}`),
    ...radii.map((radius) => `grayscale,box-blur:${radius}`),
    ...pairs.map(([a, b]) => `box-blur:${a},box-blur:${b}`),
    ...pairs.map(([a, b]) => `box-blur:${a},grayscale,box-blur:${b}`),
  ];
  const changes: Pick<Change, 'filters' | 'simd' | 'threads'>[] = [
    ...chains.map((chain) => ({ filters: parseChain(chain) })),
    ...Array.from({ length: 11 }, (_, i) => ({ simd: i % 2 === 1 })),
    ...Array.from({ length: 11 }, (_, i) => ({ threads: 1 + ((i * 5 + 1) % 8) })),
  ];
  const plan: Change[] = [];
  while (changes.length > 0) {
    const [change] = changes.splice(next() % changes.length, 1);
    plan.push({ ...change, after: next() % 4, settle: plan.length % 3 === 0 });
  }
  return plan;
}

/** Checks that every frame is the reference for one of the chains, in order. Returns the chains that were seen. */
function expectChainsInOrder(seen: readonly SeenFrame[], chains: readonly FilterSpec[][]): Set<number> {
  const used = new Set<number>();
  let current = 0;
  for (const { number, hash, asked } of seen) {
    let chain = current;
    while (chain <= asked && referenceHash(number as number, chains[chain] as FilterSpec[]) !== hash) chain++;
    if (chain > asked) {
      const asks = chains.slice(current, asked + 1).map(formatChain);
      throw new Error(`Frame ${number} is none of ${asks.join(' | ')}.`);
    }
    current = chain;
    used.add(chain);
  }
  expect(current, 'the last chain').toBe(chains.length - 1);
  return used;
}

for (const source of ['pattern', 'camera'] as const) {
  test(`50 changes while running, ${source}: no frame wrong, lost or dropped`, async ({ page }) => {
    const first = 'grayscale';
    await openLive(page, source, `simd=on&threads=2&filters=${first}`);
    const plan = makePlan(source === 'pattern' ? 2026 : 7);
    expect(plan.length).toBe(50);
    const seen = await recordChanges(page, plan);
    await expectNothingLost(page, countMissing(seen, SOURCES[source]));
    const chains = [parseChain(first), ...plan.flatMap(({ filters }) => (filters ? [filters] : []))];
    const used = expectChainsInOrder(seen, chains);
    const settled = plan.filter(({ filters, settle }) => filters && settle).length;
    expect(used.size).toBeGreaterThan(settled);
    const stats = await statsOf(page);
    const last = <K extends 'simd' | 'threads'>(name: K) =>
      plan.findLast((change) => change[name] !== undefined)?.[name];
    expect([stats.simd, stats.threads]).toEqual([last('simd'), last('threads')]);
  });
}
