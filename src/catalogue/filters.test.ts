/** The table of filters: which chains callers may write, how errors read, and which words the kernels get. */

import { describe, expect, it } from 'vitest';
import { DISABLED, FILTER_KINDS, FILTER_LIMITS, FILTER_WORDS } from '../generated/layout.ts';
import { readFilters, writeFilters } from './filter-text.ts';
import { checkFilters, decodeFilters, encodeFilter, FILTERS } from './filters.ts';

describe('the table', () => {
  it('has every filter of the kernels, with their parameters', () => {
    expect(FILTERS.map(({ name, code }) => [name, code])).toEqual(Object.entries(FILTER_KINDS));
    for (const { name, parameters } of FILTERS) {
      const limits = FILTER_LIMITS[name as keyof typeof FILTER_LIMITS];
      const counted = parameters.map((parameter) =>
        parameter.type === 'color'
          ? [0, 0xffffff]
          : [parameter.min * parameter.scale, parameter.max * parameter.scale],
      );
      expect(counted).toEqual(limits);
    }
  });

  it('has defaults that can be used', () => {
    const specs = FILTERS.map(({ name }) => ({ name }));
    for (const spec of specs) expect(() => checkFilters([spec])).not.toThrow();
  });
});

describe('a chain', () => {
  it('gets its defaults, and keeps filters that are switched off', () => {
    expect(checkFilters([{ name: 'gamma' }, { name: 'invert', enabled: true }])).toEqual([
      { name: 'gamma', gamma: 1.5 },
      { name: 'invert' },
    ]);
    expect(checkFilters([{ name: 'box-blur', enabled: false }])).toEqual([
      { name: 'box-blur', radius: 5, enabled: false },
    ]);
  });

  it.each([
    [{ name: 'gamma', gamma: 5 }, 'filters[0].gamma is 5; it must be a multiple of 0.01 from 0.1 to 4'],
    [
      { name: 'gamma', gamma: 1.234 },
      'filters[0].gamma is 1.234; it must be a multiple of 0.01 from 0.1 to 4',
    ],
    [
      { name: 'contrast', amount: 1.5 },
      'filters[0].amount is 1.5; it must be a whole number from -100 to 100',
    ],
    [{ name: 'threshold', level: '9' }, 'filters[0].level is "9"; it must be a whole number from 0 to 255'],
    [
      { name: 'chroma-key', color: 'green' },
      'filters[0].color is "green"; it must be a colour from #000000 to #ffffff',
    ],
    [
      { name: 'chroma-key', background: 255 },
      'filters[0].background is 255; it must be a colour from #000000 to #ffffff',
    ],
    [{ name: 'invert', enabled: 0 }, 'filters[0].enabled is 0; it must be true or false'],
    [{ name: 'box-blur', radus: 9 }, 'filters[0].radus is not a parameter of box-blur; it takes radius'],
    [{ name: 'invert', amount: 1 }, 'filters[0].amount is not a parameter of invert; it takes none'],
    [
      { name: 'vignette', strat: 9 },
      'filters[0].strat is not a parameter of vignette; it takes amount, start',
    ],
    [
      { name: 'box-blur', radius: Number.NaN },
      'filters[0].radius is NaN; it must be a whole number from 0 to 127',
    ],
    [{ name: 'box-blur', radius: 5n }, 'filters[0].radius is 5n; it must be a whole number from 0 to 127'],
    [
      { name: 'box-blur', radius: null },
      'filters[0].radius is null; it must be a whole number from 0 to 127',
    ],
    [
      { name: 'chroma-key', color: Symbol('x') },
      'filters[0].color is Symbol(x); it must be a colour from #000000 to #ffffff',
    ],
    ['grayscale', `filters[0] is "grayscale"; it must be an object such as { name: 'grayscale' }`],
    [null, `filters[0] is null; it must be an object such as { name: 'grayscale' }`],
  ])('says what is wrong with %o', (spec, message) => {
    expect(() => checkFilters([spec])).toThrow(new TypeError(message));
  });

  it('shows a wrong name, whatever its type', () => {
    const circle: Record<string, unknown> = {};
    circle.itself = circle;
    for (const [name, shown] of [
      [Symbol('x'), 'Symbol(x)'],
      [5n, '5n'],
      [circle, 'an object'],
      ['__proto__', '"__proto__"'],
    ] as const) {
      expect(() => checkFilters([{ name }])).toThrow(
        `filters[0].name is ${shown}; it must be one of grayscale`,
      );
    }
  });

  it('is an array without holes, no longer than the kernels take', () => {
    const invert = { name: 'invert' };
    // biome-ignore lint/suspicious/noSparseArray: what is tested
    expect(() => checkFilters([invert, , invert])).toThrow('filters[1] is a hole; it must be an object');
    expect(() => checkFilters(Array(3))).toThrow('filters[0] is a hole');
    expect(() => checkFilters(Array(4000).fill(invert))).toThrow('filters has 4000 filters; at most 16');
    expect(() => checkFilters(new Uint8Array(2))).toThrow(
      'filters is an object of class Uint8Array; it must',
    );
    expect(() => checkFilters('grayscale')).toThrow('filters is "grayscale"; it must be an array of filters');
    expect(() => checkFilters(null)).toThrow('filters is null; it must be an array');
  });

  it('is a copy, and reads each value once', () => {
    const given = [{ name: 'box-blur', radius: 3 }];
    const checked = checkFilters(given);
    (given[0] as { radius: number }).radius = 999;
    given.push({ name: 'nope', radius: 1 });
    expect(checked).toEqual([{ name: 'box-blur', radius: 3 }]);
    let reads = 0;
    const fickle = {
      name: 'box-blur',
      get radius() {
        return reads++ === 0 ? 3 : 1e9;
      },
    };
    expect(checkFilters([fickle])).toEqual([{ name: 'box-blur', radius: 3 }]);
  });

  it('lets the error of a getter through', () => {
    const own = new RangeError('mine');
    const spec = {
      get name() {
        throw own;
      },
    };
    expect(() => checkFilters([spec])).toThrow(own);
  });

  it('has no -0', () => {
    expect(checkFilters([{ name: 'brightness', amount: -0 }])).toEqual([{ name: 'brightness', amount: 0 }]);
  });

  it('takes every step of every parameter, however it was computed', () => {
    for (const { name, parameters } of FILTERS) {
      for (const parameter of parameters) {
        if (parameter.type === 'color') continue;
        const { name: key, min, max, scale } = parameter;
        for (let counted = Math.round(min * scale); counted <= Math.round(max * scale); counted++) {
          const [spec] = checkFilters([{ name, [key]: min + (counted - min * scale) / scale }]);
          expect((spec as Record<string, unknown>)[key]).toBe(counted / scale);
        }
      }
    }
  });

  it('goes to the kernels and back', () => {
    const chain = checkFilters([
      { name: 'brightness', amount: -40 },
      { name: 'gamma', gamma: 0.45, enabled: false },
      { name: 'invert' },
      { name: 'chroma-key', color: '#0A80f0', background: '#000001', blur: 3 },
    ]);
    const words = chain.flatMap(encodeFilter);
    expect(words).toHaveLength(4 * FILTER_WORDS);
    expect(words[FILTER_WORDS]).toBe(FILTER_KINDS.gamma + DISABLED);
    expect(words[FILTER_WORDS + 1]).toBe(45);
    // Words in memory have 32 bits and no sign.
    expect(decodeFilters(words.map((word) => word >>> 0))).toEqual(chain);
    expect(decodeFilters([999, ...Array(FILTER_WORDS - 1).fill(0)])).toEqual([]);
  });

  it('goes to the address and back', () => {
    const chain = checkFilters([
      { name: 'brightness', amount: -40 },
      { name: 'grayscale', enabled: false },
      { name: 'gamma', gamma: 0.45, enabled: false },
      { name: 'chroma-key', color: '#0A80f0', tolerance: 7, background: '#000001' },
    ]);
    expect(writeFilters(chain)).toBe('brightness:-40,-grayscale,-gamma:0.45,chroma-key:0a80f0:7:20:000001:0');
    expect(() => readFilters('chroma-key:green')).toThrow(/color is "#green"; it must be a colour/);
    expect(readFilters(writeFilters(chain))).toEqual(chain);
  });
});
