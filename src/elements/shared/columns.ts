/**
 * A minute cut into as many columns as a chart has pixels. In: rows by time. Out: means, worst values and counts per
 * column. Columns stand at whole multiples of their length, so that what was drawn once moves without trembling. Pure.
 */

import { type BusyShares, INTERVAL_US } from './busy-shares.ts';
import type { TimeRing } from './time-ring.ts';

/** Seconds that charts look back. */
export const WINDOW_SECONDS = 60;

/** Lengths that a column may have, in microseconds. All divide a minute, and the last three are intervals of `BusyShares`. */
const STEPS_US = [50_000, 125_000, 250_000, 500_000, 1_000_000];

/** The shortest column that is at least a pixel wide and not shorter than `leastUs`. */
export function columnUs(pixels: number, leastUs = 0): number {
  const fits = (step: number) => step >= leastUs && (WINDOW_SECONDS * 1_000_000) / step <= pixels;
  return STEPS_US.find(fits) ?? 1_000_000;
}

/** What a chart draws: some series of one number per column. Made once per width, then filled again and again. */
export class Columns {
  readonly length: number;
  readonly stepUs: number;
  /** The middle of each column in seconds from now, so at most 0. */
  readonly seconds: Float64Array;
  /** By series, then by column; `NaN` where there is nothing. */
  readonly values: readonly Float64Array[];
  readonly #counts: Uint32Array;
  #startUs = 0;

  /** @param series number of series. */
  constructor(stepUs: number, series: number) {
    this.stepUs = stepUs;
    // One column more than a minute has, because the newest and the oldest are not whole.
    this.length = (WINDOW_SECONDS * 1_000_000) / stepUs + 1;
    this.seconds = new Float64Array(this.length);
    this.values = Array.from({ length: series }, () => new Float64Array(this.length).fill(Number.NaN));
    this.#counts = new Uint32Array(this.length);
  }

  /** Empties all columns and lets them end at `nowUs`. */
  moveTo(nowUs: number): void {
    this.#startUs = (Math.floor(nowUs / this.stepUs) - this.length + 1) * this.stepUs;
    for (let column = 0; column < this.length; column++) {
      this.seconds[column] = (this.#startUs + (column + 0.5) * this.stepUs - nowUs) / 1_000_000;
    }
    for (const values of this.values) values.fill(Number.NaN);
  }

  /** Where the first column begins. */
  get startUs(): number {
    return this.#startUs;
  }

  /** The column of a time; below 0 for what is too old. Hot: allocates nothing. */
  columnOf(timeUs: number): number {
    return Math.floor((timeUs - this.#startUs) / this.stepUs);
  }

  /** The means of a ring's column. */
  mean(series: number, ring: TimeRing, ringColumn: number): void {
    const values = this.values[series] as Float64Array;
    const given = ring.columns[ringColumn] as Float32Array;
    const counts = this.#counts.fill(0);
    let row = ring.row(0);
    for (let left = ring.length; left > 0; left--) {
      const column = this.columnOf(ring.timeUs[row] as number);
      if (column < 0) break;
      if (column < this.length) {
        const count = counts[column] as number;
        values[column] = (count === 0 ? 0 : (values[column] as number)) + (given[row] as number);
        counts[column] = count + 1;
      }
      row = ring.before(row);
    }
    for (let column = 0; column < this.length; column++) {
      if (counts[column]) values[column] = (values[column] as number) / (counts[column] as number);
    }
  }

  /** The largest values of a ring's column, of the rows whose column `only` is not 0. */
  worst(series: number, ring: TimeRing, ringColumn: number, only = -1): void {
    const values = this.values[series] as Float64Array;
    const given = ring.columns[ringColumn] as Float32Array;
    const chosen = ring.columns[only];
    let row = ring.row(0);
    for (let left = ring.length; left > 0; left--) {
      const column = this.columnOf(ring.timeUs[row] as number);
      if (column < 0) break;
      if (column < this.length && chosen?.[row] !== 0) {
        const value = given[row] as number;
        if (!(value <= (values[column] as number))) values[column] = value;
      }
      row = ring.before(row);
    }
  }

  /** How many rows have which code in column 0 of the ring; the series of code 0 is `first`. */
  count(first: number, codes: number, ring: TimeRing): void {
    for (let code = 0; code < codes; code++) (this.values[first + code] as Float64Array).fill(0);
    let row = ring.row(0);
    for (let left = ring.length; left > 0; left--) {
      const column = this.columnOf(ring.timeUs[row] as number);
      if (column < 0) break;
      const values = this.values[first + ring.get(row, 0)];
      if (values && column < this.length) values[column] = (values[column] as number) + 1;
      row = ring.before(row);
    }
  }

  /** Busy shares of one thread, from `sinceUs` on. The newest interval is left out, because it is not whole. */
  busy(series: number, shares: BusyShares, thread: number, sinceUs: number): void {
    const values = this.values[series] as Float64Array;
    const intervals = this.stepUs / INTERVAL_US;
    for (let column = 0; column < this.length - 1; column++) {
      const startUs = this.#startUs + column * this.stepUs;
      if (startUs < sinceUs) continue;
      let sum = 0;
      for (let index = 0; index < intervals; index++) {
        sum += shares.share(thread, Math.round(startUs / INTERVAL_US) + index);
      }
      values[column] = sum / intervals;
    }
  }

  /** The column nearest to a time in seconds from now, so at most 0. */
  nearest(seconds: number): number {
    const first = this.seconds[0] as number;
    const column = Math.round(((seconds - first) * 1_000_000) / this.stepUs);
    return Math.max(0, Math.min(this.length - 1, column));
  }

  /** The newest column in which some series has a value, whole ones first; -1 when all are empty. */
  newest(): number {
    for (let column = this.length - 2; column >= 0; column--) {
      for (const values of this.values) if (!Number.isNaN(values[column])) return column;
    }
    return this.values.some((values) => !Number.isNaN(values[this.length - 1])) ? this.length - 1 : -1;
  }
}

/** The next number above `value` that is pleasant as the top of a scale: 1, 1.5, 2, 3, 4, 5, 6 or 8 times a power of ten. */
export function scaleTop(value: number, floor: number): number {
  const wanted = Math.max(floor, value);
  const power = 10 ** Math.floor(Math.log10(wanted));
  const factor = [1, 1.5, 2, 3, 4, 5, 6, 8, 10].find((step) => step * power >= wanted * 0.9999) ?? 10;
  return factor * power;
}
