/**
 * Turns the audio thread's notes of a counting word into durations. In: notes in the sound's control block, and this thread's
 * own clock. Out: the histogram of quanta, and records of the trace. The clock's thread.
 *
 * This thread counts the word up in steps of about ten nanoseconds. Its own clock gives the length of a step for each burst.
 * If the system suspends this thread, the word stands still. The clock shows such a gap:
 * - A quantum that began or ended in the gap has no known duration. It is left out.
 * - A quantum that lasted through the whole gap gets the gap added.
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
/** If a look takes longer, this thread was suspended. The browser's clock itself moves in steps of 5 us. */
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

/** Its times are milliseconds of the clock that it is given. */
export class AudioClock {
  readonly #view: AudioView;
  readonly #lane: LaneWriter;
  readonly #now: () => number;
  /** Gaps of the current burst: the step at which this thread was suspended, and for how long. */
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

  /** Counts for so many milliseconds, then evaluates the notes made meanwhile. */
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

  /** Marks in the trace what was counted since the last look. The exact time is not known. */
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
    // Skips notes that were overwritten before they were read. That happens only if one burst has more notes than the ring holds.
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
      // The number of the quantum may be too high by the quanta that came since.
      const quanta = Atomics.load(words, QUANTA) >>> 0;
      this.#lane.write(TRACE_KINDS.quantum, timeMs * 1000, durationMs * 1000, 0, quanta);
    }
    this.#booked = measured;
  }

  /** Total milliseconds of the gaps within the interval. `null` if either end lies in a gap. */
  #gapWithin(begun: number, ended: number): number | null {
    let ms = 0;
    for (const gap of this.#gaps) {
      // The thread stood still somewhere in the steps since the previous look.
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

  /** Adds a duration to the histogram. Nobody else writes it. */
  #record(nanoseconds: number): void {
    const { words, doubles } = this.#view;
    const value = Math.min(0xffff_ffff, Math.round(nanoseconds));
    Atomics.add(words, BUCKETS + bucketOf(value), 1);
    Atomics.add(words, COUNT, 1);
    if (value > Atomics.load(words, MAX) >>> 0) Atomics.store(words, MAX, value);
    doubles[SUM] = (doubles[SUM] as number) + value;
  }
}
