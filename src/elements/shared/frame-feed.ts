/**
 * The one reader of a pipeline's trace for all charts. In: `pipeline.traceReader()`, after each reading of the
 * `StatsFeed`. Out: the last minute as rows by time, and the time that all charts are read at. Main thread.
 */

import { CAPTURE_LANE, PRESENT_LANE, TRACE_KINDS, TRACE_LANES } from '../../generated/layout.ts';
import type { TraceReader } from '../../memory/lanes.ts';
import { Records } from '../../memory/records.ts';
import { isTouched } from '../../trace/frames.ts';
import { isFrameless } from '../../trace/names.ts';
import type { Pipeline } from '../../types.ts';
import { BusyShares, INTERVAL_US } from './busy-shares.ts';
import { WINDOW_SECONDS } from './columns.ts';
import { type SettingMark, settingMarks } from './setting-marks.ts';
import { feedOf } from './stats-feed.ts';
import { TimeRing } from './time-ring.ts';

/** Columns of `FrameFeed.frames`: the stages of the latency in microseconds, their sum, and whether a collection touched it. */
export const FRAME = { copy: 0, wait: 1, kernel: 2, present: 3, latency: 4, touched: 5 } as const;

const WINDOW_US = WINDOW_SECONDS * 1_000_000;
/** A minute of intervals, and some that threads may be late with. */
const INTERVALS = WINDOW_US / INTERVAL_US + 16;
/** A minute at 60 frames per second, and some to spare. */
const FRAME_ROWS = 4096;
/** Frames touched by collections whose latency is kept for percentiles. */
const TOUCHED_ROWS = 512;
/** Records per reading and lane that need no more memory: a burst of 60 Hz after a pause of some seconds. */
const READING_RECORDS = 512;

/** The time that all charts of a pipeline are read at, chosen on any of them by mouse or keyboard. */
export class Cursor {
  /** From now, so at most 0; `null`: nobody reads. */
  seconds: number | null = null;
  readonly #listeners = new Set<() => void>();

  /** Moves it, and tells everybody but nobody twice. */
  move(seconds: number | null): void {
    if (seconds === this.seconds) return;
    this.seconds = seconds;
    for (const listener of this.#listeners) listener();
  }

  /** Returns how to stop it. */
  listen(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

/** Reads one pipeline's trace while somebody listens. */
export class FrameFeed {
  /** Presented frames by arrival; see `FRAME`. */
  readonly frames = new TimeRing(FRAME_ROWS, 6);
  /** Dropped frames; column 0: the code of the cause. */
  readonly drops = new TimeRing(FRAME_ROWS, 1);
  /** Collections that were noticed; column 0: the lane of the thread. */
  readonly collections = new TimeRing(TOUCHED_ROWS, 1);
  /** Published frames; column 0: slots in use at that time. */
  readonly depth = new TimeRing(FRAME_ROWS, 1);
  /** Work of the pool's threads. */
  readonly busy = new BusyShares(INTERVALS);
  /** Frames that a collection touched; column 0: their latency in microseconds. */
  readonly touched = new TimeRing(TOUCHED_ROWS, 1);
  /** See `Cursor`. */
  readonly cursor = new Cursor();
  /** Changes of settings in the last minute, oldest first. */
  marks: readonly SettingMark[] = [];
  /** When it was read last, in microseconds of the pipeline's clock. */
  nowUs = performance.now() * 1000;
  /** When it was read first: nothing is known of the time before the oldest row. */
  readonly sinceUs: number;

  readonly #pipeline: Pipeline;
  readonly #reader: TraceReader;
  readonly #records = Array.from({ length: TRACE_LANES }, () => new Records(READING_RECORDS));
  readonly #missed = new Array<number>(TRACE_LANES).fill(0);
  readonly #listeners = new Set<() => void>();
  /** Of the newest frame's record. */
  #detail = 0;
  #settings = -1;
  #read = 0;
  #rest: (() => void) | undefined;

  constructor(pipeline: Pipeline) {
    this.#pipeline = pipeline;
    // A chart begins with what the trace already has. After that only new records are read.
    const recent = pipeline.recentTrace(WINDOW_SECONDS);
    this.#reader = pipeline.traceReader();
    this.sinceUs = this.nowUs;
    for (const records of recent.lanes) {
      for (let index = 0; index < records.length; index++) {
        this.sinceUs = Math.min(this.sinceUs, records.timeUs(index));
      }
    }
    recent.lanes.forEach((records, lane) => {
      this.#take(records, lane);
    });
    this.#remark();
  }

  /** Whether the trace has ever said anything of a frame. */
  get empty(): boolean {
    return this.#read === 0;
  }

  /** Calls `listener` after each reading. Returns how to stop it. */
  listen(listener: () => void): () => void {
    this.#listeners.add(listener);
    this.#rest ??= feedOf(this.#pipeline).listen(() => this.read());
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size > 0) return;
      this.#rest?.();
      this.#rest = undefined;
    };
  }

  /** Takes in what is new. Allocates nothing unless settings have changed. */
  read(): void {
    this.nowUs = performance.now() * 1000;
    this.#reader.read(this.#records, this.#missed);
    for (let lane = 0; lane < TRACE_LANES; lane++) {
      const records = this.#records[lane] as Records;
      this.#take(records, lane);
      records.clear();
    }
    this.#remark();
    for (const listener of this.#listeners) listener();
  }

  #remark(): void {
    const log = this.#pipeline.settingsLog;
    const version = log.at(-1)?.version ?? 0;
    const oldest = this.marks[0]?.timeUs ?? Number.POSITIVE_INFINITY;
    if (version === this.#settings && oldest >= this.nowUs - WINDOW_US) return;
    this.#settings = version;
    this.marks = settingMarks(log, this.nowUs - WINDOW_US);
  }

  /** Hot: allocates nothing. */
  #take(records: Records, lane: number): void {
    if (isFrameless(lane)) return;
    for (let index = 0; index < records.length; index++) {
      const kind = records.kind(index);
      if (lane < CAPTURE_LANE) {
        if (kind === TRACE_KINDS.kernel)
          this.busy.add(lane, records.timeUs(index), records.durationUs(index));
      } else if (kind === TRACE_KINDS.drop) {
        this.drops.set(this.drops.add(records.timeUs(index)), 0, records.a(index));
        this.#read++;
      } else if (kind === TRACE_KINDS.collection) {
        this.collections.set(this.collections.add(records.timeUs(index)), 0, lane);
      } else if (kind === TRACE_KINDS.copy) {
        this.depth.set(this.depth.add(records.timeUs(index)), 0, records.b(index));
        this.#read++;
      } else if (kind === TRACE_KINDS.frame && lane === PRESENT_LANE) {
        this.#takeFrame(records, index);
      }
    }
  }

  /** Hot: allocates nothing. */
  #takeFrame(records: Records, index: number): void {
    const frames = this.frames;
    const detail = records.detail(index);
    // A collection during a frame is known only when the next frame arrives.
    if (frames.length > 0 && isTouched(this.#detail, detail)) {
      const row = frames.row(0);
      frames.set(row, FRAME.touched, 1);
      const touched = this.touched.add(frames.timeUs[row] as number);
      this.touched.set(touched, 0, frames.get(row, FRAME.latency));
    }
    this.#detail = detail;
    const copy = records.durationUs(index);
    const wait = records.a(index) / 1000;
    const kernel = records.b(index) / 1000;
    const present = records.c(index) / 1000;
    const row = frames.add(records.timeUs(index));
    frames.set(row, FRAME.copy, copy);
    frames.set(row, FRAME.wait, wait);
    frames.set(row, FRAME.kernel, kernel);
    frames.set(row, FRAME.present, present);
    frames.set(row, FRAME.latency, copy + wait + kernel + present);
    this.#read++;
  }
}

const feeds = new WeakMap<Pipeline, FrameFeed>();

/** The feed of a pipeline: the same one for everybody. */
export function frameFeedOf(pipeline: Pipeline): FrameFeed {
  let feed = feeds.get(pipeline);
  if (!feed) {
    feed = new FrameFeed(pipeline);
    feeds.set(pipeline, feed);
  }
  return feed;
}
