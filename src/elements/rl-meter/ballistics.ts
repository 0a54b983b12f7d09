/** How a meter moves: up at once, down slowly, and where the peak was stays marked for a while. Pure. */

/** Decibels per second by which a bar falls: 20 dB in 1.7 s, as in IEC 60268-18. */
const FALL_DB_PER_S = 20 / 1.7;
/** Milliseconds that the mark of a peak stays. */
const HOLD_MS = 1500;

/** One channel's peak, as it is shown. */
export class PeakBallistics {
  /** The end of the bar, in dB. */
  shown = Number.NEGATIVE_INFINITY;
  /** The mark, in dB. */
  held = Number.NEGATIVE_INFINITY;
  #heldAtMs = 0;
  #lastMs = 0;

  /** A new peak, in dB, or what there was since the last one. Hot: allocates nothing. */
  update(peakDb: number, nowMs: number): void {
    const fall = (Math.max(0, nowMs - this.#lastMs) / 1000) * FALL_DB_PER_S;
    this.#lastMs = nowMs;
    this.shown = Math.max(peakDb, this.shown - fall);
    if (peakDb >= this.held) {
      this.held = peakDb;
      this.#heldAtMs = nowMs;
    } else if (nowMs - this.#heldAtMs > HOLD_MS) {
      this.held = Math.max(this.shown, this.held - fall);
    }
  }
}
