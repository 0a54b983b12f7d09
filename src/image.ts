/**
 * The library's entry `ringlight/image`: the same kernels on still images.
 * In: RGBA pixels. Out: the same array, filtered in place. The kernels run on the calling thread, or, in a page that is
 * cross-origin isolated, box blurs in a pool of threads.
 */

import { simd as detectSimd } from 'wasm-feature-detect';
import { UnsupportedError } from './errors.ts';
import { FILTER_KINDS, MAX_RADIUS, MAX_SIDE, MAX_THREADS } from './generated/layout.ts';
import type { Pixels } from './image/pixels.ts';
import { ImagePool } from './image/pool.ts';
import { type ImageModule, ImageThread } from './image/thread.ts';
import { checkInteger, defaultThreads } from './pipeline/options.ts';

/** How images are processed. */
export interface ImageOptions {
  /** SIMD build of the kernels; `'auto'` (default) takes it where the browser has it. */
  simd?: boolean | 'on' | 'off' | 'auto';
  /** Threads for a box blur, 1 to 8; `'auto'` (default): what suits the machine, 1 where the page is not isolated. */
  threads?: number | 'auto';
}

export type { Pixels } from './image/pixels.ts';

let thread: ImageThread | undefined;
let pool: ImagePool | undefined;
/** Calls take turns: the memory holds one image. */
let turn: Promise<unknown> = Promise.resolve();

function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const result = turn.then(work);
  turn = result.catch(() => undefined);
  return result;
}

/**
 * Loads the kernels. May be called again with other values; calls that are under way finish first.
 * @throws TypeError for a bad option; UnsupportedError if SIMD is asked for and missing.
 */
export function init({ simd = 'auto', threads = 'auto' }: ImageOptions = {}): Promise<void> {
  return inTurn(async () => {
    const hasSimd = await detectSimd();
    if (![true, false, 'on', 'off', 'auto'].includes(simd)) {
      throw new TypeError(`simd is ${JSON.stringify(simd)}; it must be true, false, "on", "off" or "auto"`);
    }
    const useSimd = simd === 'auto' ? hasSimd : simd === true || simd === 'on';
    if (useSimd && !hasSimd)
      throw new UnsupportedError('This browser has no WebAssembly SIMD. Use simd: "auto".');
    const isolated = globalThis.crossOriginIsolated === true && typeof Atomics.waitAsync === 'function';
    const wanted = threads === 'auto' ? defaultThreads() : checkInteger(threads, 'threads', 1, MAX_THREADS);
    await pool?.close();
    pool = undefined;
    thread = new ImageThread(
      useSimd
        ? ((await import('../wasm/prebuilt/ringlight.simd.wasm')) as unknown as ImageModule)
        : ((await import('../wasm/prebuilt/ringlight.scalar.wasm')) as unknown as ImageModule),
    );
    if (isolated && wanted > 1) pool = await ImagePool.start(useSimd, hasSimd, wanted);
  });
}

/**
 * Grayscale in place: Y = (9798 R + 19235 G + 3735 B + 16384) >> 15 (ITU-R BT.601) into R, G and B; A is kept. On the
 * calling thread: it costs about as much as the copy to another one.
 * @param rgba 4 bytes per pixel.
 * @throws TypeError if it is not.
 */
export async function grayscale<T extends Pixels>(rgba: T): Promise<T> {
  checkPixels(rgba);
  if (rgba.length % 4 !== 0) throw new TypeError(`rgba has ${rgba.length} bytes; it must have 4 per pixel`);
  await ready();
  return inTurn(async () => {
    (thread as ImageThread).run(FILTER_KINDS.grayscale, 0, rgba, rgba.length / 4, 1);
    return rgba;
  });
}

/**
 * Box blur in place: each of R, G and B is (sum + (n >> 1)) / n over the (2 radius + 1) squared window clipped to the
 * image, n samples; A is kept. The cost does not depend on the radius.
 * @param rgba `4 * width * height` bytes.
 * @param width pixels, 1 to 8192.
 * @param height pixels, 1 to 8192.
 * @param radius pixels, 0 to 127.
 * @throws TypeError for a bad argument; RangeError if the image does not fit into memory (1 GiB).
 */
export async function boxBlur<T extends Pixels>(
  rgba: T,
  width: number,
  height: number,
  radius: number,
): Promise<T> {
  checkPixels(rgba);
  checkInteger(width, 'width', 1, MAX_SIDE);
  checkInteger(height, 'height', 1, MAX_SIDE);
  checkInteger(radius, 'radius', 0, MAX_RADIUS);
  if (rgba.length !== 4 * width * height) {
    throw new TypeError(
      `rgba has ${rgba.length} bytes; ${width} x ${height} pixels are ${4 * width * height}`,
    );
  }
  await ready();
  return inTurn(async () => {
    if (!pool || !(await pool.boxBlur(rgba, width, height, radius))) {
      (thread as ImageThread).run(FILTER_KINDS['box-blur'], radius, rgba, width, height);
    }
    return rgba;
  });
}

/**
 * FNV-1a, 64 bits (offset basis 14695981039346656037, prime 1099511628211), over the bytes. On the calling thread.
 * @throws Error before `init()` has resolved, because loading the kernels takes a moment that a synchronous call has not.
 */
export function fnv1a(bytes: Pixels): bigint {
  checkPixels(bytes, 'bytes');
  if (!thread) throw new Error('fnv1a needs the kernels: await init() first');
  return thread.fnv1a(bytes);
}

async function ready(): Promise<void> {
  await turn;
  if (!thread) await init();
}

function checkPixels(value: unknown, argument = 'rgba'): void {
  if (!(value instanceof Uint8Array || value instanceof Uint8ClampedArray)) {
    throw new TypeError(`${argument} must be a Uint8Array or a Uint8ClampedArray`);
  }
}
