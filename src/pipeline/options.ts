/**
 * Checks what a caller passes to `createPipeline` and fills in defaults.
 * In: `PipelineOptions`. Out: `CheckedOptions`, or a TypeError that names the argument and what it may be.
 */

import { checkFilters, type FilterSpec } from '../catalogue/filters.ts';
import { MAX_THREADS } from '../generated/layout.ts';
import type { FrameSettings } from '../memory/control.ts';
import type { CheckedSource } from '../sources/open.ts';
import type { HistogramName, SinkName } from '../terms.ts';
import type { AudioOptions, PipelineOptions, SourceOption } from '../types.ts';

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
  signal?: AbortSignal;
}

/** Ranges and defaults of a source's numbers; the URL and the page read them too. */
export const SOURCE_RANGES = {
  width: { min: 1, max: 3840, default: 1280 },
  height: { min: 1, max: 2160, default: 720 },
  frameRate: { min: 1, max: 60, default: 30 },
} as const;

/** How long the trace that is always on looks back. Ten minutes take 46 MB. */
export const TRACE_SECONDS = { min: 0, max: 600, default: 30 } as const;

/** A thread for the page, one for the browser; more than four rarely help. Measured afresh with every click. */
export function defaultThreads(cores = navigator.hardwareConcurrency ?? 2): number {
  return Math.min(4, Math.max(2, cores - 2), Math.max(1, cores));
}

/** A whole number in a range. @throws TypeError that names it. */
export function checkInteger(value: unknown, argument: string, min: number, max: number): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < min || value > max) {
    throw new TypeError(`${argument} is ${show(value)}; it must be a whole number from ${min} to ${max}`);
  }
  return value;
}

function show(value: unknown): string {
  return typeof value === 'bigint' ? `${value}n` : (JSON.stringify(value) ?? String(value));
}

/** One of some strings. @throws TypeError that names it. */
function checkOneOf<T extends string>(value: unknown, argument: string, choices: readonly T[]): T {
  if (!choices.includes(value as T)) {
    const list = choices.map((choice) => `"${choice}"`).join(', ');
    throw new TypeError(`${argument} is ${show(value)}; it must be one of ${list}`);
  }
  return value as T;
}

/** @throws TypeError */
export function checkOptions(options: PipelineOptions): CheckedOptions {
  if (typeof options !== 'object' || options === null) {
    throw new TypeError(`options is ${show(options)}; it must be an object such as { source: 'camera' }`);
  }
  const {
    source = 'camera',
    filters = [],
    threads = 'auto',
    simd = 'auto',
    sink = 'auto',
    audio,
    signal,
  } = options;
  const { traceSeconds = TRACE_SECONDS.default, debug = false } = options;
  if (typeof debug !== 'boolean') throw new TypeError(`debug is ${show(debug)}; it must be true or false`);
  if (signal !== undefined && !(signal instanceof AbortSignal)) {
    throw new TypeError('signal must be an AbortSignal');
  }
  return {
    source: checkSource(source),
    filters: checkFilters(filters),
    threads: threads === 'auto' ? defaultThreads() : checkInteger(threads, 'threads', 1, MAX_THREADS),
    simd: typeof simd === 'boolean' ? simd : checkSimd(simd),
    sink: checkOneOf(sink, 'sink', ['auto', 'video', 'webgl', 'canvas']),
    audio,
    traceSeconds: checkInteger(traceSeconds, 'traceSeconds', TRACE_SECONDS.min, TRACE_SECONDS.max),
    debug,
    whenSourceEnds: checkOneOf(options.whenSourceEnds ?? 'end', 'whenSourceEnds', ['end', 'hold']),
    ...(signal ? { signal } : {}),
  };
}

function checkSimd(simd: unknown): boolean | 'auto' {
  const word = checkOneOf(simd, 'simd', ['auto', 'on', 'off']);
  return word === 'auto' ? word : word === 'on';
}

function checkSource(source: SourceOption): CheckedSource {
  if (typeof MediaStreamTrack !== 'undefined' && source instanceof MediaStreamTrack) {
    if (source.kind !== 'video')
      throw new TypeError(`source is a track of kind "${source.kind}"; it must be "video"`);
    return { type: 'track', track: source };
  }
  const given: Record<string, unknown> = typeof source === 'string' ? { type: source } : { ...source };
  const type = checkOneOf(given.type, typeof source === 'string' ? 'source' : 'source.type', [
    'camera',
    'pattern',
    'screen',
  ]);
  const number = (name: keyof typeof SOURCE_RANGES) => {
    const range = SOURCE_RANGES[name];
    return checkInteger(given[name] ?? range.default, `source.${name}`, range.min, range.max);
  };
  const size = { width: number('width'), height: number('height'), frameRate: number('frameRate') };
  if (type === 'pattern') {
    return { type, ...size, seed: checkInteger(given.seed ?? 1, 'source.seed', 0, 0xffff_ffff) };
  }
  const { deviceId } = given;
  if (deviceId !== undefined && typeof deviceId !== 'string') {
    throw new TypeError(`source.deviceId is ${show(deviceId)}; it must be a string`);
  }
  return { type, ...size, ...(deviceId ? { deviceId } : {}) };
}

export function checkOverride(change: Partial<FrameSettings> | null, _threads: number, _simd: boolean) {
  return change;
}
export function checkSeconds(seconds: number): number {
  return seconds;
}
export function checkSampleOptions(options: { signal?: AbortSignal }): AbortSignal | undefined {
  return options.signal;
}
export function checkSimdSetting(simd: boolean, _argument: string, supported: boolean): boolean {
  if (simd && !supported) throw new TypeError('no SIMD');
  return simd;
}
export function checkHistogramName(name: HistogramName): HistogramName {
  return name;
}
export function checkVideo(video: HTMLVideoElement): HTMLVideoElement {
  return video;
}
