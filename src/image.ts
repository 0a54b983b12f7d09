/**
 * The library's entry `ringlight/image`. It runs the video's kernels over still images, in pages and in Node.
 * In: RGBA pixels, in a caller's array or in the module's own memory. Out: the same array, filtered in place. In a cross-origin
 * isolated page a pool of threads does the work. Elsewhere the calling thread does it.
 */

import { simd as detectSimd } from 'wasm-feature-detect';
import { checkInteger } from './catalogue/check.ts';
import { checkFilters, type FilterSpec, remembersFrames } from './catalogue/filters.ts';
import { type AssetOptions, checkAssets, useAssets } from './engine/assets.ts';
import { PipelineFailedError, RinglightError, UnsupportedError } from './errors.ts';
import { MAX_IMAGE_SIDE, MAX_RADIUS, MAX_THREADS } from './generated/layout.ts';
import { type AllocatedImage, freed, type ImageOwner, OwnedImage } from './image/allocated.ts';
import { ImageEngine } from './image/engine.ts';
import { checkPixels, type Image, type ImageFrame, type Pixels, pointFrames } from './image/pixels.ts';
import { defaultThreads } from './pipeline/options.ts';

/** How images are processed. */
export interface ImageOptions {
  /** Whether to use the SIMD build of the kernels. `'auto'` (default) uses it if the browser has SIMD. */
  simd?: boolean | 'on' | 'off' | 'auto';
  /** Threads, 1 to 8. `'auto'` (default): as many as suit the machine. A page that is not isolated, and Node, always use 1. */
  threads?: number | 'auto';
  /** Where the workers and `.wasm` files are. Default: where the bundler put them, or beside the library's scripts. */
  assets?: AssetOptions;
}

export type { FilterSpec } from './catalogue/filters.ts';
export type { AllocatedImage } from './image/allocated.ts';
export type { Pixels } from './image/pixels.ts';

/** Options that have been checked; `auto` is decided when an engine starts. */
type CheckedOptions = Required<Omit<ImageOptions, 'assets'>>;

let engine: ImageEngine | undefined;
/** The options of the last `init` that succeeded. */
let inForce: CheckedOptions = { simd: 'auto', threads: 'auto' };
/** Resolves when the last call has ended. Calls run one after the other. It keeps no result of a call. */
let turn: Promise<void> = Promise.resolve();

function inTurn<T>(work: () => T | Promise<T>): Promise<T> {
  const result = turn.then(work);
  turn = result.then(ignore, ignore);
  return result;
}

function ignore(): void {}

/**
 * Loads the kernels. You may call it again with other values. It waits for earlier calls. If it fails, the old values stay in
 * force. Images that were allocated before keep their pixels, and you may still use them. They stay in the old memory, so
 * `apply` copies them from now on.
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

/** Starts an engine, then closes the old one. */
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

/** Returns an engine that works. Starts one if there is none. */
async function working(): Promise<ImageEngine> {
  if (!engine || engine.failure) await start(inForce);
  return engine as ImageEngine;
}

/** Calls `work` with an engine. @throws what `work` throws, or PipelineFailedError if the engine failed */
async function withEngine(work: (engine: ImageEngine) => Promise<void>): Promise<void> {
  const current = await working();
  try {
    await work(current);
  } catch (error) {
    throw error === current.failure ? failed('A thread for still images failed', error) : error;
  }
}

/** Waits for its turn, then runs filters over an image. */
async function run(
  filters: readonly FilterSpec[],
  image: Image,
  frames: readonly ImageFrame[],
): Promise<void> {
  await inTurn(() =>
    withEngine(async (engine) => {
      for (const frame of frames) await engine.run(filters, image, frame);
    }),
  );
}

/** Checks a chain for still images. Returns the filters that are enabled. @throws TypeError that names what is wrong. */
function checkChain(filters: unknown): FilterSpec[] {
  const checked = checkFilters(filters);
  const index = checked.findIndex((filter) => remembersFrames([filter]));
  if (index >= 0) {
    const { name } = checked[index] as FilterSpec;
    throw new TypeError(
      `filters[${index}] is ${name}, which needs earlier frames; it must be a filter that needs this image alone`,
    );
  }
  return checked.filter(({ enabled }) => enabled !== false);
}

function checkSize(width: number, height: number): void {
  checkInteger(width, 'width', 1, MAX_IMAGE_SIDE);
  checkInteger(height, 'height', 1, MAX_IMAGE_SIDE);
}

/** Checks a caller's array and its size. Returns it as one frame. */
function checkImage(rgba: Pixels, width: number, height: number): { image: Image; frame: ImageFrame } {
  checkPixels(rgba, 'rgba');
  checkSize(width, height);
  const length = 4 * width * height;
  if (rgba.length !== length) {
    throw new TypeError(`rgba has ${rgba.length} bytes; ${width} x ${height} pixels are ${length}`);
  }
  return { image: { rgba, length }, frame: { from: 0, to: length, width, height } };
}

/**
 * Runs a chain of filters over an image in place. The result is the same as of one call for each filter.
 *
 * Large images take little memory, because they are copied in and out in bands of rows. Images from `allocate` are not copied.
 * @param rgba RGBA, 8 bits each, `4 * width * height` bytes, rows without gaps. It must keep them until the call ends.
 * @param width pixels, 1 to 65535.
 * @param height pixels, 1 to 65535.
 * @param filters every filter of the palette that needs no earlier frame, at most 16; see `FilterSpec`.
 * @returns `rgba`
 * @throws TypeError for a bad argument; RangeError if there is no memory to work in; PipelineFailedError if a thread fails. The
 * next call works after each of these. If the image has several bands, some of its rows may be filtered then.
 */
export async function apply<T extends Pixels>(
  rgba: T,
  width: number,
  height: number,
  filters: readonly FilterSpec[],
): Promise<T> {
  const { image, frame } = checkImage(rgba, width, height);
  const chain = checkChain(filters);
  if (chain.length > 0) await run(chain, image, [frame]);
  return rgba;
}

/**
 * Makes an image of transparent black pixels in the module's own memory. Write into `data`, then `apply` filters in place. You may
 * have several images. Call `free` when you no longer need one, because garbage collection may come too late.
 * @param width pixels, 1 to 65535.
 * @param height pixels, 1 to 65535.
 * @throws TypeError for a bad argument; RangeError if the memory cannot grow: it has 1 GiB at most.
 */
export async function allocate(width: number, height: number): Promise<AllocatedImage> {
  checkSize(width, height);
  return inTurn(async () => {
    const home = await working();
    const data = home.allocate(width, height);
    return new OwnedImage(ownerOf(home), { data, width, height }, releaser(home, data.byteOffset));
  });
}

/** Makes the owner of the images in an engine's memory. */
function ownerOf(home: ImageEngine): ImageOwner {
  return {
    check: checkChain,
    apply: (filters, { data, width, height }, isFreed) =>
      inTurn(async () => {
        if (isFreed()) throw freed();
        if (filters.length === 0) return;
        await withEngine((engine) => {
          if (engine === home) return engine.runInPlace(filters, data, width, height);
          // Another engine took its place. Its threads do not see this memory, so the image is copied.
          const { length } = data;
          return engine.run(filters, { rgba: data, length }, { from: 0, to: length, width, height });
        });
      }),
  };
}

/** Returns a function that frees an image in its turn. It keeps only the address, so the image can be garbage collected. */
function releaser(home: ImageEngine, address: number): () => void {
  return () => void inTurn(() => home.free(address));
}

/**
 * Grayscale in place: Y = (9798 R + 19235 G + 3735 B + 16384) >> 15 (ITU-R BT.601) into R, G and B; A is kept.
 * @param rgba 4 bytes per pixel. It must keep them until the call ends.
 * @returns `rgba`
 * @throws TypeError for a bad argument; RangeError if there is no memory to work in; PipelineFailedError if a thread fails.
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
 * @param width pixels, 1 to 65535.
 * @param height pixels, 1 to 65535.
 * @param radius pixels, 0 to 127.
 * @returns `rgba`
 * @throws as `apply`
 */
export async function boxBlur<T extends Pixels>(
  rgba: T,
  width: number,
  height: number,
  radius: number,
): Promise<T> {
  const { image, frame } = checkImage(rgba, width, height);
  checkInteger(radius, 'radius', 0, MAX_RADIUS);
  await run([{ name: 'box-blur', radius }], image, [frame]);
  return rgba;
}

/**
 * FNV-1a, 64 bits (offset basis 14695981039346656037, prime 1099511628211), over the bytes. On the calling thread.
 * @throws TypeError for a bad argument; Error if neither `init()` nor another call has loaded the kernels before, because a
 * synchronous call cannot load them.
 */
export function fnv1a(bytes: Pixels): bigint {
  checkPixels(bytes, 'bytes');
  if (!engine) throw new Error('fnv1a needs the kernels: await init() first');
  return engine.fnv1a(bytes);
}
