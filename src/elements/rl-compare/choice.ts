/** What can be compared, and what the form's fields mean. In: fields, a pipeline. Out: two settings, or why not. Pure. */

import { readFilters, writeFilters } from '../../catalogue/filter-text.ts';
import type { FrameSettings } from '../../memory/control.ts';
import type { Pipeline } from '../../types.ts';

/** What the two settings differ in. */
export const MODES = ['simd', 'threads', 'filters'] as const;
/** See `MODES`. */
export type Mode = (typeof MODES)[number];

/** The form's fields. */
export interface Fields {
  mode: Mode;
  /** Of B; A has one thread. */
  threads: number;
  /** Of B, as the address writes filters; A has the pipeline's. */
  chain: string;
}

/** Two settings, or a sentence that says why they cannot be compared. */
export type Choice =
  | { a: Partial<FrameSettings>; b: Partial<FrameSettings>; problem: null }
  | { problem: string };

/** What of a pipeline the choice depends on. */
export type Comparable = Pick<Pipeline, 'state' | 'stats' | 'maxThreads' | 'simdSupported'>;

const STOPPED = 'Start the pipeline first: its own frames are compared.';

/** Reads the form. */
export function readChoice(pipeline: Comparable | null, { mode, threads, chain }: Fields): Choice {
  if (pipeline?.state !== 'running') return { problem: STOPPED };
  if (mode === 'simd') {
    return pipeline.simdSupported
      ? { a: { simd: false }, b: { simd: true }, problem: null }
      : { problem: 'This browser has no WebAssembly SIMD, so there is nothing to compare it with.' };
  }
  if (mode === 'threads') {
    return pipeline.maxThreads > 1
      ? { a: { threads: 1 }, b: { threads: Math.min(threads, pipeline.maxThreads) }, problem: null }
      : { problem: 'Everything runs in one worker here, so numbers of threads cannot be compared.' };
  }
  return readChains(pipeline, chain);
}

function readChains(pipeline: Comparable, text: string): Choice {
  const { filters } = pipeline.stats();
  try {
    const other = readFilters(text.replaceAll(' ', ''));
    if (writeFilters(other) === writeFilters(filters)) {
      return { problem: 'Both chains are the same: write another one for B.' };
    }
    return { a: { filters }, b: { filters: other }, problem: null };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return { problem: `This chain cannot be used: ${error.message}.` };
  }
}

/** Chains worth comparing with the present one; the empty chain needs no suggestion. */
export function suggestChains(filters: FrameSettings['filters']): string[] {
  const wider = filters.map((spec) =>
    spec.name === 'box-blur' ? { ...spec, radius: (spec.radius ?? 5) > 20 ? 5 : 50 } : spec,
  );
  const now = writeFilters(filters);
  const chains = [writeFilters(wider), 'grayscale', 'box-blur:5', 'grayscale,box-blur:20'];
  return [...new Set(chains)].filter((chain) => chain !== '' && chain !== now);
}
