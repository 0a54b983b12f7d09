/** Records keep every bit of every field. Growing and removing change nothing else. */

import { describe, expect, it } from 'vitest';
import { RECORD_WORDS, type RecordFields, Records, toNanoseconds } from './records.ts';

const EXTREMES: RecordFields = {
  kind: 255,
  detail: 0xff_ffff,
  sequence: 0xffff_ffff,
  timeUs: 123_456_789_012.345_67,
  durationUs: 4_294_967.295,
  a: 0xffff_ffff,
  b: 0,
  c: 0x8000_0000,
};

function numbered(count: number, capacity?: number): Records {
  const records = new Records(capacity);
  for (let n = 0; n < count; n++) records.append({ ...EXTREMES, sequence: n, timeUs: n + 0.25 });
  return records;
}

const sequences = (records: Records) => Array.from({ length: records.length }, (_, n) => records.sequence(n));

describe('Records', () => {
  it('keeps the highest value of every field', () => {
    const records = new Records(1);
    records.append(EXTREMES);
    expect(records.at(0)).toEqual(EXTREMES);
    expect(records.words).toHaveLength(RECORD_WORDS);
  });

  it('grows as far as it must, also from nothing', () => {
    for (const capacity of [0, 1, 64]) {
      const records = numbered(300, capacity);
      expect(sequences(records)).toEqual(Array.from({ length: 300 }, (_, n) => n));
      expect(records.at(299)).toEqual({ ...EXTREMES, sequence: 299, timeUs: 299.25 });
    }
  });

  it('adds words of others, from the middle', () => {
    const from = numbered(10);
    const into = numbered(2, 2);
    into.appendWords(from.words, 4, 3);
    into.appendWords(from.words, 0, 0);
    expect(sequences(into)).toEqual([0, 1, 4, 5, 6]);
    expect(into.at(4)).toEqual(from.at(6));
  });

  it('removes at the start, in the middle, at the end, and no more than there is', () => {
    const cut = (index: number, count: number) => {
      const records = numbered(6);
      records.remove(index, count);
      return sequences(records);
    };
    expect(cut(0, 2)).toEqual([2, 3, 4, 5]);
    expect(cut(2, 3)).toEqual([0, 1, 5]);
    expect(cut(4, 9)).toEqual([0, 1, 2, 3]);
    expect(cut(6, 1)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(cut(3, 0)).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('keeps its memory when it is cleared', () => {
    const records = numbered(100);
    const { buffer } = records.words;
    records.clear();
    expect(records.length).toBe(0);
    records.append(EXTREMES);
    expect(records.words.buffer).toBe(buffer);
  });
});

it('durations are whole nanoseconds within 32 bits', () => {
  expect(toNanoseconds(1.2346)).toBe(1235);
  expect(toNanoseconds(-5)).toBe(0);
  expect(toNanoseconds(5e9)).toBe(0xffff_ffff);
});
