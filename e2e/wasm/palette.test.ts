/** The palette in the built modules against the reference: every filter, format and flavour, alone and in chains. */

import { describe, expect, it } from 'vitest';
import {
  checkFilters,
  FILTERS,
  type FilterDefinition,
  type FilterSpec,
} from '../../src/catalogue/filters.ts';
import { FORMATS, type Frame, fillRandom, makeFrame, randomBytes } from '../support/frame.ts';
import { formatChain } from '../support/golden.ts';
import { applyFilters } from '../support/reference.ts';
import { FLAVOURS, Ring } from '../support/ring.ts';
import { valueAt } from '../support/specs.ts';
import { type Trial, tryFrame } from './check.ts';

/** In every format: wider than a block of four vectors, narrower, and just as wide. */
const SIZES = [
  [1, 1],
  [2, 1],
  [1, 2],
  [3, 3],
  [17, 9],
  [64, 16],
  [67, 61],
  [131, 19],
  [300, 5],
] as const;

/** A ring whose slots have room for longer strides than the frames of these tests need. */
function roomyRing(): Ring {
  const ring = new Ring();
  ring.configure({ filters: [], flavour: 'scalar' });
  ring.finish(ring.begin('RGBA', 640, 640));
  ring.drain();
  expect(ring.pop()?.sequence).toBe(0);
  return ring;
}

function expectRight(ring: Ring, frame: Frame, filters: readonly FilterSpec[]): void {
  const expected = applyFilters(frame, filters);
  const cuts: Partial<Trial>[] = [{}, { threads: 8, widen: 64 }, { stripes: (frame.height + 1) >> 1 }];
  for (const flavour of FLAVOURS) {
    for (const cut of cuts) {
      const wrong = tryFrame(ring, { frame, filters, flavour, expected, ...cut });
      if (wrong) expect.fail(`${flavour}, ${formatChain(filters)}, ${JSON.stringify(cut)}: ${wrong}`);
    }
  }
}

/** A filter whose parameters lie `share` of the way through their ranges. */
function specAt(filter: FilterDefinition, share: number): FilterSpec {
  const values = filter.parameters.map((parameter) => [parameter.name, valueAt(parameter, share)]);
  return checkFilters([{ name: filter.name, ...Object.fromEntries(values) }])[0] as FilterSpec;
}

describe.each(FORMATS)('on %s, scalar and SIMD are the reference', (format) => {
  it.each(FILTERS)('for $name', (filter) => {
    const ring = roomyRing();
    for (const [width, height] of SIZES) {
      const frame = fillRandom(makeFrame(format, width, height), width * 1000 + height);
      for (const share of filter.parameters.length > 0 ? [0, 0.13, 0.4, 0.62, 0.9, 1] : [0]) {
        expectRight(ring, frame, [specAt(filter, share)]);
      }
    }
  });

  it('for every value of every sample', () => {
    const ring = roomyRing();
    const frame = makeFrame(format, 256, 4);
    for (const { data } of frame.planes) {
      for (let i = 0; i < data.length; i++) data[i] = i * 3 + (i >> 8);
    }
    for (const filter of FILTERS) {
      for (let step = 0; step <= 24; step++) expectRight(ring, frame, [specAt(filter, step / 24)]);
    }
  });

  it('for all pairs', () => {
    const ring = roomyRing();
    const frame = fillRandom(makeFrame(format, 83, 31), 7);
    for (const first of FILTERS) {
      for (const second of FILTERS) expectRight(ring, frame, [specAt(first, 0.2), specAt(second, 0.27)]);
    }
  });

  it('for random chains', () => {
    const ring = roomyRing();
    const next = randomBytes(FORMATS.indexOf(format) + 40);
    for (let i = 0; i < 60; i++) {
      const [width, height] = [1 + (next() % 190), 1 + (next() % 90)];
      const filters = Array.from({ length: i % 10 === 9 ? 16 : 1 + (next() % 6) }, () => {
        const spec = specAt(FILTERS[next() % FILTERS.length] as FilterDefinition, (next() / 255) ** 2);
        return next() % 8 === 0 ? { ...spec, enabled: false } : spec;
      });
      expectRight(ring, fillRandom(makeFrame(format, width, height), i), filters);
    }
  });
});
