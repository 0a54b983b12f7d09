/**
 * Which part of the time axis is on screen, and where its ticks are. In: zooming and panning. Out: microseconds from
 * pixels and back. Pure.
 */

/** The narrowest window: a frame's shortest stages are then some hundred pixels wide. */
const LEAST_SPAN_US = 20;
/** Part of the window that is left free on both sides of something that is shown whole. */
const MARGIN = 0.15;
/** Steps of an axis within one power of ten. */
const STEPS = [1, 2, 5, 10];

/** A window on the time from 0 to `extentUs`. */
export class TimeView {
  #extentUs = 1;
  #startUs = 0;
  #spanUs = 1;

  /** All the time there is. */
  get extentUs(): number {
    return this.#extentUs;
  }

  /** Left edge of the window. */
  get startUs(): number {
    return this.#startUs;
  }

  /** Right edge. */
  get endUs(): number {
    return this.#startUs + this.#spanUs;
  }

  /** Width. */
  get spanUs(): number {
    return this.#spanUs;
  }

  /** Another trace: shows all of it. */
  setExtent(extentUs: number): void {
    this.#extentUs = Math.max(LEAST_SPAN_US, extentUs);
    this.all();
  }

  /** Shows everything. */
  all(): void {
    this.#put(0, this.#extentUs);
  }

  /** Shows a span whole, with some air around it. */
  fit(startUs: number, endUs: number): void {
    const spanUs = Math.max(LEAST_SPAN_US, (endUs - startUs) / (1 - 2 * MARGIN));
    this.#put((startUs + endUs) / 2 - spanUs / 2, spanUs);
  }

  /** Makes the window `factor` times as wide; the time `us` stays where it is on screen. */
  zoomAt(us: number, factor: number): void {
    const spanUs = clamp(this.#spanUs * factor, LEAST_SPAN_US, this.#extentUs);
    const part = (us - this.#startUs) / this.#spanUs;
    this.#put(us - part * spanUs, spanUs);
  }

  /** Moves the window. */
  panBy(us: number): void {
    this.#put(this.#startUs + us, this.#spanUs);
  }

  /** Puts a time into the middle. */
  centre(us: number): void {
    this.#put(us - this.#spanUs / 2, this.#spanUs);
  }

  /** Moves the window just as far as is needed to see a span; what does not fit is seen from its start. */
  reveal(startUs: number, endUs: number): void {
    const air = MARGIN * this.#spanUs;
    if (endUs + air > this.endUs) this.#put(endUs + air - this.#spanUs, this.#spanUs);
    if (startUs - air < this.#startUs) this.#put(startUs - air, this.#spanUs);
  }

  /** Microseconds at a pixel of a plot `width` pixels wide. */
  usAt(x: number, width: number): number {
    return this.#startUs + (x / width) * this.#spanUs;
  }

  /** The pixel of a time. */
  xAt(us: number, width: number): number {
    return ((us - this.#startUs) / this.#spanUs) * width;
  }

  #put(startUs: number, spanUs: number): void {
    this.#spanUs = clamp(spanUs, LEAST_SPAN_US, this.#extentUs);
    this.#startUs = clamp(startUs, 0, this.#extentUs - this.#spanUs);
  }
}

/** `value`, but no less than `low` and no more than `high`. */
export function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(high, value));
}

/** Distance between ticks: 1, 2 or 5 times a power of ten, at least `leastPx` pixels. */
export function tickStepUs(spanUs: number, width: number, leastPx: number): number {
  const leastUs = Math.max(1, (spanUs * leastPx) / width);
  const power = 10 ** Math.floor(Math.log10(leastUs));
  const step = STEPS.find((step) => step * power >= leastUs) ?? 10;
  return step * power;
}

/** A time since the start as `m:ss`, or seconds with as many digits as ticks `stepUs` apart need. */
export function formatTime(us: number, stepUs: number): string {
  const digits = clamp(Math.ceil(6 - Math.log10(stepUs) - 1e-9), 0, 6);
  const minutes = Math.floor(us / 60_000_000);
  const seconds = ((us - minutes * 60_000_000) / 1_000_000).toFixed(digits);
  if (minutes === 0) return `${seconds} s`;
  return `${minutes}:${seconds.padStart(digits === 0 ? 2 : digits + 3, '0')}`;
}
