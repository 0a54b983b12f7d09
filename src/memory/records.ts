/**
 * Trace records in memory: eight 32-bit words each. In: words. Out: fields by name. Pure, any thread.
 * `Record` in `wasm/layout` has the layout. `TRACE_KINDS` there says what `a`, `b` and `c` mean for each kind.
 */

import { RECORD, type TRACE_KINDS } from '../generated/layout.ts';

/** Words of a record. */
export const RECORD_WORDS = RECORD.size >> 2;

/** The kind of a record. */
export type RecordKind = keyof typeof TRACE_KINDS;

/** The fields of a record. */
export interface RecordFields {
  kind: number;
  /** 24 bits that depend on the kind. */
  detail: number;
  /** The frame's number, if the record is about a frame. */
  sequence: number;
  /** Microseconds of the pipeline's clock. It begins at `performance.timeOrigin` of the owner. */
  timeUs: number;
  durationUs: number;
  a: number;
  b: number;
  c: number;
}

/** A list of records of one lane, oldest first. It grows by itself. Reading a field allocates nothing. */
export class Records {
  #words: Uint32Array;
  #doubles: Float64Array;
  #length = 0;

  /** @param capacity records that fit before the list must grow. */
  constructor(capacity = 64) {
    this.#words = new Uint32Array(capacity * RECORD_WORDS);
    this.#doubles = new Float64Array(this.#words.buffer);
  }

  /** Makes a list over `words` without a copy. The caller must not use `words` after that. */
  static over(words: Uint32Array): Records {
    const records = new Records(0);
    records.#words = words;
    records.#doubles = new Float64Array(words.buffer, words.byteOffset, words.length >> 1);
    records.#length = words.length / RECORD_WORDS;
    return records;
  }

  /** Number of records. */
  get length(): number {
    return this.#length;
  }

  /** A view of the words of all records. The next change may invalidate it. */
  get words(): Uint32Array {
    return this.#words.subarray(0, this.#length * RECORD_WORDS);
  }

  /** One of `TRACE_KINDS`. */
  kind(index: number): number {
    return (this.#words[index * RECORD_WORDS] as number) & 0xff;
  }

  /** 24 bits that depend on the kind. */
  detail(index: number): number {
    return (this.#words[index * RECORD_WORDS] as number) >>> 8;
  }

  /** The frame's number. */
  sequence(index: number): number {
    return this.#words[index * RECORD_WORDS + (RECORD.sequence >> 2)] as number;
  }

  /** Microseconds of the pipeline's clock. */
  timeUs(index: number): number {
    return this.#doubles[(index * RECORD.size + RECORD.timeUs) >> 3] as number;
  }

  /** Microseconds. */
  durationUs(index: number): number {
    return (this.#words[index * RECORD_WORDS + (RECORD.durationNs >> 2)] as number) / 1000;
  }

  /** The first word whose meaning depends on the kind. */
  a(index: number): number {
    return this.#words[index * RECORD_WORDS + (RECORD.a >> 2)] as number;
  }

  /** The second such word. */
  b(index: number): number {
    return this.#words[index * RECORD_WORDS + (RECORD.b >> 2)] as number;
  }

  /** The third such word. */
  c(index: number): number {
    return this.#words[index * RECORD_WORDS + (RECORD.c >> 2)] as number;
  }

  /** Removes all records. Keeps the memory. */
  clear(): void {
    this.#length = 0;
  }

  /** Adds records from words of the same layout, such as shared memory. `from` and `count` are numbers of records. */
  appendWords(words: Uint32Array, from: number, count: number): void {
    this.#reserve(this.#length + count);
    const end = (from + count) * RECORD_WORDS;
    for (let at = from * RECORD_WORDS, to = this.#length * RECORD_WORDS; at < end; at++, to++) {
      this.#words[to] = words[at] as number;
    }
    this.#length += count;
  }

  /** Adds one record. */
  append(fields: RecordFields): void {
    this.#reserve(this.#length + 1);
    const base = this.#length++;
    this.#words[base * RECORD_WORDS] = ((fields.detail << 8) | fields.kind) >>> 0;
    this.#words[base * RECORD_WORDS + (RECORD.sequence >> 2)] = fields.sequence;
    this.#doubles[(base * RECORD.size + RECORD.timeUs) >> 3] = fields.timeUs;
    this.#words[base * RECORD_WORDS + (RECORD.durationNs >> 2)] = toNanoseconds(fields.durationUs);
    this.#words[base * RECORD_WORDS + (RECORD.a >> 2)] = fields.a;
    this.#words[base * RECORD_WORDS + (RECORD.b >> 2)] = fields.b;
    this.#words[base * RECORD_WORDS + (RECORD.c >> 2)] = fields.c;
  }

  /** Removes `count` records, beginning with the one at `index`. */
  remove(index: number, count: number): void {
    const gone = Math.min(count, this.#length - index);
    if (gone <= 0) return;
    this.#words.copyWithin(index * RECORD_WORDS, (index + gone) * RECORD_WORDS, this.#length * RECORD_WORDS);
    this.#length -= gone;
  }

  /** One record as an object, for code that is not hot. */
  at(index: number): RecordFields {
    return {
      kind: this.kind(index),
      detail: this.detail(index),
      sequence: this.sequence(index),
      timeUs: this.timeUs(index),
      durationUs: this.durationUs(index),
      a: this.a(index),
      b: this.b(index),
      c: this.c(index),
    };
  }

  #reserve(length: number): void {
    if (length * RECORD_WORDS <= this.#words.length) return;
    const words = new Uint32Array(Math.max(length, 2 * this.#length) * RECORD_WORDS);
    words.set(this.words);
    this.#words = words;
    this.#doubles = new Float64Array(words.buffer);
  }
}

/** Converts to whole nanoseconds in 32 bits, as records have them. The limits are 0 and 4.29 s. */
export function toNanoseconds(durationUs: number): number {
  return Math.min(0xffff_ffff, Math.max(0, Math.round(durationUs * 1000)));
}
