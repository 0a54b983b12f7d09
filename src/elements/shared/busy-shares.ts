/**
 * How busy each pool thread was, in intervals of fixed length. In: spans of work. Out: shares of one core. Pure.
 */

import { MAX_THREADS } from '../../generated/layout.ts';

/** Microseconds of an interval. */
export const INTERVAL_US = 250_000;

/** A ring of intervals, each with the microseconds that every thread was busy. */
export class BusyShares {
  readonly #busyUs: Float32Array;
  /** The number of the interval that a place holds. */
  readonly #held: Float64Array;
  readonly #places: number;

  /** @param places intervals that are kept. */
  constructor(places: number) {
    this.#places = places;
    this.#busyUs = new Float32Array(places * MAX_THREADS);
    this.#held = new Float64Array(places).fill(-1);
  }

  /** A thread worked for a while. Hot: allocates nothing. */
  add(thread: number, startUs: number, durationUs: number): void {
    const endUs = startUs + durationUs;
    let fromUs = startUs;
    // A stripe may lie across the border between two intervals.
    for (let interval = Math.floor(startUs / INTERVAL_US); fromUs < endUs; interval++) {
      const untilUs = Math.min(endUs, (interval + 1) * INTERVAL_US);
      const base = this.#claim(interval);
      if (base >= 0) this.#busyUs[base + thread] = (this.#busyUs[base + thread] as number) + untilUs - fromUs;
      fromUs = untilUs;
    }
  }

  /** The share of one interval, 0 to 1, in which a thread was busy. Hot: allocates nothing. */
  share(thread: number, interval: number): number {
    const place = interval % this.#places;
    if (this.#held[place] !== interval) return 0;
    return Math.min(1, (this.#busyUs[place * MAX_THREADS + thread] as number) / INTERVAL_US);
  }

  /** The share of the last `intervals` whole intervals before `nowUs`. */
  recent(thread: number, nowUs: number, intervals: number): number {
    const present = Math.floor(nowUs / INTERVAL_US);
    let sum = 0;
    for (let age = 1; age <= intervals; age++) sum += this.share(thread, present - age);
    return sum / intervals;
  }

  /** First word of an interval's place, emptied if it held an older one; -1 when a newer one has it. */
  #claim(interval: number): number {
    const place = interval % this.#places;
    const held = this.#held[place] as number;
    if (held > interval) return -1;
    const base = place * MAX_THREADS;
    if (held < interval) {
      this.#held[place] = interval;
      for (let thread = 0; thread < MAX_THREADS; thread++) this.#busyUs[base + thread] = 0;
    }
    return base;
  }
}
