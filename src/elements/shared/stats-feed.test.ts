/** One reader per pipeline: what it reads, when, and what it makes of it. */

import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Distribution, DropCause } from '../../terms.ts';
import type { Pipeline, Stats } from '../../types.ts';
import { addsUp, droppedTotal, feedOf, meanBetween, READING_MS } from './stats-feed.ts';

const distribution = (count: number, mean: number): Distribution => ({
  count,
  mean,
  p50: mean,
  p95: mean,
  p99: mean,
  max: mean,
});

/** A pipeline that answers with whatever `now` holds, and counts how often it is asked. */
function fakePipeline() {
  const now = { state: 'running', frames: 0, meanUs: 0, superseded: 0 };
  const stats = vi.fn(
    () =>
      ({
        state: now.state,
        frameTimeUs: distribution(now.frames, now.meanUs),
        latencyUs: distribution(now.frames, 2 * now.meanUs),
        dropped: { superseded: now.superseded, 'ring-full': 1 } as Record<DropCause, number>,
      }) as Stats,
  );
  return { now, stats, pipeline: { stats } as unknown as Pipeline };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it('takes the mean of what came between two snapshots', () => {
  expect(meanBetween(distribution(2, 10), distribution(4, 15))).toBe(20);
  expect(meanBetween(distribution(0, 0), distribution(3, 7))).toBe(7);
  expect(meanBetween(distribution(4, 15), distribution(4, 15))).toBeNaN();
});

it('adds up the drops of all causes', () => {
  const { now, stats } = fakePipeline();
  now.superseded = 4;
  expect(droppedTotal(stats())).toBe(5);
});

it('says whether every frame is accounted for', () => {
  const stats = { ...fakePipeline().stats(), presented: 7, inFlight: 2, delivered: 10 };
  expect(addsUp(stats)).toBe(true);
  expect(addsUp({ ...stats, delivered: 11 })).toBe(false);
  expect(addsUp(undefined)).toBe(true);
});

it('reads once per interval, however many listen, and not at all when nobody does', () => {
  const { stats, pipeline } = fakePipeline();
  const feed = feedOf(pipeline);
  expect(feedOf(pipeline)).toBe(feed);
  const heard = [0, 0];
  const stops = [feed.listen(() => heard[0]!++), feed.listen(() => heard[1]!++)];
  stats.mockClear();
  vi.advanceTimersByTime(4 * READING_MS);
  expect(stats).toHaveBeenCalledTimes(4);
  expect(heard).toEqual([4, 4]);
  for (const stop of stops) stop();
  vi.advanceTimersByTime(4 * READING_MS);
  expect(stats).toHaveBeenCalledTimes(4);
});

it('has the means of each interval', () => {
  const { now, pipeline } = fakePipeline();
  const feed = feedOf(pipeline);
  feed.listen(() => {});
  Object.assign(now, { frames: 10, meanUs: 100 });
  vi.advanceTimersByTime(READING_MS);
  expect([feed.frameTimeUs, feed.latencyUs]).toEqual([100, 200]);
  Object.assign(now, { frames: 20, meanUs: 200 });
  vi.advanceTimersByTime(READING_MS);
  expect([feed.frameTimeUs, feed.latencyUs]).toEqual([300, 600]);
  vi.advanceTimersByTime(READING_MS);
  expect(feed.frameTimeUs).toBeNaN();
});

it('reads a closed pipeline one last time', () => {
  const { now, stats, pipeline } = fakePipeline();
  const feed = feedOf(pipeline);
  feed.listen(() => {});
  now.state = 'closed';
  stats.mockClear();
  vi.advanceTimersByTime(4 * READING_MS);
  expect(stats).toHaveBeenCalledTimes(1);
  expect(feed.stats.state).toBe('closed');
});
