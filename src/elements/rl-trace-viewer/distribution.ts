/**
 * Counts how often each latency occurs. In: a frame table. Out: bins. Pure.
 */

import type { FrameTable } from '../../trace/frames.ts';

/** Stages of a frame, in the order in which it passes them. */
export const STAGES = ['copy', 'wait', 'kernel', 'present'] as const;

/** A stage of a frame. */
export type Stage = (typeof STAGES)[number];

/** The quantity that a histogram shows. */
export type Quantity = 'latency' | 'kernel';

/** The kind of a histogram's axis. */
export type Axis = 'log' | 'linear';

/** Bins of equal width on the axis, in microseconds. */
export interface Bins {
  axis: Axis;
  lowUs: number;
  highUs: number;
  counts: Uint32Array;
}

/** Returns the microseconds of each stage of a frame. */
export function stagesOf(table: FrameTable, row: number): Record<Stage, number> {
  return {
    copy: table.copyUs[row] as number,
    wait: table.waitUs[row] as number,
    kernel: table.kernelUs[row] as number,
    present: table.presentUs[row] as number,
  };
}

/** Returns the table's column for a quantity. */
export function columnOf(table: FrameTable, quantity: Quantity): Float64Array {
  return quantity === 'latency' ? table.latencyUs : table.kernelUs;
}

/** Returns a range with all known values of the columns and a little space. `null`: there is no value. */
export function rangeOf(
  columns: readonly Float64Array[],
  axis: Axis,
): { lowUs: number; highUs: number } | null {
  let low = Number.POSITIVE_INFINITY;
  let high = 0;
  for (const column of columns) {
    for (let row = 0; row < column.length; row++) {
      const value = column[row] as number;
      if (!(value > 0)) continue;
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  if (high === 0) return null;
  return { lowUs: axis === 'log' ? low / 1.05 : 0, highUs: high * 1.05 };
}

/** Returns the place of a value on an axis, 0 to 1. */
export function positionOn({ axis, lowUs, highUs }: Omit<Bins, 'counts'>, us: number): number {
  if (axis === 'linear') return (us - lowUs) / (highUs - lowUs);
  return Math.log(us / lowUs) / Math.log(highUs / lowUs);
}

/** Counts the values in each of `count` bins. */
export function binsOf(column: Float64Array, axis: Omit<Bins, 'counts'>, count: number): Bins {
  const counts = new Uint32Array(count);
  for (let row = 0; row < column.length; row++) {
    const value = column[row] as number;
    if (!(value > 0)) continue;
    const bin = Math.floor(positionOn(axis, value) * count);
    if (bin >= 0 && bin < count) counts[bin] = (counts[bin] as number) + 1;
  }
  return { ...axis, counts };
}

/** Returns the ticks of an axis. A logarithmic axis has them at round numbers. A linear axis has about five. */
export function axisTicksUs({ axis, lowUs, highUs }: Omit<Bins, 'counts'>): number[] {
  const ticks: number[] = [];
  const digits = highUs / lowUs > 40 ? [1, 3] : [1, 1.5, 2, 3, 5, 7];
  if (axis === 'log') {
    for (let power = 10 ** Math.floor(Math.log10(lowUs)); power < highUs; power *= 10) {
      for (const digit of digits) {
        if (digit * power >= lowUs && digit * power <= highUs) ticks.push(digit * power);
      }
    }
    return ticks;
  }
  const power = 10 ** Math.floor(Math.log10(highUs / 5));
  const step = ([1, 2, 5, 10].find((digit) => digit * power >= highUs / 6) ?? 10) * power;
  for (let us = 0; us < highUs; us += step) ticks.push(us);
  return ticks;
}
