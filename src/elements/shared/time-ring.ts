/**
 * Rows of numbers by time, newest first to be read, in a ring of fixed size. In: one row per event. Out: what charts
 * are made of. Pure.
 */

/** A ring of rows; each has a time and some 32-bit floats. Made once, then nothing is allocated. */
export class TimeRing {
  /** Microseconds of the pipeline's clock, by row. */
  readonly timeUs: Float64Array;
  /** By column, then by row. */
  readonly columns: readonly Float32Array[];
  #written = 0;

  /**
   * @param capacity rows that are kept.
   * @param columns numbers per row, beside the time.
   */
  constructor(capacity: number, columns: number) {
    this.timeUs = new Float64Array(capacity);
    this.columns = Array.from({ length: columns }, () => new Float32Array(capacity));
  }

  /** Rows that are there. */
  get length(): number {
    return Math.min(this.#written, this.timeUs.length);
  }

  /** Rows that were ever added. */
  get written(): number {
    return this.#written;
  }

  /** Begins a row in place of the oldest and returns its index; its numbers are 0. Hot: allocates nothing. */
  add(timeUs: number): number {
    const row = this.#written++ % this.timeUs.length;
    this.timeUs[row] = timeUs;
    for (let column = 0; column < this.columns.length; column++) this.set(row, column, 0);
    return row;
  }

  /** The index of the row by age: 0 is the newest. Hot: allocates nothing. */
  row(age: number): number {
    return (this.#written - 1 - age) % this.timeUs.length;
  }

  /** The row that was added before another. Hot: allocates nothing. */
  before(row: number): number {
    return row === 0 ? this.timeUs.length - 1 : row - 1;
  }

  /** One number. Hot: allocates nothing. */
  get(row: number, column: number): number {
    return (this.columns[column] as Float32Array)[row] as number;
  }

  /** Sets one number. Hot: allocates nothing. */
  set(row: number, column: number, value: number): void {
    (this.columns[column] as Float32Array)[row] = value;
  }
}
