/**
 * Measures how much sound waits in front of the audio thread. Browsers buffer a microphone's sound until it is taken, and do
 * not tell how full the buffer is. In: how much has been delivered and how much taken. Out: milliseconds. Pure.
 *
 * The lead is delivered sound minus taken sound. At its minimum the buffer was empty: it cannot get emptier, because the
 * browser puts in silence then. So the lead now, minus the least lead so far, is the sound that waits.
 */

/** A figure is the median of this many readings, which is two seconds of them. */
const READINGS = 8;

/** See above. */
export class QueueMeter {
  #leastMs = Number.POSITIVE_INFINITY;
  #aheadMs: number[] = [];

  /** Starts anew with an empty buffer. */
  restart(): void {
    this.#leastMs = Number.POSITIVE_INFINITY;
    this.#aheadMs = [];
  }

  /** Takes a reading. Both count from the same instant in all readings. */
  update(deliveredMs: number, takenMs: number): void {
    const aheadMs = deliveredMs - takenMs;
    this.#leastMs = Math.min(this.#leastMs, aheadMs);
    this.#aheadMs = [...this.#aheadMs.slice(1 - READINGS), aheadMs];
  }

  /** `null` before there are enough readings. */
  get queueMs(): number | null {
    if (this.#aheadMs.length < READINGS) return null;
    const sorted = this.#aheadMs.toSorted((a, b) => a - b);
    return (sorted[READINGS >> 1] as number) - this.#leastMs;
  }
}
