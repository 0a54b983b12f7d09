/**
 * How much sound waits in front of the audio thread. Browsers keep what a microphone delivers in a buffer until it is taken,
 * and tell nobody how full it is. In: how much has been delivered and how much taken. Out: milliseconds. Pure.
 *
 * The buffer was empty when the least was ahead: it cannot get emptier, silence is put in for what is missing then. So what
 * is ahead now, less the least so far, waits.
 */

/** Readings that a figure is the median of: two seconds of them. */
const READINGS = 8;

/** See above. */
export class QueueMeter {
  #leastMs = Number.POSITIVE_INFINITY;
  #aheadMs: number[] = [];

  /** The buffer is a new one. */
  restart(): void {
    this.#leastMs = Number.POSITIVE_INFINITY;
    this.#aheadMs = [];
  }

  /** Both since any instant, the same in all readings. */
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
