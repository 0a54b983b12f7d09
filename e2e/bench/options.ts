/** The options of `npm run bench`, checked before anything is built or measured. Pure. */

import { parseArgs } from 'node:util';
import { Problem } from '../../scripts/run.mjs';
import { type BenchCase, type BenchSize, selectCases, selectSizes } from './cases.ts';

/** The parts that can be measured on their own. */
export const PARTS = ['kernels', 'images', 'live', 'audio', 'fft', 'instruments'] as const;
/** One of them. */
export type Part = (typeof PARTS)[number];

/** The options of a run. */
export interface BenchOptions {
  parts: readonly Part[];
  cases: readonly BenchCase[];
  sizes: readonly BenchSize[];
  /** Length of one live run. */
  seconds: number;
  /** The file to write all figures to. */
  json?: string | undefined;
  /** A file with earlier figures. They are used for parts that are not measured now. */
  with?: string | undefined;
  /** Rewrite the documents. */
  docs: boolean;
}

/** How they are written. */
export const USAGE = `npm run bench -- [options]
  --only PART       ${PARTS.join(', ')}; may be given several times
  --filter NAME     kernels: this case alone; may be given several times
  --size NAME       kernels: this size alone; may be given several times
  --seconds N       of one live run (20)
  --json FILE       writes every figure
  --with FILE       takes what is not measured now from the figures of an earlier run
  --docs            rewrites docs/benchmarks.md and docs/benchmarks-filters.md`;

/** Reads the options. @throws Problem that names what is wrong, and what is allowed. */
export function readOptions(args: readonly string[]): BenchOptions {
  const values = parse(args);
  const { only = [], filter = [], size = [] } = values;
  const unknown = only.find((part) => !(PARTS as readonly string[]).includes(part));
  if (unknown !== undefined) {
    throw new Problem(`--only is ${JSON.stringify(unknown)}; it must be one of: ${PARTS.join(' ')}`);
  }
  const seconds = Number(values.seconds);
  if (!(seconds >= 1 && seconds <= 600)) {
    throw new Problem(`--seconds is ${JSON.stringify(values.seconds)}; it must be a number from 1 to 600`);
  }
  // A filter's name means that kernels are measured.
  const implied: Part[] = filter.length + size.length > 0 && only.length === 0 ? ['kernels'] : [...PARTS];
  const parts = only.length > 0 ? PARTS.filter((part) => only.includes(part)) : implied;
  const options = {
    parts,
    cases: named(() => selectCases(filter)),
    sizes: named(() => selectSizes(size)),
    seconds,
    json: values.json,
    with: values.with,
    docs: values.docs ?? false,
  };
  const whole = parts.length === PARTS.length && filter.length + size.length === 0;
  if (options.docs && !whole && options.with === undefined) {
    throw new Problem(
      '--docs needs every figure: measure all of them, or name those of an earlier run: --with FILE',
    );
  }
  return options;
}

function parse(args: readonly string[]) {
  const { values } = named(() =>
    parseArgs({
      args: [...args],
      options: {
        only: { type: 'string', multiple: true },
        filter: { type: 'string', multiple: true },
        size: { type: 'string', multiple: true },
        seconds: { type: 'string', default: '20' },
        json: { type: 'string' },
        with: { type: 'string' },
        docs: { type: 'boolean' },
      },
    }),
  );
  return values;
}

/** A caller's mistake. It is printed without a stack. */
function named<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new Problem(`${(error as Error).message}\n${USAGE}`);
  }
}
