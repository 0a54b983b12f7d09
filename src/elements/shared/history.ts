/**
 * The last readings of one figure, oldest first, in a ring of fixed size. Comes in: one number per reading.
 * Goes out: what a sparkline draws. Pure.
 */

/** A ring of numbers; `NaN` where there was no reading. */
export class History {
  readonly #values: Float64Array;
  #next = 0;

  /** @param length readings that are kept. */
  constructor(length: number) {
    this.#values = new Float64Array(length).fill(Number.NaN);
  }

  /** Readings that are kept. */
  get length(): number {
    return this.#values.length;
  }

  /** Adds the newest reading in place of the oldest. */
  push(value: number): void {
    this.#values[this.#next] = value;
    this.#next = (this.#next + 1) % this.#values.length;
  }

  /** A reading by age: 0 is the oldest, `length - 1` the newest. */
  at(index: number): number {
    return this.#values[(this.#next + index) % this.#values.length] ?? Number.NaN;
  }

  /** The newest reading. */
  get last(): number {
    return this.at(this.length - 1);
  }

  /** The largest reading; `NaN` when there is none. */
  get peak(): number {
    let peak = Number.NaN;
    for (const value of this.#values) {
      if (!(value <= peak) && !Number.isNaN(value)) peak = value;
    }
    return peak;
  }
}
