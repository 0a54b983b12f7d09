/** The built modules' test picture against the reference, for many sizes, seeds and frame numbers. */

import { expect, it } from 'vitest';
import { frameDifference, randomBytes } from '../support/frame.ts';
import { patternFrame } from '../support/pattern.ts';
import { FLAVOURS, Ring } from '../support/ring.ts';

const SIZES = [
  [1, 1],
  [1, 2],
  [2, 1],
  [3, 3],
  [5, 7],
  [19, 4],
  [20, 4],
  [21, 3],
  [33, 21],
  [67, 61],
  [101, 240],
  [320, 180],
  [641, 361],
] as const;

const NUMBERS = [0, 1, 2, 3, 29, 1000, 65535, 65536, 0x12345678, 0x7fffffff, 0x80000001, 0xffffffff];

it.each(FLAVOURS)('the %s module draws the test picture', (flavour) => {
  const ring = new Ring();
  const next = randomBytes(31);
  const random = Array.from({ length: 12 }, () => [1 + next() + next(), 1 + next()] as const);
  for (const [i, [width, height]] of [...SIZES, ...random].entries()) {
    for (const [k, n] of NUMBERS.entries()) {
      const seed = [1, 0, 2, 0xffffffff, i * 7919][(i + k) % 5] as number;
      const slot = ring.begin('I420', width, height);
      ring.exports[flavour].capture_draw(slot, n, seed);
      const drawn = ring.read(slot, 'input');
      ring.exports[flavour].capture_give_up(slot, 0);
      const wrong = frameDifference(drawn, patternFrame(n, { width, height, seed }));
      if (wrong) expect.fail(`frame ${n}, seed ${seed}: ${wrong}`);
    }
  }
});
