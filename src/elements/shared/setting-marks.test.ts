/** Changes of settings in a few words. */

import { expect, it } from 'vitest';
import type { FilterSpec } from '../../catalogue/filters.ts';
import type { TraceSettings } from '../../trace/trace.ts';
import { describeChange, settingMarks } from './setting-marks.ts';

const base: TraceSettings = { version: 2, timeUs: 0, threads: 2, simd: true, filters: [] };
const blur = (radius: number): FilterSpec => ({ name: 'box-blur', radius });

it.each<[Partial<TraceSettings>, Partial<TraceSettings>, string]>([
  [{}, { simd: false }, 'SIMD off'],
  [{ simd: false }, { simd: true }, 'SIMD on'],
  [{}, { threads: 1 }, '1 thread'],
  [{}, { threads: 4, simd: false }, 'SIMD off, 4 threads'],
  [{}, { filters: [blur(5)] }, 'box blur 5'],
  [
    { filters: [blur(5), { name: 'grayscale' }] },
    { filters: [blur(9), { name: 'grayscale' }] },
    'box blur 9',
  ],
  [{ filters: [blur(5)] }, { filters: [blur(5), { name: 'grayscale' }] }, '+ grayscale'],
  [{ filters: [blur(5), { name: 'grayscale' }] }, { filters: [{ name: 'grayscale' }] }, '− box blur 5'],
  [{ filters: [blur(5)] }, { filters: [{ name: 'grayscale' }, blur(2)] }, 'grayscale + box blur 2'],
  [{ filters: [blur(5)] }, { filters: [] }, 'no filters'],
  [{}, {}, ''],
])('%o, then %o: %s', (before, after, said) => {
  expect(describeChange({ ...base, ...before }, { ...base, ...after })).toBe(said);
});

it('leaves out the first entry, the old ones, and those that change nothing', () => {
  const log = [
    base,
    { ...base, timeUs: 10, threads: 1 },
    { ...base, timeUs: 20, threads: 3 },
    { ...base, timeUs: 30, threads: 3 },
    { ...base, timeUs: 40, threads: 4 },
  ];
  expect(settingMarks(log, 15)).toEqual([
    { timeUs: 20, label: '3 threads' },
    { timeUs: 40, label: '4 threads' },
  ]);
});

it('leaves out what was put in force for a measurement', () => {
  const trial = { ...base, simd: false, trial: true as const };
  const log = [
    base,
    { ...trial, timeUs: 10 },
    { ...trial, timeUs: 20, simd: true },
    { ...base, timeUs: 30 },
    { ...base, timeUs: 40, threads: 1 },
  ];
  expect(settingMarks(log, 5)).toEqual([{ timeUs: 40, label: '1 thread' }]);
});
