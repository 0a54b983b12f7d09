import { describe, expect, it } from 'vitest';
import { SPECTRUM_BINS, SPECTRUM_SAMPLES } from '../../generated/layout.ts';
import { FrequencyAxis, formatHz } from './frequency-axis.ts';

const bin = (hz: number, rate: number) => Math.round((hz * SPECTRUM_SAMPLES) / rate);

describe('the axis of frequencies', () => {
  it('has octaves of the same width everywhere', () => {
    const axis = new FrequencyAxis(400, 48_000);
    expect(axis.place(20)).toBe(0);
    expect(axis.place(20_000)).toBeCloseTo(1, 12);
    expect(axis.place(200) - axis.place(100)).toBeCloseTo(axis.place(8000) - axis.place(4000), 12);
    for (const place of [0, 0.3, 1]) expect(axis.place(axis.frequency(place))).toBeCloseTo(place, 12);
  });

  it.each([
    [44_100, 300],
    [48_000, 900],
    [96_000, 320],
    [16_000, 200],
  ])('shows every tone where it is, %i Hz, %i pixels', (rate, columns) => {
    const axis = new FrequencyAxis(columns, rate);
    const spread = new Float32Array(columns);
    for (const hz of [60, 440, 1000, 3000, 7000]) {
      const spectrum = new Float32Array(SPECTRUM_BINS).fill(-140);
      spectrum[bin(hz, rate)] = -10;
      axis.spread(spectrum, spread);
      const loudest = spread.indexOf(Math.max(...spread));
      const shown = axis.frequency((loudest + 0.5) / columns);
      // The peak is at most half a bin and one column away.
      const exact = (bin(hz, rate) * rate) / SPECTRUM_SAMPLES;
      const column = shown * (axis.frequency(1 / columns) / axis.frequency(0) - 1);
      expect(Math.abs(shown - exact)).toBeLessThan(rate / SPECTRUM_SAMPLES / 2 + column);
      expect(Math.max(...spread)).toBe(-10);
    }
  });

  it('loses no bin above the first ones', () => {
    const axis = new FrequencyAxis(250, 48_000);
    const spread = new Float32Array(250);
    const highest = bin(19_900, 48_000);
    for (let at = bin(1500, 48_000); at < highest; at++) {
      const spectrum = new Float32Array(SPECTRUM_BINS).fill(-140);
      spectrum[at] = 0;
      axis.spread(spectrum, spread);
      expect(Math.max(...spread)).toBe(0);
    }
  });

  it('shows as many labels as there is room for', () => {
    const axis = new FrequencyAxis(400, 48_000);
    expect(axis.labels(0).map(formatHz)).toEqual([
      '20',
      '50',
      '100',
      '200',
      '500',
      '1k',
      '2k',
      '5k',
      '10k',
      '20k',
    ]);
    expect(axis.labels(0.15).length).toBeLessThan(7);
    expect(new FrequencyAxis(400, 16_000).labels(0).map(formatHz).at(-1)).toBe('5k');
  });
});
