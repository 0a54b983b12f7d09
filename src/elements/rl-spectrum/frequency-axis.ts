/**
 * The logarithmic axis of frequencies. It finds the bins of a spectrum that each column of pixels shows. In: a width and a
 * sample rate. Out: decibels by column, places by frequency. Pure.
 */

import { SPECTRUM_BINS, SPECTRUM_SAMPLES } from '../../generated/layout.ts';

/** The ends of the axis, in hertz. If half of the sample rate is less than 20 kHz, the axis ends there. */
const LOWEST_HZ = 20;
const HIGHEST_HZ = 20_000;
/** Labels of the axis. Some are left out if there is no room. */
const LABELS_HZ = [20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000];

/** Writes hertz for a label. */
export function formatHz(hz: number): string {
  return hz < 1000 ? String(hz) : `${Number((hz / 1000).toPrecision(3))}k`;
}

/** An axis of `columns` pixels. */
export class FrequencyAxis {
  readonly columns: number;
  readonly sampleRate: number;
  readonly #highest: number;
  /** A column shows the loudest of the bins from `first[column]` to `last[column]`. */
  readonly #first: Uint16Array;
  readonly #last: Uint16Array;
  /** If a column lies between two bins: its place, counted in bins. Else -1. */
  readonly #between: Float32Array;

  constructor(columns: number, sampleRate: number) {
    this.columns = columns;
    this.sampleRate = sampleRate;
    this.#highest = Math.min(HIGHEST_HZ, sampleRate / 2);
    this.#first = new Uint16Array(columns);
    this.#last = new Uint16Array(columns);
    this.#between = new Float32Array(columns);
    const bin = (place: number) => (this.frequency(place) * SPECTRUM_SAMPLES) / sampleRate;
    for (let column = 0; column < columns; column++) {
      const low = bin(column / columns);
      const high = bin((column + 1) / columns);
      const first = Math.ceil(low);
      const last = Math.min(SPECTRUM_BINS - 1, Math.ceil(high) - 1);
      const own = last >= first;
      const middle = Math.min(SPECTRUM_BINS - 1.001, (low + high) / 2);
      this.#between[column] = own ? -1 : middle;
      this.#first[column] = own ? first : Math.floor(middle);
      this.#last[column] = own ? last : Math.floor(middle);
    }
  }

  /** Returns the frequency at a place of the axis. Places go from 0 to 1. */
  frequency(place: number): number {
    return LOWEST_HZ * (this.#highest / LOWEST_HZ) ** place;
  }

  /** Returns the place of a frequency. */
  place(hz: number): number {
    return Math.log(hz / LOWEST_HZ) / Math.log(this.#highest / LOWEST_HZ);
  }

  /** Returns the frequencies that get a label. `apart`: the smallest distance of two labels, as a share of the axis. */
  labels(apart: number): number[] {
    const shown: number[] = [];
    for (const hz of LABELS_HZ) {
      const before = shown.at(-1);
      const crowded = before !== undefined && this.place(hz) - this.place(before) < apart;
      if (!crowded && hz <= this.#highest) shown.push(hz);
    }
    return shown;
  }

  /** Writes decibels by column: of the loudest bin, or interpolated between two bins. Hot: allocates nothing. */
  spread(spectrum: Float32Array, into: Float32Array): void {
    for (let column = 0; column < this.columns; column++) {
      const between = this.#between[column] as number;
      into[column] =
        between >= 0
          ? betweenBins(spectrum, between)
          : loudest(spectrum, this.#first[column] as number, this.#last[column] as number);
    }
  }
}

function betweenBins(spectrum: Float32Array, bin: number): number {
  const below = Math.floor(bin);
  const share = bin - below;
  return (1 - share) * (spectrum[below] as number) + share * (spectrum[below + 1] as number);
}

function loudest(spectrum: Float32Array, first: number, last: number): number {
  let most = spectrum[first] as number;
  for (let bin = first + 1; bin <= last; bin++) most = Math.max(most, spectrum[bin] as number);
  return most;
}
