/**
 * Filters still images as the video pipeline filters frames. The calling thread does the work of the capture thread and of the
 * present thread. Pool threads run the kernels. If there are none, the calling thread runs them.
 * In: a caller's array, which is copied in and out in bands of rows; or an image in the engine's own memory.
 * Out: the same pixels, filtered in place.
 */

import type { FilterSpec } from '../catalogue/filters.ts';
import { type Exports, startThread, type Thread } from '../engine/instance.ts';
import { loadModules } from '../engine/modules.ts';
import { CAPTURE_STACK, CONTROL } from '../generated/layout.ts';
import { writeSettings } from '../memory/control.ts';
import { controlWords, createMemory } from '../memory/shared-memory.ts';
import { within } from './deadline.ts';
import { alignBlock, Heap } from './heap.ts';
import { flips, type ImageLimits, LIMITS, type Pass, planPasses } from './passes.ts';
import { bytesOf, flipRows, type Image, type ImageFrame, type Pixels } from './pixels.ts';
import { ImagePool } from './pool.ts';

/** The module's exports, with those for still images. */
export interface ImageExports extends Exports {
  fnv1a(hash: bigint, bytes: number, length: number): bigint;
  /** Number of rows that the current filters need above and below. */
  image_halo(): number;
  /** Bytes of working memory for `rows` rows at a time. */
  image_bytes(width: number, rows: number): number;
  /** Gives rows `from` to `to` to the pool, in slot 0. They lie at address `pixels`. 0: other rows are still in work. */
  image_begin(width: number, height: number, from: number, to: number, pixels: number, room: number): number;
}

/** The settings of an engine. */
export interface ImageSettings {
  simd: boolean;
  /** Threads beside the calling thread. 0: the calling thread does the work. */
  poolThreads: number;
  limits?: ImageLimits;
}

const FNV_OFFSET_BASIS = 14695981039346656037n;
/** The files must arrive within this time. */
const LOAD_MS = 10_000;
/** A checksum copies at most this many bytes at once. */
const CHUNK_BYTES = 1 << 20;

/** Below this limit of working memory, no smaller passes are tried. */
const LEAST_ROOM_BYTES = 1 << 20;

/** Adds up the bytes of `rows` rows of pixels and of the working memory behind them. */
function roomFor(bytes: number, rows: number, width: number): number {
  return alignBlock(4 * width * rows) + bytes;
}

/** Rows of an image that lie at an address. */
interface Rows {
  width: number;
  height: number;
  from: number;
  to: number;
  pixels: number;
  room: number;
}

/** Kernels of one flavour, with or without a pool. They filter one image at a time. Any number may be allocated. */
export class ImageEngine {
  readonly #settings: ImageSettings;
  readonly #limits: ImageLimits;
  readonly #thread: Thread;
  readonly #exports: ImageExports;
  readonly #words: Int32Array;
  readonly #heap: Heap;
  /** Address where bytes for a checksum are copied to. No image lies there, because threads may be filtering meanwhile. */
  readonly #chunk: number;
  readonly #pool: ImagePool | undefined;
  #view: Uint8Array;
  #failure: Error | undefined;

  private constructor(settings: ImageSettings, thread: Thread, pool?: ImagePool) {
    this.#settings = settings;
    this.#limits = settings.limits ?? LIMITS;
    this.#thread = thread;
    this.#exports = thread.exports as ImageExports;
    this.#words = controlWords(thread.memory.buffer);
    this.#heap = new Heap(thread.memory, this.#words[CONTROL.heapBase >> 2] as number);
    this.#chunk = this.#take(CHUNK_BYTES, 'for checksums');
    this.#view = new Uint8Array(thread.memory.buffer);
    this.#pool = pool;
  }

  /** Loads the kernels and starts the threads. @throws Error if something fails. Then nothing is left running. */
  static async start(settings: ImageSettings): Promise<ImageEngine> {
    const modules = await within(LOAD_MS, loadModules(settings.simd), 'the .wasm files did not arrive');
    const setup = { ...modules, memory: createMemory(), epochMs: performance.timeOrigin };
    const thread = await startThread(setup, CAPTURE_STACK);
    const pool = settings.poolThreads > 0 ? await ImagePool.start(setup, settings.poolThreads) : undefined;
    return new ImageEngine(settings, thread, pool);
  }

  /** Why this engine can filter no more images. `undefined`: it can. */
  get failure(): Error | undefined {
    return this.#failure ?? this.#pool?.failure;
  }

  /** A view of the whole memory. A new view is made after the memory has grown. */
  get #bytes(): Uint8Array {
    const { buffer } = this.#thread.memory;
    if (this.#view.length !== buffer.byteLength) this.#view = new Uint8Array(buffer);
    return this.#view;
  }

  /** @throws RangeError if the memory cannot grow. */
  #take(bytes: number, what: string): number {
    const address = this.#heap.take(bytes);
    if (address !== undefined) return address;
    const mib = Math.ceil(bytes / 2 ** 20);
    throw new RangeError(`there is no memory ${what}: it cannot grow by the ${mib} MiB that are missing`);
  }

  /** Makes an image of transparent black pixels in the memory. It does not move until `free`. @throws RangeError */
  allocate(width: number, height: number): Uint8ClampedArray {
    const length = 4 * width * height;
    const address = this.#take(length, `for an image of ${width} x ${height} pixels`);
    this.#bytes.fill(0, address, address + length);
    return new Uint8ClampedArray(this.#thread.memory.buffer, address, length);
  }

  /** Frees the image that `allocate` made at `address`. */
  free(address: number): void {
    this.#heap.free(address);
  }

  /**
   * Runs filters in place over an image from `allocate`.
   * @throws RangeError if there is no memory to work in. The engine still works then. Any other error is `failure`.
   */
  async runInPlace(
    filters: readonly FilterSpec[],
    data: Uint8ClampedArray,
    width: number,
    height: number,
  ): Promise<void> {
    const pixels = data.byteOffset;
    for (const pass of this.#plan(filters, width, height, true)) {
      await this.#withRoom(pass, roomFor(pass.bytes, 0, width), async (room) => {
        if (flips(pass.filters)) flipRows(this.#bytes, pixels, width, height);
        await this.#work({ width, height, from: 0, to: height, pixels, room });
      });
    }
  }

  /**
   * Runs filters over a frame of a caller's image, in bands of rows.
   * @throws TypeError if the image loses its bytes; RangeError if there is no memory to work in. The engine still works after
   * these two. Any other error is `failure`.
   */
  async run(filters: readonly FilterSpec[], image: Image, frame: ImageFrame): Promise<void> {
    const { width, height } = frame;
    for (const pass of this.#plan(filters, width, height, false)) {
      await this.#withRoom(pass, roomFor(pass.bytes, pass.rows, width), async (pixels) => {
        const room = pixels + roomFor(0, pass.rows, width);
        // A flip makes the last rows from the first rows, and earlier bands overwrite these. `#runBand` flips a single band.
        if (flips(pass.filters) && pass.rows < height) flipRows(bytesOf(image), frame.from, width, height);
        for (let from = 0; from < height; from += pass.rows) {
          const rows = { width, height, from, to: Math.min(height, from + pass.rows) };
          await this.#runBand(pass, image, frame, { ...rows, pixels, room });
        }
      });
    }
  }

  #plan(filters: readonly FilterSpec[], width: number, height: number, whole: boolean): Pass[] {
    const { simd, poolThreads } = this.#settings;
    const options = { filters, threads: Math.max(1, poolThreads), width, height, whole };
    const needs = {
      set: (filters: readonly FilterSpec[], threads: number) =>
        writeSettings(this.#words, { filters, threads, simd }),
      halo: () => this.#exports.image_halo(),
      bytes: (width: number, rows: number) => this.#exports.image_bytes(width, rows),
    };
    // Allocated images may leave little memory. Then smaller passes are tried.
    for (let { roomBytes } = this.#limits; ; roomBytes /= 4) {
      const passes = planPasses(options, needs, { ...this.#limits, roomBytes });
      if (roomBytes < LEAST_ROOM_BYTES || passes.every((pass) => this.#hasRoom(pass, width, whole)))
        return passes;
    }
  }

  #hasRoom({ rows, bytes }: Pass, width: number, whole: boolean): boolean {
    const address = this.#heap.take(roomFor(bytes, whole ? 0 : rows, width));
    if (address !== undefined) this.#heap.free(address);
    return address !== undefined;
  }

  /** Sets up a pass, and gives `work` the address of its memory. Frees the memory when `work` has ended. */
  async #withRoom(
    { filters, threads }: Pass,
    bytes: number,
    work: (room: number) => Promise<void>,
  ): Promise<void> {
    const room = this.#take(bytes, 'to work in');
    try {
      writeSettings(this.#words, { filters, threads, simd: this.#settings.simd });
      await work(room);
    } finally {
      this.#heap.free(room);
    }
  }

  /** Copies a band and the rows below it in, runs the kernels, copies the band out. Rows above it are there from the last band. */
  async #runBand(
    { filters, rows: most, halo }: Pass,
    image: Image,
    frame: ImageFrame,
    rows: Rows,
  ): Promise<void> {
    const row = 4 * frame.width;
    const { from, to, pixels, room } = rows;
    // First the rows around the upper border, then those around the lower border: see `wasm/pool/src/image.rs`.
    const lower = room + 2 * halo * row;
    const at = (y: number) => Math.min(frame.to, frame.from + y * row);
    const given = bytesOf(image);
    const bytes = this.#bytes;
    bytes.set(given.subarray(at(from), at(to)), pixels);
    if (flips(filters) && most === frame.height) flipRows(bytes, pixels, frame.width, frame.height);
    if (from > 0) bytes.copyWithin(room, lower, lower + halo * row);
    bytes.set(given.subarray(at(to), at(to + halo)), lower + halo * row);
    await this.#work(rows);
    const result = this.#bytes.subarray(pixels, pixels + at(to) - at(from));
    bytesOf(image).set(result, at(from));
  }

  /** Filters rows in place. @throws Error if a thread fails. Then the engine filters no more images. */
  async #work({ width, height, from, to, pixels, room }: Rows): Promise<void> {
    const { flavours, clock } = this.#thread;
    const exports = this.#exports;
    try {
      const seen = this.#pool?.finishedImages ?? 0;
      const begun = exports.image_begin(width, height, from, to, pixels, room);
      if (begun !== 1) throw new Error('the kernels took no image');
      if (this.#pool) await this.#pool.finished(seen, width * (to - from));
      else (this.#settings.simd ? flavours.simd : flavours.scalar).pool_drain(0);
      if (exports.present_next() !== 0) throw new Error('the kernels gave no result');
      exports.present_hand_over(0, clock());
      exports.present_accepted();
    } catch (error) {
      this.#failure = error as Error;
      this.close();
      throw error;
    }
  }

  /** FNV-1a, 64 bits. */
  fnv1a(bytes: Pixels): bigint {
    let hash = FNV_OFFSET_BASIS;
    for (let from = 0; from < bytes.length; from += CHUNK_BYTES) {
      const length = Math.min(CHUNK_BYTES, bytes.length - from);
      this.#bytes.set(new Uint8Array(bytes.buffer, bytes.byteOffset + from, length), this.#chunk);
      // The module returns a signed 64-bit integer.
      hash = BigInt.asUintN(64, this.#exports.fnv1a(BigInt.asIntN(64, hash), this.#chunk, length));
    }
    return hash;
  }

  /** Ends the threads. Images that were allocated keep their pixels. */
  close(): void {
    this.#pool?.close();
  }
}
