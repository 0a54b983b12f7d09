/** Frames per second. In: readings of counters, several times a second. Out: rates over the last second. Pure. */

/** A rate counts the last second, in milliseconds. */
const WINDOW_MS = 1000;
/** A reading that follows the previous one sooner is not kept. */
const STEP_MS = 30;
/** Fewer frames give no rate. */
const LEAST_FRAMES = 5;
/** If a measured rate differs less from the nominal one, the nominal one is returned. */
const SNAP = 0.03;

/** A counter's readings of the last second. */
class Readings {
  readonly times: number[] = [];
  readonly counts: number[] = [];

  add(timeMs: number, count: number): void {
    const last = this.times.at(-1);
    if (last !== undefined && timeMs - last < STEP_MS) return;
    this.times.push(timeMs);
    this.counts.push(count);
  }

  /** Forgets readings that are older than the window, except the newest of them. */
  forget(nowMs: number): void {
    while (this.times.length > 2 && nowMs - (this.times[1] as number) >= WINDOW_MS) {
      this.times.shift();
      this.counts.shift();
    }
  }
}

/** How much a counter grew in the last second. */
export class Rate {
  readonly #readings = new Readings();

  /** Takes a reading. Must be called several times a second. Returns counts per second. */
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

/** How many frames arrive per second. */
export class ArrivalRate {
  readonly #readings = new Readings();

  /** Takes the newest frame's number and its arrival in milliseconds. */
  update(number: number, arrivedMs: number): void {
    if (number >= 0 && arrivedMs > (this.#readings.times.at(-1) ?? 0)) this.#readings.add(arrivedMs, number);
    this.#readings.forget(arrivedMs);
  }

  /** @param nominal the rate that the source names, or 0. It is returned until enough frames have arrived. */
  read(nowMs: number, nominal: number): number {
    const { times, counts } = this.#readings;
    const frames = (counts.at(-1) ?? 0) - (counts[0] ?? 0);
    if (frames < LEAST_FRAMES) return nominal;
    const spanMs = (times.at(-1) as number) - (times[0] as number);
    const intervalMs = spanMs / frames;
    // If no more frames arrive, the rate falls.
    const overdueMs = Math.max(0, nowMs - (times.at(-1) as number) - 2 * intervalMs);
    const rate = (frames * 1000) / (spanMs + overdueMs);
    if (nominal > 0 && Math.abs(rate / nominal - 1) < SNAP) return nominal;
    return Math.round(rate * 10) / 10;
  }
}
