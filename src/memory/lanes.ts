/**
 * The lanes of the trace: one ring of records per thread, always on. In: shared memory, or a mirror of it.
 * Out: new records since the last read, and the number of missed ones. Any thread. WASM writes with `wasm/ring/src/trace.rs`.
 * `LaneWriter` does the same for events that only JavaScript knows.
 */

import { LANE, RECORD, TRACE, TRACE_LANES } from '../generated/layout.ts';
import { RECORD_WORDS, type Records, toNanoseconds } from './records.ts';
import type { TraceArea } from './trace-area.ts';

/** Views of one lane. */
class Lane {
  readonly counters: Int32Array;
  readonly words: Uint32Array;
  readonly doubles: Float64Array;
  readonly capacity: number;

  constructor(area: TraceArea, lane: number) {
    this.capacity = area.capacity;
    this.counters = new Int32Array(area.buffer, area.header + TRACE.lanes + lane * LANE.size, LANE.size >> 2);
    const start = area.records + lane * area.capacity * RECORD.size;
    this.words = new Uint32Array(area.buffer, start, area.capacity * RECORD_WORDS);
    this.doubles = new Float64Array(area.buffer, start, (area.capacity * RECORD_WORDS) >> 1);
  }

  count(field: number): number {
    return Atomics.load(this.counters, field >> 2) >>> 0;
  }
}

/** Writes records to one lane. Only one thread may write to a lane. */
export class LaneWriter {
  readonly #lane: Lane;

  constructor(area: TraceArea, lane: number) {
    this.#lane = new Lane(area, lane);
  }

  /** Hot: allocates nothing. */
  write(kind: number, timeUs: number, durationUs: number, sequence = 0, a = 0, b = 0, c = 0): void {
    const { counters, words, doubles, capacity } = this.#lane;
    if (capacity === 0) return;
    const number = Atomics.load(counters, LANE.written >> 2);
    Atomics.store(counters, LANE.begun >> 2, number + 1);
    const record = number & (capacity - 1);
    words[record * RECORD_WORDS] = kind;
    words[record * RECORD_WORDS + (RECORD.sequence >> 2)] = sequence;
    doubles[(record * RECORD.size + RECORD.timeUs) >> 3] = timeUs;
    words[record * RECORD_WORDS + (RECORD.durationNs >> 2)] = toNanoseconds(durationUs);
    words[record * RECORD_WORDS + (RECORD.a >> 2)] = a;
    words[record * RECORD_WORDS + (RECORD.b >> 2)] = b;
    words[record * RECORD_WORDS + (RECORD.c >> 2)] = c;
    Atomics.store(counters, LANE.written >> 2, number + 1);
  }

  /** Copies records from another lane into the same places. `first`: the number of the first one. */
  copy(words: Uint32Array, first: number): void {
    const { counters, capacity } = this.#lane;
    const count = words.length / RECORD_WORDS;
    for (let index = 0; index < count; index++) {
      const record = (first + index) & (capacity - 1);
      const from = index * RECORD_WORDS;
      this.#lane.words.set(words.subarray(from, from + RECORD_WORDS), record * RECORD_WORDS);
    }
    Atomics.store(counters, LANE.begun >> 2, first + count);
    Atomics.store(counters, LANE.written >> 2, first + count);
  }
}

/** Reads one lane and remembers how far it got. A lane can have any number of readers. They do not disturb the writer. */
export class LaneReader {
  #lane: Lane;
  #next: number;

  /** @param from `oldest`: begins with the oldest record that is still there. `now`: begins with the next new record. */
  constructor(area: TraceArea, lane: number, from: 'oldest' | 'now') {
    this.#lane = new Lane(area, lane);
    const written = this.#lane.count(LANE.written);
    const kept = Math.min(written, area.capacity);
    this.#next = from === 'now' ? written : (written - kept) >>> 0;
  }

  /** The number of the record that is read next. */
  get next(): number {
    return this.#next;
  }

  /** From now on reads a copy of the lane. */
  move(area: TraceArea, lane: number): void {
    this.#lane = new Lane(area, lane);
  }

  /** Adds new records to `into`. Returns how many records were overwritten before they could be read. */
  read(into: Records): number {
    const { words, capacity } = this.#lane;
    const from = this.#next;
    const written = this.#lane.count(LANE.written);
    const fresh = (written - from) >>> 0;
    if (fresh === 0) return 0;
    let missed = Math.max(0, fresh - capacity);
    const before = into.length;
    const first = (from + missed) & (capacity - 1);
    const count = fresh - missed;
    const head = Math.min(count, capacity - first);
    into.appendWords(words, first, head);
    into.appendWords(words, 0, count - head);
    // The writer may have overwritten records during the copy. Such records are mixed up, so they are removed.
    const begun = this.#lane.count(LANE.begun);
    const torn = Math.min(count, Math.max(0, ((begun - from - missed) >>> 0) - capacity));
    if (torn > 0) {
      into.remove(before, torn);
      missed += torn;
    }
    this.#next = written;
    return missed;
  }
}

/** Reads all lanes. */
export class TraceReader {
  readonly #lanes: LaneReader[];

  constructor(area: TraceArea, from: 'oldest' | 'now') {
    this.#lanes = Array.from({ length: TRACE_LANES }, (_, lane) => new LaneReader(area, lane, from));
  }

  /** From now on reads a copy of the area. Keeps no reference to the first one. */
  move(area: TraceArea): void {
    for (const [lane, reader] of this.#lanes.entries()) reader.move(area, lane);
  }

  /** Adds new records to `into`, and the number of missed records to `missed`. Both have one entry per lane. */
  read(into: readonly Records[], missed: number[]): void {
    for (let lane = 0; lane < TRACE_LANES; lane++) {
      const lost = (this.#lanes[lane] as LaneReader).read(into[lane] as Records);
      missed[lane] = (missed[lane] ?? 0) + lost;
    }
  }
}
