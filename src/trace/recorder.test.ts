/** Recordings: from a start to a stop, and of the last seconds. */

import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { LaneWriter } from '../memory/lanes.ts';
import { mirrorArea } from '../memory/trace-area.ts';
import { Recorder, readRecent } from './recorder.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

function write(writer: LaneWriter, first: number, count: number): void {
  for (let n = first; n < first + count; n++) writer.write(3, n * 1000, 1, n);
}

it('keeps everything between start and stop, beyond what a lane holds', () => {
  const area = mirrorArea(16);
  const writer = new LaneWriter(area, 4);
  write(writer, 0, 5);
  const recorder = new Recorder(area);
  for (let turn = 0; turn < 4; turn++) {
    write(writer, 5 + turn * 10, 10);
    vi.advanceTimersByTime(1000);
  }
  expect(recorder.length).toBe(40);
  write(writer, 45, 3);
  const { lanes, lost } = recorder.stop();
  expect(lanes[4]?.length).toBe(43);
  expect(lanes[4]?.sequence(0)).toBe(5);
  expect(lanes[4]?.sequence(42)).toBe(47);
  expect(lost.every((count) => count === 0)).toBe(true);
  expect(vi.getTimerCount()).toBe(0);
});

it('counts what was overwritten between two readings', () => {
  const area = mirrorArea(16);
  const recorder = new Recorder(area);
  write(new LaneWriter(area, 9), 0, 50);
  const { lanes, lost } = recorder.stop();
  expect(lanes[9]?.length).toBe(16);
  expect(lost[9]).toBe(34);
});

it('of the last seconds it takes what is young enough, and promises nothing older', () => {
  const area = mirrorArea(16);
  write(new LaneWriter(area, 0), 0, 50);
  write(new LaneWriter(area, 1), 0, 10);
  const { lanes, lost } = readRecent(area, 40_000);
  expect(lanes.map(({ length }) => length).slice(0, 3)).toEqual([10, 0, 0]);
  expect(lanes[0]?.timeUs(0)).toBe(40_000);
  expect(lost.every((count) => count === 0)).toBe(true);
});
