/**
 * The library's entry `ringlight/image`: the same kernels on still images, in pages and in Node.
 * In: RGBA pixels. Out: the same array, filtered in place. In a page that is cross-origin isolated a pool of threads does
 * the work; elsewhere the calling thread does.
 */

import { simd as detectSimd } from 'wasm-feature-detect';
import type { FilterSpec } from './catalogue/filters.ts';
import { type AssetOptions, checkAssets, useAssets } from './engine/assets.ts';
import { PipelineFailedError, RinglightError, UnsupportedError } from './errors.ts';
import { MAX_RADIUS, MAX_SIDE, MAX_THREADS } from './generated/layout.ts';
import { ImageEngine } from './image/engine.ts';
import { checkPixels, type Image, type ImageFrame, type Pixels, pointFrames } from './image/pixels.ts';
import { checkInteger, defaultThreads } from './pipeline/options.ts';

/** How images are processed. */
export interface ImageOptions {
  /** SIMD build of the kernels; `'auto'` (default) takes it where the browser has it. */
  simd?: boolean | 'on' | 'off' | 'auto';
  /** Threads, 1 to 8; `'auto'` (default): what suits the machine. 1 where the page is not isolated, and in Node. */
  threads?: number | 'auto';
  /** Where the workers and `.wasm` files are. Default: where the bundler put them, or beside the library's scripts. */
  assets?: AssetOptions;
}

export type { Pixels } from './image/pixels.ts';

/** Options that have been checked; `auto` is decided when an engine starts. */
type CheckedOptions = Required<Omit<ImageOptions, 'assets'>>;

let engine: ImageEngine | undefined;
/** Those of the last `init` that succeeded. */
let inForce: CheckedOptions = { simd: 'auto', threads: 'auto' };
/** Calls take turns: the memory holds one image. Keeps nothing of the calls that have ended. */
let turn: Promise<void> = Promise.resolve();

function inTurn(work: () => Promise<void>): Promise<void> {
  const result = turn.then(work);
  turn = result.catch(() => undefined);
  return result;
}

/**
 * Loads the kernels. May be called again with other values; calls that are under way finish first. If it fails, what was
 * in force stays in force.
 * @throws TypeError for a bad option; UnsupportedError if SIMD is asked for and missing; PipelineFailedError with its `cause`
 * if a file or a thread cannot be loaded.
 */
export async function init(options: ImageOptions = {}): Promise<void> {
  const checked = checkOptions(options);
  useAssets(checkAssets(options.assets));
  await inTurn(() => start(checked));
}

function checkOptions(options: ImageOptions): CheckedOptions {
  if (typeof options !== 'object' || options === null) {
    throw new TypeError('options must be an object such as { threads: 2 }');
  }
  const { simd = 'auto', threads = 'auto' } = options;
  if (![true, false, 'on', 'off', 'auto'].includes(simd)) {
    const text = typeof simd === 'string' ? JSON.stringify(simd) : String(simd);
    throw new TypeError(`simd is ${text}; it must be true, false, "on", "off" or "auto"`);
  }
  if (threads !== 'auto') checkInteger(threads, 'threads', 1, MAX_THREADS);
  return { simd, threads };
}

/** Starts an engine, then ends the one before. */
async function start(options: CheckedOptions): Promise<void> {
  const { simd, threads } = options;
  const hasSimd = await detectSimd();
  const useSimd = simd === 'auto' ? hasSimd : simd === true || simd === 'on';
  if (useSimd && !hasSimd) {
    throw new UnsupportedError('This browser has no WebAssembly SIMD. Use simd: "auto".');
  }
  const isolated = globalThis.crossOriginIsolated === true && typeof Atomics.waitAsync === 'function';
  const wanted = !isolated ? 1 : threads === 'auto' ? defaultThreads() : threads;
  let next: ImageEngine;
  try {
    next = await ImageEngine.start({ simd: useSimd, poolThreads: wanted > 1 ? wanted : 0 });
  } catch (cause) {
    throw failed('The kernels for still images could not be started', cause);
  }
  engine?.close();
  engine = next;
  inForce = options;
}

function failed(sentence: string, cause: unknown): RinglightError {
  if (cause instanceof RinglightError) return cause;
  const why = cause instanceof Error ? cause.message : String(cause);
  return new PipelineFailedError(`${sentence}: ${why}. Try again: the next call starts anew.`, { cause });
}

/** Runs filters over an image in its turn; starts an engine if there is none that works. */
async function run(filters: FilterSpec[], image: Image, frames: ImageFrame[]): Promise<void> {
  await inTurn(async () => {
    if (!engine || engine.failure) await start(inForce);
    const current = engine as ImageEngine;
    try {
      for (const frame of frames) await current.run(filters, image, frame);
    } catch (error) {
      throw error === current.failure ? failed('A thread for still images failed', error) : error;
    }
  });
}

/**
 * Grayscale in place: Y = (9798 R + 19235 G + 3735 B + 16384) >> 15 (ITU-R BT.601) into R, G and B; A is kept.
 * @param rgba 4 bytes per pixel. It must keep them until the call ends.
 * @throws TypeError if it is not; RangeError if there is no memory for it; PipelineFailedError if a thread fails.
 */
export async function grayscale<T extends Pixels>(rgba: T): Promise<T> {
  checkPixels(rgba, 'rgba');
  const { length } = rgba;
  if (length % 4 !== 0) throw new TypeError(`rgba has ${length} bytes; it must have 4 per pixel`);
  await run([{ name: 'grayscale' }], { rgba, length }, pointFrames(length));
  return rgba;
}

/**
 * Box blur in place: each of R, G and B is (sum + (n >> 1)) / n over the (2 radius + 1) squared window clipped to the
 * image, n samples; A is kept. The cost does not depend on the radius.
 * @param rgba `4 * width * height` bytes. It must keep them until the call ends.
 * @param width pixels, 1 to 8192.
 * @param height pixels, 1 to 8192.
 * @param radius pixels, 0 to 127.
 * @throws TypeError for a bad argument; RangeError if the image does not fit into memory (1 GiB); PipelineFailedError if a
 * thread fails. The next call works after each of them.
 */
export async function boxBlur<T extends Pixels>(
  rgba: T,
  width: number,
  height: number,
  radius: number,
): Promise<T> {
  checkPixels(rgba, 'rgba');
  checkInteger(width, 'width', 1, MAX_SIDE);
  checkInteger(height, 'height', 1, MAX_SIDE);
  checkInteger(radius, 'radius', 0, MAX_RADIUS);
  const length = 4 * width * height;
  if (rgba.length !== length) {
    throw new TypeError(`rgba has ${rgba.length} bytes; ${width} x ${height} pixels are ${length}`);
  }
  await run([{ name: 'box-blur', radius }], { rgba, length }, [{ from: 0, to: length, width, height }]);
  return rgba;
}

/**
 * FNV-1a, 64 bits (offset basis 14695981039346656037, prime 1099511628211), over the bytes. On the calling thread.
 * @throws TypeError if they are gone; Error before `init()` has resolved, because loading the kernels takes a moment that a
 * synchronous call has not.
 */
export function fnv1a(bytes: Pixels): bigint {
  checkPixels(bytes, 'bytes');
  if (!engine) throw new Error('fnv1a needs the kernels: await init() first');
  return engine.fnv1a(bytes);
}
