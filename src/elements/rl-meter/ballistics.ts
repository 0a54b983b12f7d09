/** The movement of a meter: it rises at once and falls slowly. A mark stays at the peak for a while. Pure. */

/** A bar falls by 20 dB in 1.7 s, as in IEC 60268-18. */
const FALL_DB_PER_S = 20 / 1.7;
/** The mark stays for so many milliseconds. */
const HOLD_MS = 1500;

/** The bar and the mark of one channel. */
export class PeakBallistics {
  /** The end of the bar, in dB. */
  shown = Number.NEGATIVE_INFINITY;
  /** The mark, in dB. */
  held = Number.NEGATIVE_INFINITY;
  #heldAtMs = 0;
  #lastMs = 0;

  /** Takes the peak of the newest reading, in dB. Hot: allocates nothing. */
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
