/**
 * What a change of options means for a running pipeline. In: two options of `createPipeline`. Out: whether a new pipeline is
 * needed, or calls of the running one's setters. Pure, apart from these calls.
 */

import { defaultThreads } from '../pipeline/options.ts';
import type { Pipeline, PipelineOptions } from '../types.ts';

/** A setting that a running pipeline can change. */
export interface LiveSetting {
  /** Whether two options ask for the same. */
  isSame(a: PipelineOptions, b: PipelineOptions): boolean;
  /** Puts the options' value in force. An option that is left out has its default, as at a start. Rejects if it is refused. */
  apply(pipeline: Pipeline, options: PipelineOptions): Promise<void>;
}

/** All settings that a running pipeline can change. */
export const LIVE_SETTINGS: readonly LiveSetting[] = [
  live(
    ({ filters = [] }) => filters,
    (pipeline, filters) => pipeline.setFilters(filters),
  ),
  live(
    ({ threads = 'auto' }) => threads,
    (pipeline, wanted) => {
      const threads = wanted === 'auto' ? defaultThreads() : wanted;
      // Without cross-origin isolation a start uses one thread, whatever it is asked for.
      return pipeline.setThreads(threads > pipeline.maxThreads ? pipeline.maxThreads : threads);
    },
  ),
  live(
    ({ simd = 'auto' }) => simd,
    (pipeline, wanted) => {
      const words: Record<string, boolean> = { on: true, off: false, auto: pipeline.simdSupported };
      pipeline.setSimd(words[String(wanted)] ?? (wanted as boolean));
    },
  ),
  live(
    ({ audio }) => audio?.effects ?? [],
    (pipeline, effects) => pipeline.setEffects(effects),
  ),
  live(
    ({ audio }) => audio?.monitor ?? false,
    (pipeline, monitor) => pipeline.audio?.setMonitor(monitor),
  ),
];

function live<T>(
  read: (options: PipelineOptions) => T,
  set: (pipeline: Pipeline, value: T) => void | Promise<void>,
): LiveSetting {
  return {
    isSame: (a, b) => isSame(read(a), read(b)),
    apply: async (pipeline, options) => set(pipeline, read(options)),
  };
}

/** Whether no running pipeline can go from `a` to `b`. */
export function needsRestart(a: PipelineOptions, b: PipelineOptions): boolean {
  return !isSame(fixedPart(a), fixedPart(b));
}

function fixedPart({ filters, threads, simd, audio, ...rest }: PipelineOptions): object {
  if (!isPlain(audio)) return { ...rest, audio };
  const { effects, monitor, ...sound } = audio;
  return { ...rest, audio: sound };
}

/** Compares lists, plain objects and addresses by value, because each render writes them anew. The rest: by identity. */
export function isSame(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (a instanceof URL && b instanceof URL) return a.href === b.href;
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((value, index) => isSame(value, b[index]));
  }
  if (!isPlain(a) || !isPlain(b)) return false;
  // A key with the value `undefined` means the same as no key.
  return [...Object.keys(a), ...Object.keys(b)].every((key) => isSame(a[key], b[key]));
}

function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
