/**
 * Makes durations of what the audio thread notes of a counting word. In: notes in the sound's control block, this thread's own
 * clock. Out: the histogram of quanta, records of the trace. The clock's thread.
 *
 * The word is counted up in steps of some ten nanoseconds; how long a step is comes from this thread's clock, burst by burst.
 * Where the system puts this thread aside the word stands still. The clock tells, and then:
 * - a quantum that began or ended in such a gap has no known duration, and is left out;
 * - one that lasted all through it gets the gap added.
 */

import type { AudioView } from '../src/audio/memory.ts';
import {
  AUDIO_CLOCK,
  AUDIO_CLOCK_QUANTA,
  AUDIO_CONTROL,
  HISTOGRAM,
  TRACE_KINDS,
} from '../src/generated/layout.ts';
import type { LaneWriter } from '../src/memory/lanes.ts';
import { bucketOf } from '../src/memory/stats.ts';

/** Steps between two looks at the clock. */
const STEPS = 32;
/** A look that takes longer means that this thread was put aside: the browser's clock itself moves in steps of 5 us. */
const GAP_MS = 0.025;

const TICK = (AUDIO_CONTROL.clock + AUDIO_CLOCK.tick) >> 2;
const MEASURED = (AUDIO_CONTROL.clock + AUDIO_CLOCK.measured) >> 2;
const TICKS = (AUDIO_CONTROL.clock + AUDIO_CLOCK.ticks) >> 2;
const COLLECTIONS = (AUDIO_CONTROL.clock + AUDIO_CLOCK.collections) >> 2;
const GLITCHES = AUDIO_CONTROL.glitches >> 2;
const QUANTA = AUDIO_CONTROL.quanta >> 2;
const BUCKETS = (AUDIO_CONTROL.quantum + HISTOGRAM.buckets) >> 2;
const COUNT = (AUDIO_CONTROL.quantum + HISTOGRAM.count) >> 2;
const MAX = (AUDIO_CONTROL.quantum + HISTOGRAM.max) >> 2;
const SUM = (AUDIO_CONTROL.quantum + HISTOGRAM.sum) >> 3;

/** Times in milliseconds, of the clock that it is given. */
export class AudioClock {
  readonly #view: AudioView;
  readonly #lane: LaneWriter;
  readonly #now: () => number;
  /** Step at which this thread was put aside, and for how long; in the burst at hand. */
  #gaps: { step: number; ms: number }[] = [];
  #booked = 0;
  #glitches = 0;
  #collections = 0;

  constructor(view: AudioView, lane: LaneWriter, now: () => number) {
    this.#view = view;
    this.#lane = lane;
    this.#now = now;
    this.#booked = Atomics.load(view.words, MEASURED);
  }

  /** Counts for so long, then books what was noted meanwhile. */
  burst(milliseconds: number): void {
    const { words } = this.#view;
    this.#gaps = [];
    let step = 0;
    let gapsMs = 0;
    const beginMs = this.#now();
    let lastMs = beginMs;
    while (lastMs - beginMs < milliseconds) {
      for (let count = 0; count < STEPS; count++) Atomics.store(words, TICK, ++step);
      const nowMs = this.#now();
      if (nowMs - lastMs > GAP_MS) {
        this.#gaps.push({ step, ms: nowMs - lastMs });
        gapsMs += nowMs - lastMs;
      }
      lastMs = nowMs;
    }
    Atomics.store(words, TICK, 0);
    this.#book(beginMs, (lastMs - beginMs - gapsMs) / step);
  }

  /** Marks in the trace what was counted since the last look: when exactly is not known. */
  watch(): void {
    const { words } = this.#view;
    const glitches = Atomics.load(words, GLITCHES);
    const collections = Atomics.load(words, COLLECTIONS);
    const nowUs = this.#now() * 1000;
    if (glitches !== this.#glitches) {
      this.#lane.write(TRACE_KINDS.glitch, nowUs, 0, 0, glitches - this.#glitches);
    }
    if (collections !== this.#collections) this.#lane.write(TRACE_KINDS.collection, nowUs, 0);
    this.#glitches = glitches;
    this.#collections = collections;
  }

  #book(beginMs: number, msPerStep: number): void {
    const { words } = this.#view;
    const measured = Atomics.load(words, MEASURED);
    // Notes that were overwritten before they could be read: only if more than a ring of them came in one burst.
    const first = Math.max(this.#booked, measured - AUDIO_CLOCK_QUANTA + 1);
    for (let note = first; note < measured; note++) {
      const at = TICKS + 2 * (note & (AUDIO_CLOCK_QUANTA - 1));
      const begun = Atomics.load(words, at);
      const ended = Atomics.load(words, at + 1);
      const gapMs = this.#gapWithin(begun, ended);
      if (ended < begun || gapMs === null) continue;
      const durationMs = (ended - begun) * msPerStep + gapMs;
      this.#record(durationMs * 1e6);
      const timeMs = beginMs + begun * msPerStep + this.#gapBefore(begun);
      // Which quantum it was is known to within those that came since.
      const quanta = Atomics.load(words, QUANTA) >>> 0;
      this.#lane.write(TRACE_KINDS.quantum, timeMs * 1000, durationMs * 1000, 0, quanta);
    }
    this.#booked = measured;
  }

  /** Milliseconds of the gaps that lie within; `null` if one end lies in a gap. */
  #gapWithin(begun: number, ended: number): number | null {
    let ms = 0;
    for (const gap of this.#gaps) {
      // The thread stood still somewhere in the steps since the look before.
      const from = gap.step - STEPS;
      const touches = (step: number) => step >= from && step <= gap.step;
      if (touches(begun) || touches(ended)) return null;
      if (begun < from && ended > gap.step) ms += gap.ms;
    }
    return ms;
  }

  #gapBefore(step: number): number {
    return this.#gaps.reduce((sum, gap) => (gap.step < step ? sum + gap.ms : sum), 0);
  }

  /** Nobody else writes this histogram. */
  #record(nanoseconds: number): void {
    const { words, doubles } = this.#view;
    const value = Math.min(0xffff_ffff, Math.round(nanoseconds));
    Atomics.add(words, BUCKETS + bucketOf(value), 1);
    Atomics.add(words, COUNT, 1);
    if (value > Atomics.load(words, MAX) >>> 0) Atomics.store(words, MAX, value);
    doubles[SUM] = (doubles[SUM] as number) + value;
  }
}
