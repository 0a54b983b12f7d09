/**
 * Measures how long the audio thread works on a quantum. In: the audio thread's notes in the sound's control block, and this
 * thread's own clock. Out: the histogram of quanta, and records of the trace. The clock's thread.
 *
 * This thread counts a word up in bursts, in steps of about ten nanoseconds. The audio thread notes the word before and after a
 * quantum. After each burst this thread's own clock gives the length of a step.
 * If the system suspends this thread, the word stands still. The clock shows such a gap:
 * - If a quantum began or ended in the gap, nobody knows its duration. It is left out.
 * - If a quantum lasted through the whole gap, the gap is added to its duration.
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
/** If more time passes between two looks, this thread was suspended. The browser's clock itself moves in steps of 5 us. */
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

/** See above. All its times are milliseconds of the clock `now`. */
export class AudioClock {
  readonly #view: AudioView;
  readonly #lane: LaneWriter;
  readonly #now: () => number;
  /** Gaps of the current burst: the last step before the look that found it, and the time since the look before. */
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

  /** Marks in the trace the glitches and collections since the last call. Their exact time is not known. */
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
    // Skips notes that were overwritten, and the one that may be overwritten now. A burst rarely has so many notes.
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

  /** Total milliseconds of the gaps between two steps. `null` if either step lies in a gap. */
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
