/** What a page adds to the trace: its records, and what is refused. */

import { describe, expect, it } from 'vitest';
import { OWNER_LANE, TRACE_KINDS, TRACE_VITALS } from '../generated/layout.ts';
import { LaneReader, LaneWriter } from '../memory/lanes.ts';
import { type RecordFields, Records } from '../memory/records.ts';
import { mirrorArea } from '../memory/trace-area.ts';
import type { TraceMark } from '../types.ts';
import { writeMark } from './mark.ts';

const NOW_US = 5_000;

/** What `marks` leave in the owner's lane. */
function recordsOf(...marks: TraceMark[]): RecordFields[] {
  const area = mirrorArea(16);
  const lane = new LaneWriter(area, OWNER_LANE);
  for (const mark of marks) writeMark(lane, mark, NOW_US);
  const records = new Records();
  new LaneReader(area, OWNER_LANE, 'oldest').read(records);
  return Array.from({ length: records.length }, (_, index) => records.at(index));
}

const NOTHING = { detail: 0, sequence: 0, durationUs: 0, a: 0, b: 0, c: 0 };

describe('a mark', () => {
  it('of a long task is a record with its time and its duration', () => {
    expect(recordsOf({ kind: 'long-task', timeUs: 1000, durationUs: 70_000 })).toEqual([
      { ...NOTHING, kind: TRACE_KINDS['long-task'], timeUs: 1000, durationUs: 70_000 },
    ]);
  });

  it('of a vital is a record of the moment, in thousandths', () => {
    expect(
      recordsOf({ kind: 'vital', name: 'LCP', value: 812.5 }, { kind: 'vital', name: 'CLS', value: 0.0526 }),
    ).toEqual([
      { ...NOTHING, kind: TRACE_KINDS.vital, timeUs: NOW_US, a: TRACE_VITALS.LCP, b: 812_500 },
      { ...NOTHING, kind: TRACE_KINDS.vital, timeUs: NOW_US, a: TRACE_VITALS.CLS, b: 53 },
    ]);
  });

  it('beyond what a record holds is the largest that it holds', () => {
    const [record] = recordsOf({ kind: 'vital', name: 'INP', value: 1e9 });
    expect(record?.b).toBe(0xffff_ffff);
  });

  it.each([
    [null, 'mark.kind must be one of "long-task", "vital"'],
    [{ kind: 'drop' }, 'mark.kind must be one of "long-task", "vital"'],
    [{ kind: 'long-task', durationUs: 1 }, 'mark.timeUs is undefined; it must be a finite number from 0'],
    [
      { kind: 'long-task', timeUs: 1, durationUs: -1 },
      'mark.durationUs is -1; it must be a finite number from 0',
    ],
    [{ kind: 'long-task', timeUs: 1n, durationUs: 1 }, 'mark.timeUs is 1; it must be a finite number from 0'],
    [{ kind: 'vital', name: 'toString', value: 1 }, 'mark.name must be one of "LCP", "INP", "CLS", "TTFB"'],
    [
      { kind: 'vital', name: 'LCP', value: Number.NaN },
      'mark.value is NaN; it must be a finite number from 0',
    ],
  ])('%o is refused with a sentence', (mark, message) => {
    expect(() => recordsOf(mark as TraceMark)).toThrow(new TypeError(message));
  });
});
