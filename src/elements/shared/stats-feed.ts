/**
 * The one reader of a pipeline's numbers. Comes in: `pipeline.stats()`, four times a second however many
 * elements look. Goes out: the snapshot, and the means of what came since the one before. Main thread.
 */

import type { Distribution } from '../../terms.ts';
import type { Pipeline, Stats } from '../../types.ts';

/** Milliseconds between two readings. */
export const READING_MS = 250;

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

/** Whether every frame is accounted for. Without numbers nothing is missing. */
export function addsUp(stats: Stats | undefined): boolean {
  return !stats || stats.presented + droppedTotal(stats) + stats.inFlight === stats.delivered;
}

/** Reads one pipeline while somebody listens and it lives. */
export class StatsFeed {
  /** The newest snapshot. */
  stats: Stats;
  /** Readings so far; changes when `stats` does. */
  reading = 0;
  /** Mean frame time since the reading before, in microseconds; `NaN` when no frame came. */
  frameTimeUs = Number.NaN;
  /** Mean latency since the reading before, in microseconds; `NaN` when no frame came. */
  latencyUs = Number.NaN;

  readonly #pipeline: Pipeline;
  readonly #listeners = new Set<() => void>();
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(pipeline: Pipeline) {
    this.#pipeline = pipeline;
    this.stats = pipeline.stats();
  }

  /** Goes up with every fourth reading, so once a second. By then a chart's picture has moved by some pixels. */
  get drawing(): number {
    return this.reading >> 2;
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
    const before = this.stats;
    const after = this.#pipeline.stats();
    this.frameTimeUs = meanBetween(before.frameTimeUs, after.frameTimeUs);
    this.latencyUs = meanBetween(before.latencyUs, after.latencyUs);
    this.stats = after;
    this.reading++;
    if (after.state === 'closed' || after.state === 'failed') this.#rest();
    for (const listener of this.#listeners) listener();
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
