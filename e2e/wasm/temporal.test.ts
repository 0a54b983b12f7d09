/** Filters that remember frames, in the built modules: sequences of frames against the reference. */

import { describe, expect, it } from 'vitest';
import { checkFilters, FILTERS, type FilterSpec } from '../../src/catalogue/filters.ts';
import {
  cloneFrame,
  FORMATS,
  type Frame,
  fillRandom,
  frameBytes,
  makeFrame,
  randomBytes,
} from '../support/frame.ts';
import { formatChain, parseChain } from '../support/golden.ts';
import { FrameSequence } from '../support/reference-temporal.ts';
import { FLAVOURS, Ring } from '../support/ring.ts';
import { tryFrame } from './check.ts';

const SIZES = [
  [1, 1],
  [3, 2],
  [17, 9],
  [64, 16],
  [67, 61],
  [131, 19],
] as const;

/** A ring whose slots have room for longer strides than the frames of these tests need. */
function roomyRing(): Ring {
  const ring = new Ring();
  ring.configure({ filters: [], flavour: 'scalar' });
  ring.finish(ring.begin('RGBA', 320, 320));
  ring.drain();
  expect(ring.pop()?.sequence).toBe(0);
  return ring;
}

/** A frame that is similar to another one. Most differences are small, and some are of any size. */
function near(still: Frame, seed: number): Frame {
  const next = randomBytes(seed);
  const frame = cloneFrame(still);
  for (const { data } of frame.planes) {
    for (let i = 0; i < data.length; i++) {
      const spread = [255, 60, 30, 9, 9, 9, 3, 3][next() & 7] as number;
      const value = (data[i] as number) + (next() % (2 * spread + 1)) - spread;
      data[i] = Math.min(255, Math.max(0, value));
    }
  }
  return frame;
}

/** Expects that a sequence of frames equals the reference, with either build and any number of stripes for each frame. */
function expectSequence(ring: Ring, still: Frame, filters: readonly FilterSpec[], widen = 0): void {
  const sequence = new FrameSequence();
  for (let n = 0; n < 5; n++) {
    const frame = near(still, n + 1);
    const expected = sequence.next(frame, filters);
    const flavour = FLAVOURS[(n >> 1) & 1] as (typeof FLAVOURS)[number];
    const stripes = [1, 2, 5, (still.height + 1) >> 1, 3][n] as number;
    const trial = { frame, filters, flavour, stripes, widen, expected, follows: n > 0 };
    const wrong = tryFrame(ring, trial);
    if (wrong) expect.fail(`frame ${n}, ${flavour}, ${stripes} stripes, ${formatChain(filters)}: ${wrong}`);
  }
}

describe.each(FORMATS)('on %s, sequences are the reference', (format) => {
  const random = (width: number, height: number) =>
    fillRandom(makeFrame(format, width, height), width * 1000 + height);

  it.each(SIZES)('at %ix%i', (width, height) => {
    const ring = roomyRing();
    for (const strength of [0, 1, 50, 80, 95]) {
      for (const threshold of [1, 2, 16, 45, 63, 64]) {
        const filters = checkFilters([{ name: 'temporal-denoise', strength, threshold }]);
        expectSequence(ring, random(width, height), filters, strength === 80 ? 64 : 0);
      }
    }
  });

  it('with every filter before and after', () => {
    const ring = roomyRing();
    for (const { name } of FILTERS) {
      const denoise = { name: 'temporal-denoise', strength: 90, threshold: 40 } as const;
      const other = { name } as FilterSpec;
      for (const chain of [
        [denoise, other],
        [other, denoise],
        [other, denoise, other],
      ]) {
        expectSequence(ring, random(83, 31), checkFilters(chain));
      }
    }
  });

  it('with as many of them as a chain can have', () => {
    const denoise = 'temporal-denoise:85:64';
    const chain = `${denoise},box-blur:1,${denoise},hue:90,${denoise},flip,${denoise},pixelate:4,${denoise}`;
    expectSequence(roomyRing(), random(50, 40), parseChain(chain));
    expectSequence(roomyRing(), random(50, 40), parseChain(Array(16).fill(denoise).join(',')));
  });
});

it.each(FLAVOURS)(
  'a cut leaves nothing where it is seen, and nothing at all after some frames (%s)',
  (flavour) => {
    const ring = new Ring();
    ring.configure({ filters: parseChain('temporal-denoise:95:64'), flavour });
    const [before, after] = [1, 2].map((seed) => frameBytes(fillRandom(makeFrame('I420', 40, 30), seed)));
    const put = (seed: number): Uint8Array => {
      ring.push(fillRandom(makeFrame('I420', 40, 30), seed));
      ring.drain();
      return frameBytes(ring.pop()?.frame as Frame);
    };
    expect(put(1)).toEqual(before);
    let out = put(2);
    const seen = after?.map((p, i) => (Math.abs(p - (before?.[i] as number)) >= 64 ? p : (out[i] as number)));
    expect(out).toEqual(seen);
    expect(out).not.toEqual(after);
    for (let n = 0; n < 100; n++) out = put(2);
    expect(out).toEqual(after);
  },
);
