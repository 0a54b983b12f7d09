/** Looking into sorted columns: the same answers as looking at everything. */

import { expect, it } from 'vitest';
import { seededRandom } from '../../../e2e/support/trace-fixture.ts';
import {
  busyUntil,
  fillBusy,
  fillCount,
  fillMax,
  largestOf,
  lowerBound,
  maxTree,
  type Slices,
} from './search.ts';

/** Slices from pairs of start and end, sorted by start. */
function slices(spans: readonly (readonly [number, number])[]): Slices {
  const length = spans.length;
  const made: Slices = {
    length,
    startUs: Float64Array.from(spans, ([start]) => start),
    endUs: Float64Array.from(spans, ([, end]) => end),
    reachUs: new Float64Array(length),
    busyUs: new Float64Array(length + 1),
    sequence: new Uint32Array(length),
    record: new Uint32Array(length),
  };
  let reach = Number.NEGATIVE_INFINITY;
  spans.forEach(([start, end], at) => {
    made.busyUs[at + 1] = (made.busyUs[at] ?? 0) + Math.max(0, end - Math.max(start, reach));
    reach = Math.max(reach, end);
    made.reachUs[at] = reach;
  });
  return made;
}

it('finds the first value that is not below', () => {
  const values = Float64Array.from([1, 3, 3, 7]);
  expect([0, 1, 2, 3, 4, 7, 8].map((target) => lowerBound(values, target))).toEqual([0, 0, 1, 1, 3, 3, 4]);
  expect(lowerBound(values, 3, 2)).toBe(2);
  expect(lowerBound(new Float64Array(0), 3)).toBe(0);
});

it('adds up work until a time, also in the midst of a slice', () => {
  const work = slices([
    [10, 20],
    [30, 40],
  ]);
  expect([0, 10, 15, 20, 25, 35, 40, 99].map((us) => busyUntil(work, us))).toEqual([
    0, 0, 5, 10, 10, 15, 20, 20,
  ]);
});

it('gives each column its share of work', () => {
  const columns = new Float32Array(5);
  fillBusy(
    slices([
      [10, 20],
      [30, 45],
    ]),
    0,
    10,
    columns,
  );
  expect([...columns]).toEqual([0, 1, 0, 1, 0.5]);
});

it('finds the largest of any run', () => {
  const random = seededRandom(7);
  for (const length of [1, 2, 3, 8, 37]) {
    const values = Array.from({ length }, () => Math.round(random() * 100));
    const tree = maxTree(values);
    for (let from = 0; from <= length; from++) {
      for (let to = from; to <= length; to++) {
        expect(largestOf(tree, from, to)).toBe(Math.max(0, ...values.slice(from, to)));
      }
    }
  }
});

it('takes a value that is not known for nothing', () => {
  expect(largestOf(maxTree([Number.NaN, 2, Number.NaN]), 0, 3)).toBe(2);
  expect(largestOf(maxTree([Number.NaN]), 0, 1)).toBe(0);
});

it('fills columns with the largest value and with counts', () => {
  const times = Float64Array.from([5, 12, 14, 31]);
  const columns = new Float32Array(4);
  fillMax(times, maxTree([4, 9, 2, 7]), 0, 10, columns);
  expect([...columns]).toEqual([4, 9, 0, 7]);
  fillCount(times, Uint32Array.from([0, 1, 1, 2, 3]), 0, 10, columns);
  expect([...columns]).toEqual([1, 1, 0, 1]);
});
