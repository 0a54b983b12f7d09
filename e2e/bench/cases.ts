/**
 * The cases of the kernel benchmark: every filter of the table with its defaults, some with other values, and three chains.
 * Also the goals of each case. Pure. Used in Node and in the page.
 */

import { readFilters } from '../../src/catalogue/filter-text.ts';
import { checkFilters, FILTERS, type FilterSpec, findFilter } from '../../src/catalogue/filters.ts';

/** One row of the tables. */
export interface BenchCase {
  /** Its name for `--filter` and in the figures: a filter's name, or a chain as in an address. */
  name: string;
  /** Its name in tables. */
  label: string;
  filters: FilterSpec[];
}

/** A picture's size. */
export interface BenchSize {
  name: string;
  width: number;
  height: number;
  /** Milliseconds that one case may take, without the warm-up. They decide the number of rounds. */
  budgetMs: number;
}

/** Small sizes come first, because their times predict those of larger sizes. */
export const BENCH_SIZES: readonly BenchSize[] = [
  { name: '720p', width: 1280, height: 720, budgetMs: 700 },
  { name: '1080p', width: 1920, height: 1080, budgetMs: 1300 },
  { name: '4k', width: 3840, height: 2160, budgetMs: 3500 },
];

/** Cases in addition to every filter at its defaults. */
const LARGE_RADIUS = 'box-blur:50';

/** The page's first chain; four point filters; a chain for a video call. */
export const CHAINS = [
  'grayscale,box-blur:5',
  'brightness:10,contrast:20,gamma:1.2,invert',
  'mirror,white-balance:20:0,sharpen:60:2,vignette:40:30',
] as const;

/** Every case, in the order of the tables. */
export const BENCH_CASES: readonly BenchCase[] = [
  ...FILTERS.flatMap(({ name }) => {
    const own = { name, filters: checkFilters([{ name }]) };
    const cases = [{ ...own, label: labelOf(own.filters) }];
    if (LARGE_RADIUS.startsWith(name)) cases.push(chain(LARGE_RADIUS));
    return cases;
  }),
  ...CHAINS.map(chain),
];

function chain(name: string): BenchCase {
  const filters = readFilters(name);
  return { name, filters, label: labelOf(filters) };
}

/** `box-blur 5, grayscale`: short names and values without their units. */
function labelOf(filters: readonly FilterSpec[]): string {
  return filters
    .map((spec) => {
      const parameters = findFilter(spec.name)?.parameters ?? [];
      const values = parameters.map(({ name }) => (spec as unknown as Record<string, unknown>)[name]);
      return [spec.name, ...values].join(' ');
    })
    .join(', ');
}

/** Goals: times in copies of the RGBA frame (one thread, SIMD, 4K), and two ratios. */
export interface Wanted {
  rgba?: number;
  i420?: number;
  /** A factor. The goal is this many times the copies of another case in the same run. */
  over?: { name: string; ratio: number };
  simdOverScalar?: number;
  threads: number;
}

const POINT = { rgba: 1.3 };
const BLUR = { simdOverScalar: 4 };
const WANTED: Record<string, Omit<Wanted, 'threads'>> = {
  grayscale: { rgba: 1.3 },
  'box-blur': { rgba: 4.5, i420: 2, ...BLUR },
  [LARGE_RADIUS]: { over: { name: 'box-blur', ratio: 1.2 }, ...BLUR },
  'gaussian-blur': { over: { name: 'box-blur', ratio: 2.5 }, ...BLUR },
  sharpen: { rgba: 5, ...BLUR },
  edges: { rgba: 5, ...BLUR },
  [CHAINS[1]]: { rgba: 1.5 },
};
for (const name of ['brightness', 'contrast', 'gamma', 'invert', 'threshold', 'posterize'])
  WANTED[name] = POINT;
for (const name of ['saturation', 'hue', 'white-balance', 'sepia']) WANTED[name] = POINT;

/** Returns the goal of a case. */
export function wantedOf(name: string): Wanted {
  return { ...WANTED[name], threads: 1.85 };
}

/** Cases with these names; all of them if there are none. @throws Error that lists the names there are. */
export function selectCases(names: readonly string[]): readonly BenchCase[] {
  return select('--filter', names, BENCH_CASES);
}

/** Sizes with these names; all of them if there are none. @throws Error that lists the names there are. */
export function selectSizes(names: readonly string[]): readonly BenchSize[] {
  return select('--size', names, BENCH_SIZES);
}

function select<T extends { name: string }>(
  option: string,
  names: readonly string[],
  all: readonly T[],
): readonly T[] {
  const unknown = names.find((name) => !all.some((one) => one.name === name));
  if (unknown !== undefined) {
    const known = all.map(({ name }) => name).join(' ');
    throw new Error(`${option} is ${JSON.stringify(unknown)}; it must be one of: ${known}`);
  }
  return names.length === 0 ? all : all.filter(({ name }) => names.includes(name));
}
