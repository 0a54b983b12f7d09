/**
 * Checks the arguments of `createPipeline` and of a running pipeline's methods, and fills in defaults.
 * In: arguments. Out: checked copies, or a TypeError that names the argument and says what it may be. Main thread.
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

/** Options with all defaults. `auto` remains where the browser decides later. */
export interface CheckedOptions {
  source: CheckedSource;
  filters: FilterSpec[];
  threads: number;
  simd: boolean | 'auto';
  sink: SinkName | 'auto';
  /** Checked later, by the scripts for sound. They are loaded only if sound is wanted. */
  audio: AudioOptions | undefined;
  traceSeconds: number;
  debug: boolean;
  whenSourceEnds: 'end' | 'hold';
  assets: URL | null;
  signal?: AbortSignal;
}

/** How many seconds the trace looks back. Ten minutes take 50 MB. */
export const TRACE_SECONDS = { min: 0, max: 600, default: 30 } as const;

/** All options. */
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

/** Leaves one core to the page and one to the browser, but uses two cores if there are two. More than four rarely help. */
export function defaultThreads(cores = navigator.hardwareConcurrency ?? 2): number {
  return Math.min(4, Math.max(2, cores - 2), Math.max(1, cores));
}

/** Checks the options of `createPipeline`. @throws TypeError */
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
 * Checks and copies the argument of `Pipeline.override`. Settings that are missing stay missing.
 * @param threads number of running pool threads.
 * @throws TypeError. UnsupportedError if SIMD is wanted but the browser has none.
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

/** Checks a SIMD setting. @throws TypeError. UnsupportedError if SIMD is wanted but the browser has none. */
export function checkSimdSetting(simd: unknown, argument: string, supported: boolean): boolean {
  const on = checkBoolean(simd, argument);
  if (on && !supported) {
    throw new UnsupportedError('This browser has no WebAssembly SIMD; the scalar build stays in use.');
  }
  return on;
}

/** Checks the name of a histogram. @throws TypeError */
export function checkHistogramName(name: unknown): HistogramName {
  return checkOneOf(name, 'name', Object.keys(HISTOGRAMS) as HistogramName[]);
}

/** Checks how many seconds to look back. More than the trace has is allowed. @throws TypeError */
export function checkSeconds(seconds: unknown): number {
  return typeof seconds === 'number' && seconds >= 0
    ? seconds
    : refuse('seconds', seconds, 'a number from 0');
}

/** Checks the argument of `Pipeline.sample`. Returns its signal. @throws TypeError */
export function checkSampleOptions(options: unknown): AbortSignal | undefined {
  const given = checkObject(options, 'options', '{ signal }');
  checkKeys(given, '', 'an option of sample', ['signal']);
  return checkSignal(given.signal);
}

/** Checks a `<video>` element of any realm. @throws TypeError */
export function checkVideo(video: unknown): HTMLVideoElement {
  const { localName, play } = (video ?? {}) as Partial<HTMLVideoElement>;
  return localName === 'video' && typeof play === 'function'
    ? (video as HTMLVideoElement)
    : refuse('video', video, 'a <video> element');
}
