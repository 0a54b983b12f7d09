/**
 * The one reader of a pipeline's numbers. Comes in: `pipeline.stats()`, four times a second however many
 * elements look. Goes out: the snapshot and three histories of the last half minute. Main thread.
 */

import type { Distribution, Pipeline, Stats } from '../../types.ts';
import { History } from './history.ts';

/** Milliseconds between two readings. */
export const READING_MS = 250;
/** Seconds that the sparklines look back. */
export const HISTORY_SECONDS = 30;

const READINGS = (HISTORY_SECONDS * 1000) / READING_MS;

/** Mean of what came between two snapshots of one distribution, in its unit; `NaN` when nothing came. */
export function meanBetween(before: Distribution, after: Distribution): number {
  const count = after.count - before.count;
  if (count <= 0) return Number.NaN;
  return Math.max(0, (after.mean * after.count - before.mean * before.count) / count);
}

/** Frames dropped so far, whatever the cause. */
export function droppedTotal(stats: Stats): number {
  return Object.values(stats.dropped).reduce((sum, count) => sum + count, 0);
}

/** Reads one pipeline while somebody listens and it lives. */
export class StatsFeed {
  /** The newest snapshot. */
  stats: Stats;
  /** Readings so far; changes when `stats` does. */
  reading = 0;
  /** Mean frame time of each interval, in microseconds. */
  readonly frameTimeUs = new History(READINGS);
  /** Mean latency of each interval, in microseconds. */
  readonly latencyUs = new History(READINGS);
  /** Frames dropped in each interval. */
  readonly dropped = new History(READINGS);

  readonly #pipeline: Pipeline;
  readonly #listeners = new Set<() => void>();
  #timer: ReturnType<typeof setInterval> | undefined;
  #readAt = performance.now();

  constructor(pipeline: Pipeline) {
    this.#pipeline = pipeline;
    this.stats = pipeline.stats();
  }

  /** Calls `listener` after each reading. Returns how to stop it. */
  listen(listener: () => void): () => void {
    this.#listeners.add(listener);
    this.#timer ??= setInterval(() => this.#read(), READING_MS);
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) this.#rest();
    };
  }

  #rest(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #read(): void {
    const now = performance.now();
    const before = this.stats;
    const after = this.#pipeline.stats();
    // A hidden tab's timer is slowed down: the readings that it missed stay gaps, so that the time axis holds.
    const missed = Math.min(READINGS, Math.round((now - this.#readAt) / READING_MS)) - 1;
    for (let index = 0; index < missed; index++) this.#push(Number.NaN, Number.NaN, Number.NaN);
    this.#push(
      meanBetween(before.frameTimeUs, after.frameTimeUs),
      meanBetween(before.latencyUs, after.latencyUs),
      droppedTotal(after) - droppedTotal(before),
    );
    this.#readAt = now;
    this.stats = after;
    this.reading++;
    if (after.state === 'closed' || after.state === 'failed') this.#rest();
    for (const listener of this.#listeners) listener();
  }

  #push(frameTimeUs: number, latencyUs: number, dropped: number): void {
    this.frameTimeUs.push(frameTimeUs);
    this.latencyUs.push(latencyUs);
    this.dropped.push(dropped);
  }
}

const feeds = new WeakMap<Pipeline, StatsFeed>();

/** The feed of a pipeline: the same one for everybody. */
export function feedOf(pipeline: Pipeline): StatsFeed {
  let feed = feeds.get(pipeline);
  if (!feed) {
    feed = new StatsFeed(pipeline);
    feeds.set(pipeline, feed);
  }
  return feed;
}
