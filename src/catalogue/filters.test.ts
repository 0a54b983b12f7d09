/** The table of filters: what callers may write, how they are told, and what the kernels get. */

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
  it('is filled in, and keeps what is switched off', () => {
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
  ])('says what is wrong with %j', (spec, message) => {
    expect(() => checkFilters([spec])).toThrow(new TypeError(message));
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
    // As they come out of memory: 32 bits without a sign.
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
