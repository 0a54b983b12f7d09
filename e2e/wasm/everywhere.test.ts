/**
 * Compares the built modules with the reference at every size up to 67x61, and at every value of every parameter.
 * `palette.test.ts` tests only some of them. Formats, cuts, strides and addresses take turns.
 */

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
import { type Trial, tryFrame } from './check.ts';

/** A ring whose slots have room for frames of `side` squared, and longer strides. */
function roomyRing(side: number): Ring {
  const ring = new Ring();
  ring.configure({ filters: [], flavour: 'scalar' });
  ring.finish(ring.begin('RGBA', side, side));
  ring.drain();
  expect(ring.pop()?.sequence).toBe(0);
  return ring;
}

function expectRight(ring: Ring, frame: Frame, filters: readonly FilterSpec[], where: Partial<Trial>): void {
  const expected = applyFilters(frame, filters);
  for (const flavour of FLAVOURS) {
    const wrong = tryFrame(ring, { frame, filters, flavour, expected, ...where });
    if (wrong) expect.fail(`${flavour}, ${formatChain(filters)}, ${JSON.stringify(where)}: ${wrong}`);
  }
}

/** A filter with random values. A parameter that is not a number is a colour. */
function someSpec(filter: FilterDefinition, next: () => number): FilterSpec {
  const values = filter.parameters.map((parameter) => {
    const { name } = parameter;
    if (!('min' in parameter)) return [name, `#${next().toString(16).padStart(2, '0').repeat(3)}`];
    const { min, max, scale } = parameter;
    return [name, Math.round((min + (max - min) * (next() / 255) ** 2) * scale) / scale];
  });
  return checkFilters([{ name: filter.name, ...Object.fromEntries(values) }])[0] as FilterSpec;
}

/** Every parameter that is a number, with its filter. */
const NUMBERS = FILTERS.flatMap((filter) =>
  filter.parameters.flatMap((parameter) => ('min' in parameter ? [{ filter, parameter }] : [])),
);

/** Any position that rows may have in memory, and any cut into stripes. */
function somewhere(next: () => number, height: number): Partial<Trial> {
  const cuts: Partial<Trial>[] = [{}, { threads: 8 }, { stripes: (height + 1) >> 1 }, { stripes: 3 }];
  return { ...cuts[next() & 3], widen: next() % 71, offset: next() & 63 };
}

it.each(FILTERS)('$name, at sizes from 1x1 to 67x61', (filter) => {
  const ring = roomyRing(256);
  const next = randomBytes(FILTERS.indexOf(filter) + 1);
  for (let width = 1; width <= 67; width++) {
    for (let height = 1; height <= 61; height++) {
      // Each size is tested with a fifth of the filters. The native tests run all of them.
      if ((width * 61 + height + FILTERS.indexOf(filter)) % 5 !== 0) continue;
      const format = FORMATS[(width + height * 3 + (next() & 3)) & 3] as (typeof FORMATS)[number];
      const frame = fillRandom(makeFrame(format, width, height), width * 100 + height);
      expectRight(ring, frame, [someSpec(filter, next)], somewhere(next, height));
    }
  }
});

it.each(NUMBERS)('$filter.name, every value of $parameter.name', ({ filter, parameter }) => {
  const ring = roomyRing(256);
  const next = randomBytes(parameter.max * parameter.scale + 1);
  const frames = FORMATS.map((format) => fillRandom(makeFrame(format, 53, 21), 9));
  const steps = Math.round((parameter.max - parameter.min) * parameter.scale);
  for (let step = 0; step <= steps; step++) {
    const value = Math.round(parameter.min * parameter.scale + step) / parameter.scale;
    const filters = checkFilters([{ ...someSpec(filter, next), [parameter.name]: value }]);
    expectRight(ring, frames[step & 3] as Frame, filters, somewhere(next, 21));
  }
});

describe.each(FORMATS)('%s', (format) => {
  it('random chains on larger frames, anywhere', () => {
    const ring = roomyRing(640);
    const next = randomBytes(FORMATS.indexOf(format) + 7);
    for (let i = 0; i < 10; i++) {
      const width = 68 + ((next() * 256 + next()) % 500);
      const height = 62 + ((next() * 256 + next()) % 360);
      const filters = Array.from({ length: 1 + (next() % 3) }, () =>
        someSpec(FILTERS[next() % FILTERS.length] as FilterDefinition, next),
      );
      const frame = fillRandom(makeFrame(format, width, height), i);
      expectRight(ring, frame, filters, somewhere(next, height));
    }
  });
});

it('a plane that is moved is a plane that is looked at: a wrong value is found there', () => {
  const ring = roomyRing(256);
  const frame = fillRandom(makeFrame('RGBA', 21, 9), 3);
  const [filters, others] = [checkFilters([{ name: 'invert' }]), checkFilters([{ name: 'mirror' }])];
  const trial = { frame, filters, flavour: 'simd' as const, widen: 5, offset: 3 };
  expect(tryFrame(ring, trial)).toBeNull();
  expect(tryFrame(ring, { ...trial, expected: applyFilters(frame, others) })).toMatch(/row 0, column 0/);
});
