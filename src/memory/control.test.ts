/** Settings go into the control block whole, or not at all. */

import { expect, it } from 'vitest';
import { CONTROL, FILTER_KINDS, FILTER_WORDS, SETTINGS } from '../generated/layout.ts';
import { type FrameSettings, word, writeSettings } from './control.ts';

const at = (field: number) => word(CONTROL.settings + field);
const block = () => new Int32Array(CONTROL.size >> 2);

it('settings are written whole, under an even version', () => {
  const words = block();
  writeSettings(words, {
    filters: [{ name: 'invert' }, { name: 'box-blur', radius: 7 }],
    threads: 3,
    simd: true,
  });
  expect(words[at(SETTINGS.version)]).toBe(2);
  expect([SETTINGS.threads, SETTINGS.simd, SETTINGS.filterCount].map((field) => words[at(field)])).toEqual([
    3, 1, 2,
  ]);
  const second = at(SETTINGS.filters) + FILTER_WORDS;
  expect([...words.subarray(second, second + 2)]).toEqual([FILTER_KINDS['box-blur'], 7]);
});

const good = { filters: [], threads: 1, simd: true };
const invert = { name: 'invert' };
const hostile: [string, unknown][] = [
  ['17 filters', { ...good, filters: Array(17).fill(invert) }],
  ['4000 filters', { ...good, filters: Array(4000).fill(invert) }],
  ['a BigInt', { ...good, filters: [invert, { name: 'box-blur', radius: 5n }] }],
  ['a symbol', { ...good, filters: [{ name: 'box-blur', radius: Symbol('x') }] }],
  ['a colour that is none', { ...good, filters: [{ name: 'chroma-key', color: null }] }],
  ['a hole', { ...good, filters: Array(2) }],
  ['no filters', { ...good, filters: null }],
  [
    'a getter that throws',
    {
      ...good,
      filters: [
        invert,
        {
          get name() {
            throw new Error('mine');
          },
        },
      ],
    },
  ],
  ['no threads', { ...good, threads: 0 }],
  ['NaN threads', { ...good, threads: Number.NaN }],
  ['BigInt threads', { ...good, threads: 2n }],
  ['nine threads', { ...good, threads: 9 }],
];

it.each(hostile)('%s: nothing is written, and the lock stays even', (_, settings) => {
  const words = block();
  writeSettings(words, { filters: [{ name: 'sepia' }], threads: 2, simd: false });
  const before = words.slice();
  expect(() => writeSettings(words, settings as FrameSettings)).toThrow();
  expect(words).toEqual(before);
});
