/** One reader of the trace for all charts: what it makes of records. */

import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import {
  CAPTURE_LANE,
  DROP_CAUSES,
  OWNER_LANE,
  PRESENT_LANE,
  TRACE_KINDS,
  TRACE_LANES,
} from '../../generated/layout.ts';
import { LaneWriter, TraceReader } from '../../memory/lanes.ts';
import { Records } from '../../memory/records.ts';
import { mirrorArea } from '../../memory/trace-area.ts';
import type { TraceSettings } from '../../trace/trace.ts';
import type { Pipeline } from '../../types.ts';
import { BusyShares } from './busy-shares.ts';
import { FRAME, FrameFeed, frameFeedOf } from './frame-feed.ts';
import { READING_MS } from './stats-feed.ts';

const NOW_US = 50_000_000;

const settings = (version: number, timeUs: number, simd: boolean): TraceSettings => ({
  version,
  timeUs,
  simd,
  threads: 1,
  filters: [],
});

/** A pipeline with lanes that the test writes; `before` is in them before the feed looks. */
function tracedPipeline(before: (write: Writers) => void = () => {}) {
  const area = mirrorArea(256);
  const writers = Array.from({ length: TRACE_LANES }, (_, lane) => new LaneWriter(area, lane));
  const log = [settings(2, 0, true)];
  before(writers);
  const stats = () => ({ frameTimeUs: { count: 0 }, latencyUs: { count: 0 }, state: 'running' });
  const pipeline = {
    stats,
    settingsLog: log,
    traceReader: () => new TraceReader(area, 'now'),
    recentTrace() {
      const lanes = Array.from({ length: TRACE_LANES }, () => new Records());
      new TraceReader(area, 'oldest').read(lanes, []);
      return { lanes };
    },
  } as unknown as Pipeline;
  return { writers, log, pipeline };
}
type Writers = LaneWriter[];

/** A frame whose stages are 100, 200, 300 and 400 microseconds. `detail` is in the upper bits of the kind. */
function frame(writers: Writers, sequence: number, epoch = 0): void {
  const kind = (epoch << 20) | (epoch << 8) | TRACE_KINDS.frame;
  writers[PRESENT_LANE]?.write(kind, NOW_US + sequence * 16_667, 100, sequence, 200_000, 300_000, 400_000);
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(performance, 'now').mockReturnValue(NOW_US / 1000 + 1000);
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

it('has one row per presented frame, whose stages add up to its latency', () => {
  const { writers, pipeline } = tracedPipeline();
  const feed = new FrameFeed(pipeline);
  expect(feed.empty).toBe(true);
  frame(writers, 0);
  frame(writers, 1);
  feed.read();
  expect(feed.frames.length).toBe(2);
  const row = feed.frames.row(0);
  expect(feed.frames.timeUs[row]).toBe(NOW_US + 16_667);
  const values = Object.values(FRAME).map((column) => feed.frames.get(row, column));
  expect(values).toEqual([100, 200, 300, 400, 1000, 0]);
  expect(feed.empty).toBe(false);
});

it('begins with what the pipeline remembers, and reads nothing twice', () => {
  const { writers, pipeline } = tracedPipeline((writers) => frame(writers, 0));
  const feed = new FrameFeed(pipeline);
  expect(feed.frames.length).toBe(1);
  expect(feed.sinceUs).toBe(NOW_US);
  frame(writers, 1);
  feed.read();
  feed.read();
  expect(feed.frames.length).toBe(2);
});

it('knows which frames a collection touched when the next one has come', () => {
  const { writers, pipeline } = tracedPipeline();
  const feed = new FrameFeed(pipeline);
  frame(writers, 0);
  frame(writers, 1);
  feed.read();
  frame(writers, 2, 1);
  frame(writers, 3, 1);
  feed.read();
  const touched = [3, 2, 1, 0].map((age) => feed.frames.get(feed.frames.row(age), FRAME.touched));
  expect(touched).toEqual([0, 1, 0, 0]);
  expect(feed.touched.length).toBe(1);
  expect(feed.touched.get(0, 0)).toBe(1000);
});

it('keeps drops with their cause, collections with their thread, and slots in use', () => {
  const { writers, pipeline } = tracedPipeline();
  const feed = new FrameFeed(pipeline);
  writers[CAPTURE_LANE]?.write(TRACE_KINDS.drop, NOW_US, 0, 7, DROP_CAUSES['ring-full']);
  writers[PRESENT_LANE]?.write(TRACE_KINDS.drop, NOW_US, 0, 8, DROP_CAUSES['sink-failed']);
  writers[PRESENT_LANE]?.write(TRACE_KINDS.collection, NOW_US, 0);
  writers[CAPTURE_LANE]?.write(TRACE_KINDS.copy, NOW_US, 50, 9, 2, 3);
  feed.read();
  expect([0, 1].map((age) => feed.drops.get(feed.drops.row(age), 0))).toEqual([5, 0]);
  expect(feed.collections.get(0, 0)).toBe(PRESENT_LANE);
  expect(feed.depth.get(0, 0)).toBe(3);
});

it('adds up the work of each pool thread', () => {
  const { writers, pipeline } = tracedPipeline();
  const feed = new FrameFeed(pipeline);
  writers[1]?.write(TRACE_KINDS.wait, NOW_US, 900, 0, 0);
  writers[1]?.write(TRACE_KINDS.kernel, NOW_US, 25_000, 0, 0, 8);
  feed.read();
  expect(feed.busy).toBeInstanceOf(BusyShares);
  expect(feed.busy.share(1, NOW_US / 250_000)).toBeCloseTo(0.1);
  expect(feed.busy.share(0, NOW_US / 250_000)).toBe(0);
});

it('marks changes of settings, not how they began', () => {
  const { log, pipeline } = tracedPipeline();
  const feed = new FrameFeed(pipeline);
  expect(feed.marks).toEqual([]);
  log.push(settings(4, NOW_US, false));
  feed.read();
  expect(feed.marks).toEqual([{ timeUs: NOW_US, label: 'SIMD off' }]);
  const { marks } = feed;
  feed.read();
  expect(feed.marks).toBe(marks);
});

it('does not take what the page itself wrote for frames', () => {
  const { writers, pipeline } = tracedPipeline();
  const feed = new FrameFeed(pipeline);
  writers[OWNER_LANE]?.write(TRACE_KINDS.display, NOW_US, 0, 0, 1);
  feed.read();
  expect(feed.empty).toBe(true);
});

it('reads with the numbers, once for everybody, and rests when nobody listens', () => {
  const { writers, pipeline } = tracedPipeline();
  const feed = frameFeedOf(pipeline);
  expect(frameFeedOf(pipeline)).toBe(feed);
  const heard = vi.fn();
  const stops = [feed.listen(heard), feed.listen(heard)];
  frame(writers, 0);
  vi.advanceTimersByTime(READING_MS);
  expect([feed.frames.length, heard.mock.calls.length]).toEqual([1, 1]);
  for (const stop of stops) stop();
  vi.advanceTimersByTime(4 * READING_MS);
  expect(heard).toHaveBeenCalledTimes(1);
});

it('tells everybody where the cursor is, once', () => {
  const feed = new FrameFeed(tracedPipeline().pipeline);
  const heard = vi.fn();
  feed.cursor.listen(heard);
  feed.cursor.move(-3);
  feed.cursor.move(-3);
  feed.cursor.move(null);
  expect(heard).toHaveBeenCalledTimes(2);
});
