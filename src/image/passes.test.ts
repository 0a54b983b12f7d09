/** How chains are cut into passes and images into bands. */

import { expect, it } from 'vitest';
import { checkFilters, type FilterSpec } from '../catalogue/filters.ts';
import { flips, type Needs, planPasses } from './passes.ts';

const blurs = (count: number) => checkFilters(Array(count).fill({ name: 'box-blur', radius: 3 }));

/** Each filter has a halo of three rows; each thread needs 100 bytes for each of them. */
function needs(): Needs {
  let now = { filters: 0, threads: 0 };
  return {
    set: (filters: readonly FilterSpec[], threads) => {
      now = { filters: filters.length, threads };
    },
    halo: () => 3 * now.filters,
    bytes: () => 100 * now.filters * now.threads,
  };
}

const options = { filters: blurs(5), threads: 4, width: 10, height: 1000, whole: false };
const shape = (limits: { bandBytes: number; roomBytes: number }, whole = false) =>
  planPasses({ ...options, whole }, needs(), limits).map(({ filters, threads, rows, halo }) => [
    filters.length,
    threads,
    rows,
    halo,
  ]);

it('one pass where there is room', () => {
  expect(shape({ bandBytes: 4000, roomBytes: 1e6 })).toEqual([[5, 4, 100, 15]]);
  expect(shape({ bandBytes: 1e6, roomBytes: 1e6 })).toEqual([[5, 4, 1000, 15]]);
  expect(shape({ bandBytes: 1, roomBytes: 1e6 }, true)).toEqual([[5, 4, 1000, 15]]);
});

it('bands have four times as many rows as their halo, or as there is room for, and never fewer than the halo', () => {
  expect(shape({ bandBytes: 1, roomBytes: 1e6 })).toEqual([[5, 4, 60, 15]]);
  expect(shape({ bandBytes: 1, roomBytes: 3200 })).toEqual([[5, 4, 20, 15]]);
  expect(shape({ bandBytes: 1, roomBytes: 2000 })).toEqual([[5, 4, 15, 15]]);
});

it('a chain that needs too much room is halved, and a filter has fewer threads', () => {
  expect(shape({ bandBytes: 400, roomBytes: 1200 }).map(([count, threads]) => [count, threads])).toEqual([
    [2, 4],
    [3, 4],
  ]);
  expect(shape({ bandBytes: 400, roomBytes: 200 }).map(([count, threads]) => [count, threads])).toEqual(
    Array(5).fill([1, 2]),
  );
  expect(shape({ bandBytes: 400, roomBytes: 1 }).map(([count, threads]) => [count, threads])).toEqual(
    Array(5).fill([1, 1]),
  );
});

it('an even number of flips turns nothing', () => {
  const flip = { name: 'flip' } as const;
  expect([[], [flip], [flip, flip], [flip, { name: 'mirror' } as const]].map(flips)).toEqual([
    false,
    true,
    false,
    true,
  ]);
});
