/** A reader gets each record once and in order. It counts records that it missed, however late it is. */

import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../e2e/support/trace-fixture.ts';
import { LANE, TRACE, TRACE_LANES } from '../generated/layout.ts';
import { LaneReader, LaneWriter, TraceReader } from './lanes.ts';
import { Records } from './records.ts';
import { laneCapacity, mirrorArea } from './trace-area.ts';

const CAPACITY = 16;

function write(writer: LaneWriter, first: number, count: number): void {
  for (let n = first; n < first + count; n++) writer.write(3, n * 10 + 0.5, n / 4, n, n + 1, n + 2, n + 3);
}

const sequences = (records: Records) => Array.from({ length: records.length }, (_, n) => records.sequence(n));
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, n) => from + n);

describe('LaneReader', () => {
  it('gives whole records that were written since its last read', () => {
    const area = mirrorArea(CAPACITY);
    const writer = new LaneWriter(area, 2);
    const reader = new LaneReader(area, 2, 'now');
    const records = new Records();
    expect(reader.read(records)).toBe(0);
    write(writer, 0, 5);
    expect(reader.read(records)).toBe(0);
    write(writer, 5, 3);
    expect(reader.read(records)).toBe(0);
    expect(sequences(records)).toEqual(range(0, 8));
    expect(records.at(6)).toEqual({
      kind: 3,
      detail: 0,
      sequence: 6,
      timeUs: 60.5,
      durationUs: 1.5,
      a: 7,
      b: 8,
      c: 9,
    });
  });

  it('counts overwritten records and gives the rest, however late it is', () => {
    for (let behind = 0; behind < 4 * CAPACITY; behind++) {
      const area = mirrorArea(CAPACITY);
      const writer = new LaneWriter(area, 0);
      write(writer, 0, 5);
      const reader = new LaneReader(area, 0, 'now');
      write(writer, 5, behind);
      const records = new Records();
      const missed = reader.read(records);
      expect(missed).toBe(Math.max(0, behind - CAPACITY));
      expect(sequences(records)).toEqual(range(5 + missed, 5 + behind));
    }
  });

  it('begins with the oldest record that is still there, or with the next one', () => {
    const area = mirrorArea(CAPACITY);
    const writer = new LaneWriter(area, 1);
    write(writer, 0, 40);
    const [oldest, now] = [new Records(), new Records()];
    expect(new LaneReader(area, 1, 'oldest').read(oldest)).toBe(0);
    expect(sequences(oldest)).toEqual(range(24, 40));
    expect(new LaneReader(area, 1, 'now').read(now)).toBe(0);
    expect(now.length).toBe(0);
  });

  it('throws away records that may have been overwritten during the read', () => {
    const area = mirrorArea(CAPACITY);
    const writer = new LaneWriter(area, 0);
    write(writer, 0, CAPACITY);
    // The writer seems to have begun the next record. It lies in the place of the oldest one.
    const counters = new Int32Array(area.buffer, area.header + TRACE.lanes, LANE.size >> 2);
    counters[LANE.begun >> 2] = CAPACITY + 1;
    const records = new Records();
    const reader = new LaneReader(area, 0, 'oldest');
    expect(reader.read(records)).toBe(1);
    expect(sequences(records)).toEqual(range(1, CAPACITY));
    expect(reader.next).toBe(CAPACITY);
  });

  it('goes on when the count of records wraps around', () => {
    const area = mirrorArea(CAPACITY);
    const counters = new Int32Array(area.buffer, area.header + TRACE.lanes, LANE.size >> 2);
    counters[LANE.begun >> 2] = counters[LANE.written >> 2] = -5;
    const writer = new LaneWriter(area, 0);
    const reader = new LaneReader(area, 0, 'now');
    const records = new Records();
    for (let first = 0; first < 12; first += 4) {
      write(writer, first, 4);
      expect(reader.read(records)).toBe(0);
    }
    expect(sequences(records)).toEqual(range(0, 12));
  });

  it('reads or counts every record of a random run', () => {
    const random = seededRandom(5);
    const area = mirrorArea(CAPACITY);
    const writer = new LaneWriter(area, 0);
    const reader = new LaneReader(area, 0, 'now');
    const records = new Records();
    let written = 0;
    let missed = 0;
    for (let turn = 0; turn < 500; turn++) {
      const count = Math.floor(random() * 2.2 * CAPACITY);
      write(writer, written, count);
      written += count;
      missed += reader.read(records);
    }
    expect(records.length + missed).toBe(written);
    const read = sequences(records);
    expect(read.every((value, index) => index === 0 || value > (read[index - 1] as number))).toBe(true);
  });
});

describe('LaneWriter.copy', () => {
  it('puts records into the same places, also around the end', () => {
    const [from, into] = [mirrorArea(CAPACITY), mirrorArea(CAPACITY)];
    const writer = new LaneWriter(from, 3);
    const mirror = new LaneWriter(into, 3);
    const reader = new LaneReader(from, 3, 'now');
    const copy = new LaneReader(into, 3, 'now');
    const all = new Records();
    for (let first = 0; first < 55; first += 11) {
      write(writer, first, 11);
      const fresh = new Records();
      const at = reader.next;
      reader.read(fresh);
      mirror.copy(fresh.words, at);
      expect(copy.read(all)).toBe(0);
    }
    expect(sequences(all)).toEqual(range(0, 55));
  });
});

describe('TraceReader', () => {
  it('keeps lanes apart and adds up missed records', () => {
    const area = mirrorArea(CAPACITY);
    const reader = new TraceReader(area, 'now');
    const lanes = Array.from({ length: TRACE_LANES }, () => new Records());
    const missed: number[] = [];
    for (let turn = 0; turn < 2; turn++) {
      write(new LaneWriter(area, 0), 0, CAPACITY + 2);
      write(new LaneWriter(area, 10), 0, 3);
      reader.read(lanes, missed);
    }
    expect(lanes.map(({ length }) => length)).toEqual([32, 0, 0, 0, 0, 0, 0, 0, 0, 0, 6, 0]);
    expect(missed).toEqual([4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
  });

  it('reads nothing if nothing is recorded', () => {
    const area = mirrorArea(0);
    new LaneWriter(area, 0).write(1, 1, 1);
    const lanes = Array.from({ length: TRACE_LANES }, () => new Records());
    new TraceReader(area, 'oldest').read(lanes, []);
    expect(lanes.every(({ length }) => length === 0)).toBe(true);
  });
});

it('the capacity of a lane is a power of two that holds the wanted seconds', () => {
  expect(laneCapacity(0)).toBe(0);
  for (const seconds of [1, 30, 600]) {
    const capacity = laneCapacity(seconds);
    expect(Math.log2(capacity) % 1).toBe(0);
    expect(capacity).toBeGreaterThanOrEqual(seconds * 2 * 60);
  }
});
