/** The ring behind the sparklines. */

import { expect, it } from 'vitest';
import { History } from './history.ts';

const contents = (history: History): number[] =>
  Array.from({ length: history.length }, (_, i) => history.at(i));

it('starts without a reading', () => {
  const history = new History(3);
  expect(contents(history)).toEqual([Number.NaN, Number.NaN, Number.NaN]);
  expect(history.last).toBeNaN();
  expect(history.peak).toBeNaN();
});

it('keeps the newest readings, oldest first', () => {
  const history = new History(3);
  for (const value of [9, 1, 2, 3]) history.push(value);
  expect(contents(history)).toEqual([1, 2, 3]);
  expect(history.last).toBe(3);
});

it('forgets a peak that has left', () => {
  const history = new History(3);
  for (const value of [9, 1, Number.NaN]) history.push(value);
  expect(history.peak).toBe(9);
  history.push(0);
  expect(history.peak).toBe(1);
});
