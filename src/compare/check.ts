/** Checks what a caller wants compared and fills in what is left out. In: options. Out: the same, complete. Main thread. */

import { checkBoolean, checkInteger, checkKeys, checkObject, checkSignal } from '../catalogue/check.ts';
import { checkFilters } from '../catalogue/filters.ts';
import { UnsupportedError } from '../errors.ts';
import type { FrameSettings } from '../memory/control.ts';
import type { Pipeline } from '../types.ts';
import { freshSeed } from './random.ts';
import { FEWEST_PAIRS } from './statistics.ts';

/** How far a comparison has got. */
export interface ExperimentProgress {
  /** `rehearsing`: both settings run once without being measured; `checking`: the bytes. */
  phase: 'rehearsing' | 'measuring' | 'checking';
  /** Steps done and steps in all. */
  done: number;
  total: number;
}

/** What `runExperiment` takes. */
export interface ExperimentOptions {
  /** One setting; what it leaves out is as the pipeline has it now. */
  a: Partial<FrameSettings>;
  /** The other one. */
  b: Partial<FrameSettings>;
  /** Blocks of both sides together, an even number of at least 12. Default 40. */
  blocks?: number;
  /** Frames that count, per block. Default 12. */
  framesPerBlock?: number;
  /** Unsigned 32-bit number that the order and the interval's resamples come from. Default: another one each time. */
  seed?: number;
  /** Ends it. */
  signal?: AbortSignal | undefined;
  /** Told of each step. */
  onProgress?: (progress: ExperimentProgress) => void;
}

/** The same with nothing left out. */
export interface CheckedExperiment {
  a: FrameSettings;
  b: FrameSettings;
  pairs: number;
  framesPerBlock: number;
  seed: number;
}

/** Bounds of the numbers. */
const EXPERIMENT_RANGES = {
  blocks: { min: 2 * FEWEST_PAIRS, max: 400, default: 40 },
  framesPerBlock: { min: 3, max: 600, default: 12 },
} as const;

/** Every option there is. */
const OPTIONS: Readonly<Record<keyof ExperimentOptions, true>> = {
  a: true,
  b: true,
  blocks: true,
  framesPerBlock: true,
  seed: true,
  signal: true,
  onProgress: true,
};

/** @throws TypeError naming the bad argument; UnsupportedError where SIMD is asked for and the browser has none. */
export function checkExperiment(pipeline: Pipeline, options: ExperimentOptions): CheckedExperiment {
  const { blocks, framesPerBlock } = EXPERIMENT_RANGES;
  const given = checkObject(options, 'options', '{ a: { simd: false }, b: { simd: true } }');
  checkKeys(given, '', 'an option of a comparison', Object.keys(OPTIONS));
  checkSignal(given.signal);
  const number = (name: 'blocks' | 'framesPerBlock', range: typeof blocks | typeof framesPerBlock) =>
    checkInteger(options[name] ?? range.default, name, range.min, range.max);
  const count = number('blocks', blocks);
  if (count % 2 === 1) throw new TypeError(`blocks is ${count}; it must be even, as blocks come in pairs`);
  return {
    a: checkSide(pipeline, options.a, 'a'),
    b: checkSide(pipeline, options.b, 'b'),
    pairs: count / 2,
    framesPerBlock: number('framesPerBlock', framesPerBlock),
    seed: checkInteger(options.seed ?? freshSeed(), 'seed', 0, 0xffff_ffff),
  };
}

function checkSide(pipeline: Pipeline, change: Partial<FrameSettings>, argument: 'a' | 'b'): FrameSettings {
  checkKeys(checkObject(change, argument, '{ simd: false }'), argument, 'a setting of frames', [
    'filters',
    'threads',
    'simd',
  ]);
  const now = pipeline.stats();
  const { simd = now.simd, threads = now.threads, filters = now.filters } = change;
  if (checkBoolean(simd, `${argument}.simd`) && !pipeline.simdSupported) {
    throw new UnsupportedError(`${argument}.simd is true, but this browser has no WebAssembly SIMD.`);
  }
  checkInteger(threads, `${argument}.threads`, 1, pipeline.maxThreads);
  return { simd, threads, filters: checkFilters(filters, `${argument}.filters`) };
}
