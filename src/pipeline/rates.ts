/** Frames per second, from readings of counters some times a second. Pure. */

/** What a rate is taken over, in milliseconds. */
const WINDOW_MS = 1000;
/** Readings that lie closer together are not kept. */
const STEP_MS = 30;
/** A rate from fewer frames than these is not told. */
const LEAST_FRAMES = 5;
/** A measured rate that is as near as this to the nominal one is the nominal one. */
const SNAP = 0.03;

/** Readings of a counter of the last second. */
class Readings {
  readonly times: number[] = [];
  readonly counts: number[] = [];

  add(timeMs: number, count: number): void {
    const last = this.times.at(-1);
    if (last !== undefined && timeMs - last < STEP_MS) return;
    this.times.push(timeMs);
    this.counts.push(count);
  }

  /** Forgets what is older than the window, but for one reading. */
  forget(nowMs: number): void {
    while (this.times.length > 2 && nowMs - (this.times[1] as number) >= WINDOW_MS) {
      this.times.shift();
      this.counts.shift();
    }
  }
}

/** What a counter gained in the last second, whenever it is read. */
export class Rate {
  readonly #readings = new Readings();

  /** To be called some times a second, and with each reading. Returns counts per second. */
  update(nowMs: number, count: number): number {
    // The first second begins with the first count.
    if (count === 0) return 0;
    this.#readings.add(nowMs, count);
    this.#readings.forget(nowMs);
    const [time = nowMs] = this.#readings.times;
    const [before = count] = this.#readings.counts;
    return nowMs > time ? ((count - before) * 1000) / (nowMs - time) : 0;
  }
}

/** How many frames per second arrive now. */
export class ArrivalRate {
  readonly #readings = new Readings();

  /** The newest frame's number, and when it arrived, in milliseconds. */
  update(number: number, arrivedMs: number): void {
    if (number >= 0 && arrivedMs > (this.#readings.times.at(-1) ?? 0)) this.#readings.add(arrivedMs, number);
    this.#readings.forget(arrivedMs);
  }

  /** @param nominal frames per second that the source names; 0: none. It counts until enough frames have come. */
  read(nowMs: number, nominal: number): number {
    const { times, counts } = this.#readings;
    const frames = (counts.at(-1) ?? 0) - (counts[0] ?? 0);
    if (frames < LEAST_FRAMES) return nominal;
    const spanMs = (times.at(-1) as number) - (times[0] as number);
    const intervalMs = spanMs / frames;
    // Where no more frames come the rate falls.
    const overdueMs = Math.max(0, nowMs - (times.at(-1) as number) - 2 * intervalMs);
    const rate = (frames * 1000) / (spanMs + overdueMs);
    if (nominal > 0 && Math.abs(rate / nominal - 1) < SNAP) return nominal;
    return Math.round(rate * 10) / 10;
  }
}
