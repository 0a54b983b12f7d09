/** Names of files, times, and the key. */

import { expect, it } from 'vitest';
import { makeTrace } from '../../../e2e/support/trace-fixture.ts';
import { fileName, formatElapsed, isRecordKey } from './recording.ts';

it('names a file after its date and set-up', () => {
  const { metadata } = makeTrace({ seconds: 1, frameRate: 30, seed: 1, threads: 2 });
  expect(fileName({ ...metadata, settings: [] }, 'csv')).toBe('ringlight-2026-01-02T03-04-05-1280x720.csv');
  const filters = [{ name: 'grayscale' as const }, { name: 'box-blur' as const, radius: 5 }];
  const settings = [{ version: 2, timeUs: 0, threads: 2, simd: true, filters }];
  expect(fileName({ ...metadata, settings }, 'json')).toBe(
    'ringlight-2026-01-02T03-04-05-1280x720-2t-simd-grayscale-box-blur5.json',
  );
});

it('writes elapsed time', () => {
  expect([0, 99, 100, 59_999, 60_000, 754_321].map((ms) => formatElapsed(ms))).toEqual([
    '0:00.0',
    '0:00.0',
    '0:00.1',
    '0:59.9',
    '1:00.0',
    '12:34.3',
  ]);
});

it('takes R alone, once per press', () => {
  const press = (more: object) =>
    isRecordKey({ key: 'r', composedPath: () => [], ...more } as unknown as KeyboardEvent);
  expect(press({})).toBe(true);
  expect(press({ key: 'R' })).toBe(true);
  for (const more of [
    { key: 'e' },
    { ctrlKey: true },
    { metaKey: true },
    { altKey: true },
    { key: 'R', shiftKey: true },
    { repeat: true },
    { defaultPrevented: true },
  ]) {
    expect(press(more)).toBe(false);
  }
});
