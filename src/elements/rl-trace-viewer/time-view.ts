/**
 * The window on the time axis, and the axis's ticks. In: zooming and panning. Out: microseconds from pixels, and pixels from
 * microseconds. Pure.
 */

/** The narrowest window. A frame's shortest stages are then about a hundred pixels wide. */
const LEAST_SPAN_US = 20;
/** A span that is shown whole leaves this share of the window free on each side. */
const MARGIN = 0.15;
/** Steps of an axis within one power of ten. */
const STEPS = [1, 2, 5, 10];

/** A window on the time from 0 to `extentUs`. */
export class TimeView {
  #extentUs = 1;
  #startUs = 0;
  #spanUs = 1;

  /** The end of the time axis. It begins at 0. */
  get extentUs(): number {
    return this.#extentUs;
  }

  /** Left edge of the window. */
  get startUs(): number {
    return this.#startUs;
  }

  /** Right edge of the window. */
  get endUs(): number {
    return this.#startUs + this.#spanUs;
  }

  /** Width of the window. */
  get spanUs(): number {
    return this.#spanUs;
  }

  /** Sets the end of the time axis and shows all of it. */
  setExtent(extentUs: number): void {
    this.#extentUs = Math.max(LEAST_SPAN_US, extentUs);
    this.all();
  }

  /** Shows everything. */
  all(): void {
    this.#put(0, this.#extentUs);
  }

  /** Shows a whole span with some space around it. */
  fit(startUs: number, endUs: number): void {
    const spanUs = Math.max(LEAST_SPAN_US, (endUs - startUs) / (1 - 2 * MARGIN));
    this.#put((startUs + endUs) / 2 - spanUs / 2, spanUs);
  }

  /** Makes the window `factor` times as wide. The time `us` keeps its place on screen. */
  zoomAt(us: number, factor: number): void {
    const spanUs = clamp(this.#spanUs * factor, LEAST_SPAN_US, this.#extentUs);
    const part = (us - this.#startUs) / this.#spanUs;
    this.#put(us - part * spanUs, spanUs);
  }

  /** Moves the window. */
  panBy(us: number): void {
    this.#put(this.#startUs + us, this.#spanUs);
  }

  /** Moves the window so that a time is in the middle. */
  centre(us: number): void {
    this.#put(us - this.#spanUs / 2, this.#spanUs);
  }

  /** Moves the window just far enough to show a span. If the span does not fit, shows its start. */
  reveal(startUs: number, endUs: number): void {
    const air = MARGIN * this.#spanUs;
    if (endUs + air > this.endUs) this.#put(endUs + air - this.#spanUs, this.#spanUs);
    if (startUs - air < this.#startUs) this.#put(startUs - air, this.#spanUs);
  }

  /** Returns the time at a pixel. `width`: the plot's width in pixels. */
  usAt(x: number, width: number): number {
    return this.#startUs + (x / width) * this.#spanUs;
  }

  /** Returns the pixel of a time. */
  xAt(us: number, width: number): number {
    return ((us - this.#startUs) / this.#spanUs) * width;
  }

  #put(startUs: number, spanUs: number): void {
    this.#spanUs = clamp(spanUs, LEAST_SPAN_US, this.#extentUs);
    this.#startUs = clamp(startUs, 0, this.#extentUs - this.#spanUs);
  }
}

/** Returns `value`, limited to the range from `low` to `high`. */
export function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(high, value));
}

/** Returns the distance between ticks: 1, 2 or 5 times a power of ten, and at least `leastPx` pixels. */
export function tickStepUs(spanUs: number, width: number, leastPx: number): number {
  const leastUs = Math.max(1, (spanUs * leastPx) / width);
  const power = 10 ** Math.floor(Math.log10(leastUs));
  const step = STEPS.find((step) => step * power >= leastUs) ?? 10;
  return step * power;
}

/** Writes a time as seconds, or as `m:ss` from one minute on. It has as many digits as ticks at a distance of `stepUs` need. */
export function formatTime(us: number, stepUs: number): string {
  const digits = clamp(Math.ceil(6 - Math.log10(stepUs) - 1e-9), 0, 6);
  const minutes = Math.floor(us / 60_000_000);
  const seconds = ((us - minutes * 60_000_000) / 1_000_000).toFixed(digits);
  if (minutes === 0) return `${seconds} s`;
  return `${minutes}:${seconds.padStart(digits === 0 ? 2 : digits + 3, '0')}`;
}
