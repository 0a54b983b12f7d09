/**
 * Checks what a caller passes to `createPipeline` and to a running pipeline, and fills in defaults.
 * In: what a caller passes. Out: the same, checked and copied, or a TypeError that names the argument and what it may be.
 * Main thread.
 */

import {
  checkBoolean,
  checkInteger,
  checkKeys,
  checkObject,
  checkOneOf,
  checkSignal,
  refuse,
} from '../catalogue/check.ts';
import { checkFilters, type FilterSpec } from '../catalogue/filters.ts';
import { checkAssets } from '../engine/assets.ts';
import { UnsupportedError } from '../errors.ts';
import { HISTOGRAMS, MAX_THREADS } from '../generated/layout.ts';
import type { FrameSettings } from '../memory/control.ts';
import type { CheckedSource } from '../sources/open.ts';
import type { HistogramName, SinkName } from '../terms.ts';
import type { AudioOptions, PipelineOptions } from '../types.ts';
import { checkSource } from './source-options.ts';

export { checkInteger, checkSignal };

/** Options with everything filled in; `auto` stays where the browser decides. */
export interface CheckedOptions {
  source: CheckedSource;
  filters: FilterSpec[];
  threads: number;
  simd: boolean | 'auto';
  sink: SinkName | 'auto';
  /** Checked where it is loaded what sound needs. */
  audio: AudioOptions | undefined;
  traceSeconds: number;
  debug: boolean;
  whenSourceEnds: 'end' | 'hold';
  assets: URL | null;
  signal?: AbortSignal;
}

/** How long the trace that is always on looks back. Ten minutes take 46 MB. */
export const TRACE_SECONDS = { min: 0, max: 600, default: 30 } as const;

/** Every option there is. */
const OPTIONS: Readonly<Record<keyof PipelineOptions, true>> = {
  source: true,
  filters: true,
  threads: true,
  simd: true,
  sink: true,
  audio: true,
  traceSeconds: true,
  debug: true,
  whenSourceEnds: true,
  assets: true,
  signal: true,
};

/** A thread for the page, one for the browser; more than four rarely help. Measured afresh with every click. */
export function defaultThreads(cores = navigator.hardwareConcurrency ?? 2): number {
  return Math.min(4, Math.max(2, cores - 2), Math.max(1, cores));
}

/** @throws TypeError */
export function checkOptions(options: PipelineOptions): CheckedOptions {
  const given = checkObject(options, 'options', "{ source: 'camera' }");
  checkKeys(given, '', 'an option of createPipeline', Object.keys(OPTIONS));
  const { source = 'camera', filters = [], threads = 'auto', simd = 'auto', sink = 'auto' } = given;
  const { audio, traceSeconds = TRACE_SECONDS.default, debug = false } = given;
  const signal = checkSignal(given.signal);
  return {
    source: checkSource(source),
    filters: checkFilters(filters),
    threads: threads === 'auto' ? defaultThreads() : checkInteger(threads, 'threads', 1, MAX_THREADS),
    simd: typeof simd === 'boolean' ? simd : checkSimd(simd),
    sink: checkOneOf(sink, 'sink', ['auto', 'video', 'webgl', 'canvas']),
    audio: audio as AudioOptions | undefined,
    traceSeconds: checkInteger(traceSeconds, 'traceSeconds', TRACE_SECONDS.min, TRACE_SECONDS.max),
    debug: checkBoolean(debug, 'debug'),
    whenSourceEnds: checkOneOf(given.whenSourceEnds ?? 'end', 'whenSourceEnds', ['end', 'hold']),
    assets: checkAssets(given.assets),
    ...(signal ? { signal } : {}),
  };
}

function checkSimd(simd: unknown): boolean | 'auto' {
  const word = checkOneOf(simd, 'simd', ['auto', 'on', 'off']);
  return word === 'auto' ? word : word === 'on';
}

/**
 * What `Pipeline.override` is given: a checked copy; what is left out is left out, too.
 * @param threads pool threads that are there.
 * @throws TypeError; UnsupportedError where SIMD is asked for and the browser has none.
 */
export function checkOverride(
  change: unknown,
  threads: number,
  simdSupported: boolean,
): Partial<FrameSettings> | null {
  if (change === null) return null;
  const given = checkObject(change, 'change', '{ simd: false }, or null');
  checkKeys(given, 'change', 'a setting of frames', ['filters', 'threads', 'simd']);
  const checked: Partial<FrameSettings> = {};
  if (given.filters !== undefined) checked.filters = checkFilters(given.filters, 'change.filters');
  if (given.threads !== undefined) {
    checked.threads = checkInteger(given.threads, 'change.threads', 1, threads);
  }
  if (given.simd !== undefined) checked.simd = checkSimdSetting(given.simd, 'change.simd', simdSupported);
  return checked;
}

/** @throws TypeError; UnsupportedError where SIMD is asked for and the browser has none. */
export function checkSimdSetting(simd: unknown, argument: string, supported: boolean): boolean {
  const on = checkBoolean(simd, argument);
  if (on && !supported) {
    throw new UnsupportedError('This browser has no WebAssembly SIMD; the scalar build stays in use.');
  }
  return on;
}

/** The name of a histogram. @throws TypeError */
export function checkHistogramName(name: unknown): HistogramName {
  return checkOneOf(name, 'name', Object.keys(HISTOGRAMS) as HistogramName[]);
}

/** A time to look back; more than there is gives what there is. @throws TypeError */
export function checkSeconds(seconds: unknown): number {
  return typeof seconds === 'number' && seconds >= 0
    ? seconds
    : refuse('seconds', seconds, 'a number from 0');
}

/** What `Pipeline.sample` is given. @throws TypeError */
export function checkSampleOptions(options: unknown): AbortSignal | undefined {
  const given = checkObject(options, 'options', '{ signal }');
  checkKeys(given, '', 'an option of sample', ['signal']);
  return checkSignal(given.signal);
}

/** A `<video>` of any realm. @throws TypeError */
export function checkVideo(video: unknown): HTMLVideoElement {
  const { localName, play } = (video ?? {}) as Partial<HTMLVideoElement>;
  return localName === 'video' && typeof play === 'function'
    ? (video as HTMLVideoElement)
    : refuse('video', video, 'a <video> element');
}
