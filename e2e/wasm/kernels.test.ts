/** The built modules against the reference: every filter, format and flavour, byte by byte. */

import { describe, expect, it } from 'vitest';
import type { FilterSpec } from '../../src/catalogue/filters.ts';
import {
  FORMATS,
  type Frame,
  fillRandom,
  fnv1aHex,
  frameBytes,
  makeFrame,
  randomBytes,
} from '../support/frame.ts';
import { formatChain, parseChain, readGolden } from '../support/golden.ts';
import { applyFilters, boxBlur } from '../support/reference.ts';
import { FLAVOURS, Ring } from '../support/ring.ts';
import { type Trial, tryFrame } from './check.ts';

const SIZES = [
  [1, 1],
  [1, 2],
  [2, 1],
  [3, 3],
  [5, 7],
  [17, 9],
  [31, 33],
  [64, 32],
  [67, 61],
  [300, 5],
  [5, 300],
] as const;

const RADII = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 15, 16, 31, 50, 64, 100, 126, 127];

const CHAINS = [
  'grayscale,box-blur:5',
  'box-blur:5,grayscale',
  'box-blur:1,box-blur:2',
  'box-blur:7,box-blur:8',
  'grayscale,grayscale',
  'box-blur:3,grayscale,box-blur:9',
  'grayscale,box-blur:2,box-blur:20',
  'box-blur:5,box-blur:5,box-blur:5',
  'box-blur:127,box-blur:1,grayscale',
  'box-blur:0,grayscale,box-blur:0',
].map(parseChain);

/** A ring whose slots have room for longer strides than the frames of these tests need. */
function roomyRing(): Ring {
  const ring = new Ring();
  ring.configure({ filters: [], flavour: 'scalar' });
  const slot = ring.begin('RGBA', 640, 640);
  ring.finish(slot);
  ring.drain();
  expect(ring.pop()?.sequence).toBe(0);
  return ring;
}

/** Runs a trial in both flavours, on one stripe and on many, with natural and with longer strides. */
function expectRight(ring: Ring, frame: Frame, filters: readonly FilterSpec[]): void {
  const expected = applyFilters(frame, filters);
  const pairs = (frame.height + 1) >> 1;
  const cuts: Partial<Trial>[] = [
    {},
    { threads: 8, widen: 64 },
    { stripes: pairs, widen: 192 },
    { stripes: 7 },
  ];
  for (const flavour of FLAVOURS) {
    for (const cut of cuts) {
      const wrong = tryFrame(ring, { frame, filters, flavour, expected, ...cut });
      if (wrong) expect.fail(`${flavour}, ${formatChain(filters)}, ${JSON.stringify(cut)}: ${wrong}`);
    }
  }
}

describe.each(FORMATS)('on %s, scalar and SIMD are the reference', (format) => {
  it.each(SIZES)('for every filter and chain at %ix%i', (width, height) => {
    const ring = roomyRing();
    const frame = fillRandom(makeFrame(format, width, height), width * 1000 + height);
    expectRight(ring, frame, []);
    expectRight(ring, frame, [{ name: 'grayscale' }]);
    for (const radius of RADII) expectRight(ring, frame, [{ name: 'box-blur', radius }]);
    for (const chain of CHAINS) expectRight(ring, frame, chain);
  });

  it('for every radius, on a frame that is wider and higher than the largest window', () => {
    const ring = roomyRing();
    const frame = fillRandom(makeFrame(format, 291, 263), 77);
    for (let radius = 0; radius <= 127; radius++) {
      const filters = [{ name: 'box-blur', radius } as const];
      const expected = boxBlur(frame, radius);
      for (const flavour of FLAVOURS) {
        const wrong = tryFrame(ring, { frame, filters, flavour, expected, threads: 1 + (radius & 1) * 7 });
        if (wrong) expect.fail(`${flavour}, radius ${radius}: ${wrong}`);
      }
    }
  });

  it('for windows of any size on white, where sums are largest', () => {
    const ring = roomyRing();
    const frame = makeFrame(format, 291, 263, { fill: 255 });
    for (const radius of RADII) {
      const filters = [{ name: 'box-blur', radius } as const];
      for (const flavour of FLAVOURS) {
        const wrong = tryFrame(ring, { frame, filters, flavour, expected: frame });
        if (wrong) expect.fail(`${flavour}, radius ${radius}: ${wrong}`);
      }
    }
  });

  it('for random chains at random sizes', () => {
    const ring = roomyRing();
    const next = randomBytes(FORMATS.indexOf(format) + 100);
    for (let i = 0; i < 24; i++) {
      const [width, height] = [1 + ((next() * 256 + next()) % 400), 1 + ((next() * 256 + next()) % 300)];
      const filters = Array.from({ length: 1 + (next() % 4) }, () => {
        const radius = next() % 4 === 0 ? next() >> 1 : next() % 12;
        return next() % 3 === 0 ? ({ name: 'grayscale' } as const) : ({ name: 'box-blur', radius } as const);
      });
      expectRight(ring, fillRandom(makeFrame(format, width, height), i), filters);
    }
  });

  it('for the longest chain', () => {
    const ring = roomyRing();
    const frame = fillRandom(makeFrame(format, 97, 83), 5);
    const filters = Array.from({ length: 16 }, (_, i) =>
      i % 5 === 4 ? ({ name: 'grayscale' } as const) : ({ name: 'box-blur', radius: (i * 7) % 23 } as const),
    );
    expectRight(ring, frame, filters);
  });
});

it.each(FLAVOURS)('the golden table holds for the %s module', (flavour) => {
  const ring = new Ring();
  for (const { format, width, height, seed, filters, hash } of readGolden()) {
    ring.configure({ filters, flavour });
    ring.push(fillRandom(makeFrame(format, width, height), seed));
    ring.drain();
    const output = ring.pop()?.frame as Frame;
    expect(fnv1aHex(frameBytes(output)), `${format} ${width}x${height} ${formatChain(filters)}`).toBe(hash);
  }
});
