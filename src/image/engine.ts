/**
 * Filters still images with the ring of the video pipeline. The ring has one slot. The calling thread does the work of capture
 * and present. Pool threads run the kernels. Without pool threads the calling thread runs them. In: pixels. Out: the same array,
 * filtered in place.
 */

import type { FilterSpec } from '../catalogue/filters.ts';
import { type Exports, startThread, type Thread } from '../engine/instance.ts';
import { loadModules } from '../engine/modules.ts';
import { CAPTURE_STACK, CONTROL, DROP_CAUSES, FORMATS, PAGE_BYTES, PLANE } from '../generated/layout.ts';
import { writeSettings } from '../memory/control.ts';
import { controlWords, createMemory } from '../memory/shared-memory.ts';
import { SlotViews } from '../memory/slots.ts';
import { within } from './deadline.ts';
import { bytesOf, type Image, type ImageFrame, type Pixels } from './pixels.ts';
import { ImagePool } from './pool.ts';

/** The module's exports, with one more for still images. */
export interface ImageExports extends Exports {
  fnv1a(hash: bigint, bytes: number, length: number): bigint;
}

/** The settings of an engine. */
export interface ImageSettings {
  simd: boolean;
  /** Threads beside the calling one. 0: the calling thread does the work. */
  poolThreads: number;
}

const FNV_OFFSET_BASIS = 14695981039346656037n;
/** The files must arrive within this time. */
const LOAD_MS = 10_000;
/** A checksum copies at most so many bytes at once. */
const CHUNK_BYTES = 1 << 20;

/** Runs the kernels, with or without a pool. One image at a time. */
export class ImageEngine {
  readonly #settings: ImageSettings;
  readonly #thread: Thread;
  readonly #words: Int32Array;
  readonly #views: SlotViews;
  /** Bytes for a checksum are copied here. It is outside the ring's memory, because threads may work there at the same time. */
  readonly #chunk: Uint8Array;
  readonly #pool: ImagePool | undefined;
  #failure: Error | undefined;

  private constructor(settings: ImageSettings, thread: Thread, chunk: Uint8Array, pool?: ImagePool) {
    this.#settings = settings;
    this.#thread = thread;
    this.#words = controlWords(thread.memory.buffer);
    this.#views = new SlotViews(thread.memory);
    this.#chunk = chunk;
    this.#pool = pool;
  }

  /** Loads the kernels and starts the threads. @throws Error if something fails. Then nothing is left running. */
  static async start(settings: ImageSettings): Promise<ImageEngine> {
    const modules = await within(LOAD_MS, loadModules(settings.simd), 'the .wasm files did not arrive');
    const memory = createMemory();
    const chunk = reserveChunk(memory);
    Atomics.store(controlWords(memory.buffer), CONTROL.slotLimit >> 2, 1);
    const setup = { ...modules, memory, epochMs: performance.timeOrigin };
    const thread = await startThread(setup, CAPTURE_STACK);
    const pool = settings.poolThreads > 0 ? await ImagePool.start(setup, settings.poolThreads) : undefined;
    return new ImageEngine(settings, thread, chunk, pool);
  }

  /** Why no more images can be filtered here. `undefined`: they can. */
  get failure(): Error | undefined {
    return this.#failure ?? this.#pool?.failure;
  }

  /**
   * Runs filters over a frame of an image, in place.
   * @throws TypeError if the image has lost its bytes. RangeError if it is too large. After these two the engine takes the next
   * image. Any other error is `failure`.
   */
  async run(filters: readonly FilterSpec[], image: Image, frame: ImageFrame): Promise<void> {
    const { exports, clock } = this.#thread;
    const { simd, poolThreads } = this.#settings;
    writeSettings(this.#words, { filters, threads: Math.max(1, poolThreads), simd });
    const slot = exports.capture_begin(clock(), FORMATS.RGBA, frame.width, frame.height);
    if (slot < 0) {
      throw new RangeError(
        `rgba is too large: there is no memory for ${frame.width} x ${frame.height} pixels`,
      );
    }
    try {
      this.#write(slot, bytesOf(image), frame);
    } catch (error) {
      exports.capture_give_up(slot, DROP_CAUSES['copy-failed']);
      throw error;
    }
    await this.#work(slot, frame);
    try {
      this.#read(slot, bytesOf(image), frame);
    } catch (error) {
      exports.present_hand_over(slot, clock());
      exports.present_refused(DROP_CAUSES['sink-failed']);
      throw error;
    }
    exports.present_hand_over(slot, clock());
    exports.present_accepted();
  }

  /** Processes a written slot. @throws Error if a thread fails. Then the engine cannot be used any more. */
  async #work(slot: number, { width, height }: ImageFrame): Promise<void> {
    const { exports, flavours, clock } = this.#thread;
    try {
      const seen = this.#pool?.finishedImages ?? 0;
      exports.capture_finish(slot, 0, clock(), 0);
      if (this.#pool) await this.#pool.finished(seen, width * height);
      else (this.#settings.simd ? flavours.simd : flavours.scalar).pool_drain(0);
      if (exports.present_next() !== slot) throw new Error('the kernels gave no result');
    } catch (error) {
      this.#failure = error as Error;
      this.close();
      throw error;
    }
  }

  #write(slot: number, bytes: Uint8Array, frame: ImageFrame): void {
    const memory = this.#views.bytes(slot);
    this.#eachRow(slot, PLANE.input, frame, (at, from, to) => memory.set(bytes.subarray(from, to), at));
  }

  #read(slot: number, bytes: Uint8Array, frame: ImageFrame): void {
    const memory = this.#views.bytes(slot);
    this.#eachRow(slot, PLANE.output, frame, (at, from, to) =>
      bytes.set(memory.subarray(at, at + to - from), from),
    );
  }

  /** Calls `copy(address, from, to)` for each row. If the slot has no gaps between rows, calls it once for all rows. */
  #eachRow(
    slot: number,
    half: number,
    { from, to, width }: ImageFrame,
    copy: (address: number, from: number, to: number) => void,
  ): void {
    const address = this.#views.plane(slot, 0, half);
    const stride = this.#views.plane(slot, 0, PLANE.stride);
    if (stride === 4 * width) {
      copy(address, from, to);
      return;
    }
    for (let y = 0, at = from; at < to; y++, at += 4 * width) {
      copy(address + y * stride, at, Math.min(to, at + 4 * width));
    }
  }

  /** FNV-1a, 64 bits. */
  fnv1a(bytes: Pixels): bigint {
    const exports = this.#thread.exports as ImageExports;
    let hash = FNV_OFFSET_BASIS;
    for (let from = 0; from < bytes.length; from += CHUNK_BYTES) {
      const length = Math.min(CHUNK_BYTES, bytes.length - from);
      this.#chunk.set(new Uint8Array(bytes.buffer, bytes.byteOffset + from, length));
      // The module returns a signed 64-bit integer.
      hash = BigInt.asUintN(64, exports.fnv1a(BigInt.asIntN(64, hash), this.#chunk.byteOffset, length));
    }
    return hash;
  }

  /** Ends the threads. */
  close(): void {
    this.#pool?.close();
  }
}

/** Takes memory for a chunk from the front of the heap, before the ring uses the heap. */
function reserveChunk(memory: WebAssembly.Memory): Uint8Array {
  const heapBase = CONTROL.heapBase >> 2;
  const address = controlWords(memory.buffer)[heapBase] as number;
  memory.grow(CHUNK_BYTES / PAGE_BYTES);
  controlWords(memory.buffer)[heapBase] = address + CHUNK_BYTES;
  return new Uint8Array(memory.buffer, address, CHUNK_BYTES);
}
