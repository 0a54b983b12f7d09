/** The slowest frames of a trace. */

import { expect, it } from 'vitest';
import { makeTrace } from '../../../e2e/support/trace-fixture.ts';
import { PRESENTED } from '../frames.ts';
import { slowestFrames } from './slowest.ts';

const { frames } = makeTrace({ seconds: 10, frameRate: 60, seed: 5, threads: 2 });

it('finds the slowest frames, slowest first', () => {
  const expected = [...frames.latencyUs]
    .filter((_, row) => frames.outcome[row] === PRESENTED)
    .sort((one, other) => other - one);
  for (const count of [1, 10, 100_000]) {
    const found = slowestFrames(frames, count).map((row) => frames.latencyUs[row]);
    expect(found).toEqual(expected.slice(0, count));
  }
});
