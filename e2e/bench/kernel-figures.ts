/** Computes figures from the rounds of turns: medians, and medians of ratios within rounds. Pure. */

import type { BenchCase, BenchSize } from './cases.ts';
import type { CaseResult, Difference } from './page/main.ts';
import type { Measured, Turn } from './page/turns.ts';

/** Our kernels: one format, flavour and number of threads. */
export interface OurFigure {
  case: string;
  size: string;
  format: 'RGBA' | 'I420';
  flavour: 'scalar' | 'simd';
  threads: number;
  /** Median of the rounds. */
  ms: number;
  /** The lower and the upper quartile. */
  quartiles: [number, number];
  /** Bytes per second, if the frame is read once and written once. `null`: a frame takes less time than the clock can show. */
  gbPerSecond: number | null;
  /** The time in copies of the frame, in its own format. */
  copies: number;
  /** The time in copies of the picture as RGBA. */
  rgbaCopies: number;
  rounds: number;
  /** How many times as long others take: scalar, one thread (all else the same), and all other contenders on RGBA. */
  ratios: Record<string, number | null>;
}

/** Another contender, on RGBA, with one thread. */
export interface OtherFigure {
  case: string;
  size: string;
  name: string;
  /** `null`: it would have taken too long at this size. */
  ms: number | null;
  copies: number | null;
  rounds: number;
  /** How far its result is from ours. Absent if it was not compared. */
  difference?: Omit<Difference, 'name'>;
}

/** The yardstick itself. */
export interface CopyFigure {
  case: string;
  size: string;
  format: 'RGBA' | 'I420';
  ms: number;
  gbPerSecond: number | null;
}

/** All figures of the kernels. */
export interface KernelFigures {
  ours: OurFigure[];
  others: OtherFigure[];
  copies: CopyFigure[];
}

/** The median. If the number of values is even, it is the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length / 2;
  const [low, high] = [sorted[Math.ceil(half) - 1], sorted[Math.floor(half)]];
  return ((low ?? Number.NaN) + (high ?? Number.NaN)) / 2;
}

/** Quartiles, as the medians of the halves. */
function quartiles(values: readonly number[]): [number, number] {
  const sorted = [...values].sort((a, b) => a - b);
  const half = Math.ceil(sorted.length / 2);
  return [median(sorted.slice(0, half)), median(sorted.slice(-half))];
}

const taken = (turns: readonly Turn[]) => turns.filter((turn) => turn !== null);

/** Median of the ratios within the rounds of both. A contender that ran once is compared with the other's median. */
function ratio(of: Measured, to: Measured): number {
  const paired = of.turns.flatMap((turn, round) => {
    const other = to.turns[round];
    return turn && other ? [turn[0] / other[0]] : [];
  });
  const once = Math.min(of.turns.length, to.turns.length) === 1;
  return once ? msOf(of) / msOf(to) : median(paired);
}

function msOf({ turns }: Measured): number {
  return median(taken(turns).map(([ms]) => ms));
}

function copiesOf({ turns }: Measured): number {
  return median(taken(turns).map(([ms, copyMs]) => ms / copyMs));
}

function bytesOf(format: 'RGBA' | 'I420', { width, height }: BenchSize): number {
  return (format === 'RGBA' ? 4 : 1.5) * width * height;
}

function rate(format: 'RGBA' | 'I420', size: BenchSize, ms: number): number | null {
  return finite((2 * bytesOf(format, size)) / ms / 1e6);
}

/** JSON has no infinity, so there is no rate if the time is zero. */
function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

/** The figures of one case at one size. @throws Error if our own results differ from each other. */
export function tally(
  { name }: BenchCase,
  size: BenchSize,
  { measured, differences }: CaseResult,
  skipped: readonly string[],
): KernelFigures {
  const find = (wanted: string) => measured.find((one) => one.name === wanted) as Measured;
  const key = { case: name, size: size.name };
  const isOurs = (one: { name: string }) => /^(RGBA|I420) /.test(one.name);
  const odd = differences.find((one) => isOurs(one) && one.most > 0);
  if (odd) throw new Error(`${name}: ${odd.name} differs by ${odd.most} from the other flavour`);
  const copyI420 = find('copy I420');
  const others = measured.filter((one) => !isOurs(one) && one !== copyI420);
  const ours = measured.filter(isOurs).map((one): OurFigure => {
    const [format, flavour, threads] = one.name.split(' ') as ['RGBA' | 'I420', 'scalar' | 'simd', string];
    const ms = msOf(one);
    const ratios = {
      scalar: finite(ratio(find(`${format} scalar ${threads}`), one)),
      'one thread': finite(ratio(find(`${format} ${flavour} 1`), one)),
      ...Object.fromEntries(others.map((other) => [other.name, finite(ratio(other, one))])),
    };
    return {
      ...key,
      format,
      flavour,
      threads: Number(threads),
      ms,
      quartiles: quartiles(taken(one.turns).map(([ms]) => ms)),
      gbPerSecond: rate(format, size, ms),
      copies: format === 'RGBA' ? copiesOf(one) : ratio(one, copyI420),
      rgbaCopies: copiesOf(one),
      rounds: taken(one.turns).length,
      ratios,
    };
  });
  return {
    ours,
    others: [
      ...others.map((one): OtherFigure => {
        const { name: _, ...difference } = differences.find((other) => other.name === one.name) ?? {
          name: '',
        };
        return {
          ...key,
          name: one.name,
          ms: msOf(one),
          copies: copiesOf(one),
          rounds: taken(one.turns).length,
          ...('most' in difference ? { difference } : {}),
        };
      }),
      ...skipped.map((other) => ({ ...key, name: other, ms: null, copies: null, rounds: 0 })),
    ],
    copies: [
      copyFigure(
        key,
        'RGBA',
        size,
        median(measured.flatMap(({ turns }) => taken(turns).map(([, ms]) => ms))),
      ),
      copyFigure(key, 'I420', size, msOf(copyI420)),
    ],
  };
}

function copyFigure(
  key: { case: string; size: string },
  format: 'RGBA' | 'I420',
  size: BenchSize,
  ms: number,
): CopyFigure {
  return { ...key, format, ms, gbPerSecond: rate(format, size, ms) };
}
