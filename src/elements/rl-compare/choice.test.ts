/** What the form's fields mean, and why something cannot be compared. */

import { expect, it } from 'vitest';
import type { FilterSpec } from '../../catalogue/filters.ts';
import type { Stats } from '../../types.ts';
import { type Comparable, type Fields, readChoice, suggestChains } from './choice.ts';

const FILTERS: FilterSpec[] = [{ name: 'grayscale' }, { name: 'box-blur', radius: 5 }];

function pipeline(change: Partial<Comparable> = {}): Comparable {
  const stats = () => ({ filters: FILTERS }) as Stats;
  return { state: 'running', maxThreads: 8, simdSupported: true, stats, ...change };
}

const fields = (change: Partial<Fields>): Fields => ({ mode: 'simd', threads: 4, chain: '', ...change });

it.each([
  [{ mode: 'simd' }, { a: { simd: false }, b: { simd: true } }],
  [{ mode: 'threads' }, { a: { threads: 1 }, b: { threads: 4 } }],
  [{ mode: 'filters' }, { a: { filters: FILTERS }, b: { filters: [] } }],
  [
    { mode: 'filters', chain: 'grayscale, box-blur:9' },
    { a: { filters: FILTERS }, b: { filters: [{ name: 'grayscale' }, { name: 'box-blur', radius: 9 }] } },
  ],
] as const)('%o', (change, settings) => {
  expect(readChoice(pipeline(), fields(change))).toEqual({ ...settings, problem: null });
});

it.each([
  [null, {}, /Start the pipeline/],
  [pipeline({ state: 'ended' }), {}, /Start the pipeline/],
  [pipeline({ simdSupported: false }), {}, /no WebAssembly SIMD/],
  [pipeline({ maxThreads: 1 }), { mode: 'threads' }, /one worker/],
  [pipeline(), { mode: 'filters', chain: 'grayscale,box-blur:5' }, /same/],
  [pipeline(), { mode: 'filters', chain: 'blur' }, /filters\[0\]\.name is "blur"; it must be one of/],
  [pipeline(), { mode: 'filters', chain: 'box-blur:200' }, /whole number from 0 to 127/],
] as const)('says why not: %#', (running, change, problem) => {
  expect(readChoice(running, fields(change)).problem).toMatch(problem);
});

it('suggests chains that can be compared with the present one', () => {
  for (const now of [FILTERS, [], [{ name: 'grayscale' } as const]]) {
    const running = pipeline({ stats: () => ({ filters: now }) as unknown as Stats });
    const chains = suggestChains(now);
    expect(chains.length).toBeGreaterThan(0);
    for (const chain of chains) {
      expect(readChoice(running, fields({ mode: 'filters', chain })).problem).toBeNull();
    }
  }
});
