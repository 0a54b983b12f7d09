/** Rates cover the last second, whenever they are read. */

import { describe, expect, it } from 'vitest';
import { ArrivalRate, Rate } from './rates.ts';

/** The pipeline looks every 40 ms. */
const LOOK_MS = 40;

describe('Rate', () => {
  /** Looks until `untilMs` at a counter that grows steadily by `perSecond`. */
  function steady(perSecond: number, untilMs: number, rate = new Rate()): Rate {
    for (let ms = 0; ms <= untilMs; ms += LOOK_MS) rate.update(ms, Math.floor((ms * perSecond) / 1000));
    return rate;
  }

  it('is the growth of the counter per second', () => {
    const rate = steady(60, 3000);
    expect(rate.update(3000, 180)).toBeCloseTo(60, -0.5);
  });

  it('says the same in two readings within 15 ms', () => {
    const rate = steady(60, 3000);
    const first = rate.update(3010, 180);
    const second = rate.update(3025, 181);
    for (const value of [first, second]) {
      expect(value).toBeGreaterThan(57);
      expect(value).toBeLessThan(63);
    }
  });

  it('does not depend on how often it is read', () => {
    const read = steady(30, 2000);
    for (let ms = 2000; ms < 2030; ms++) read.update(ms, 60);
    expect(read.update(2040, 61)).toBeCloseTo(steady(30, 2000).update(2040, 61), 6);
  });

  it('falls to nothing within a second after the counter has stopped', () => {
    const rate = steady(60, 2000);
    let last = 0;
    for (let ms = 2000; ms <= 2000 + 1000 + 2 * LOOK_MS; ms += LOOK_MS) last = rate.update(ms, 120);
    expect(last).toBe(0);
  });

  it('is 0 before the first count, which begins the first second', () => {
    const rate = new Rate();
    for (let ms = 0; ms < 5000; ms += LOOK_MS) expect(rate.update(ms, 0)).toBe(0);
    // The time before the first count does not count.
    rate.update(5000, 1);
    for (let ms = 5040; ms <= 5400; ms += LOOK_MS) rate.update(ms, 1 + (ms - 5000) / 20);
    expect(rate.update(5400, 21)).toBeCloseTo(50, 6);
  });

  it('includes counts from a time without looks', () => {
    const rate = steady(60, 1000);
    // The page was blocked for two seconds.
    expect(rate.update(3000, 180)).toBeCloseTo(60, -0.5);
  });
});

describe('ArrivalRate', () => {
  /** Frames that arrive at a rate, and the looks that see them. `run` goes on where the last one ended. */
  class Arrivals {
    readonly rate = new ArrivalRate();
    ms = 0;
    #next = 0;
    #frame = -1;

    run(perSecond: number, forMs: number): this {
      const until = this.ms + forMs;
      for (; this.ms < until; this.ms += LOOK_MS) {
        let newest = -1;
        while (perSecond > 0 && this.#next <= this.ms) {
          newest = this.#next;
          this.#frame++;
          this.#next += 1000 / perSecond;
        }
        if (newest >= 0) this.rate.update(this.#frame, newest + 1);
      }
      return this;
    }

    read(nominal: number): number {
      return this.rate.read(this.ms, nominal);
    }
  }

  it('is the nominal rate until enough frames have come', () => {
    expect(new ArrivalRate().read(0, 24)).toBe(24);
    expect(new Arrivals().run(30, 80).read(24)).toBe(24);
    expect(new ArrivalRate().read(0, 0)).toBe(0);
  });

  it.each([15, 30, 60])('is the rate of arriving frames: %i', (perSecond) => {
    expect(new Arrivals().run(perSecond, 3000).read(0)).toBeCloseTo(perSecond, -0.3);
  });

  it('is the nominal rate if the measured one is within 3 percent', () => {
    expect(new Arrivals().run(29.5, 3000).read(30)).toBe(30);
    expect(new Arrivals().run(30.5, 3000).read(30)).toBe(30);
    expect(new Arrivals().run(28, 3000).read(30)).toBeCloseTo(28, -0.3);
  });

  it('follows from 30 to 15 within a second or two frames more', () => {
    const arrivals = new Arrivals().run(30, 3000);
    expect(arrivals.read(30)).toBe(30);
    arrivals.run(15, 1160);
    expect(arrivals.read(30)).toBeCloseTo(15, -0.3);
  });

  it('falls further and further when no more frames come', () => {
    const arrivals = new Arrivals().run(30, 3000);
    const rates = [1000, 4000, 60_000].map((ms) => arrivals.run(0, ms).read(30));
    expect(rates[0]).toBeLessThan(20);
    expect(rates[1]).toBeLessThan(8);
    expect(rates[2]).toBeLessThan(1);
  });

  it('says the same, however many looks see a frame', () => {
    const arrivals = new Arrivals().run(30, 3000);
    const before = arrivals.read(0);
    for (let index = 0; index < 10; index++) arrivals.rate.update(89, 2967.7);
    expect(arrivals.read(0)).toBe(before);
  });
});
