/**
 * The object through which a caller uses an image in the module's own memory. In: pixels from `ImageEngine.allocate`. Out: calls
 * that filter the pixels in place or free them. Calling thread.
 */

import type { FilterSpec } from '../catalogue/filters.ts';

/** What an image needs from its maker. */
export interface ImageOwner {
  /** Waits for its turn, then filters the pixels. Rejects if `isFreed()` is true by then. */
  apply(filters: readonly FilterSpec[], image: OwnedPixels, isFreed: () => boolean): Promise<void>;
  /** @throws TypeError if a chain cannot run over a still image. */
  check(filters: unknown): FilterSpec[];
}

/** Pixels and their size. */
export interface OwnedPixels {
  readonly data: Uint8ClampedArray;
  readonly width: number;
  readonly height: number;
}

/** Warns of images that were not freed, and frees their memory. It watches the pixels: a caller may keep only them. */
const forgotten = new FinalizationRegistry<() => void>((release) => {
  console.warn('A still image was garbage collected, and not freed. Call free() when you need it no more.');
  release();
});

/** An image in the module's own memory. Make it with `allocate`. */
export interface AllocatedImage {
  /** Pixels. */
  readonly width: number;
  /** Pixels. */
  readonly height: number;
  /**
   * RGBA, 8 bits each, `4 * width * height` bytes, rows without gaps. The same array until `free`. It is a view of shared memory:
   * `ImageData` and `TextDecoder` need a copy. @throws TypeError after `free`.
   */
  readonly data: Uint8ClampedArray;
  /**
   * Runs filters over the pixels in place. Calls run one after the other. Do not touch `data` until this call ends.
   * @param filters every filter of the palette that needs no earlier frame, at most 16.
   * @returns the image
   * @throws TypeError for a bad chain, or after `free`; RangeError if there is no memory to work in; PipelineFailedError if a thread
   * fails. Then some of the pixels may be filtered.
   */
  apply(filters: readonly FilterSpec[]): Promise<this>;
  /** Frees the memory when earlier calls have ended. Do not use `data` or views of it then. A second call does nothing. */
  free(): void;
  /** The same as `free`, for `using`. */
  [Symbol.dispose](): void;
}

/** The image that `allocate` makes. */
export class OwnedImage implements AllocatedImage {
  readonly width: number;
  readonly height: number;
  readonly #owner: ImageOwner;
  readonly #release: () => void;
  #pixels: OwnedPixels | undefined;

  /** @param release frees the memory of `pixels` when no call uses it. It must not refer to `pixels`: they could not be collected. */
  constructor(owner: ImageOwner, pixels: OwnedPixels, release: () => void) {
    this.width = pixels.width;
    this.height = pixels.height;
    this.#owner = owner;
    this.#pixels = pixels;
    this.#release = release;
    forgotten.register(pixels.data, release, this);
  }

  get data(): Uint8ClampedArray {
    return this.#alive().data;
  }

  async apply(filters: readonly FilterSpec[]): Promise<this> {
    const pixels = this.#alive();
    await this.#owner.apply(this.#owner.check(filters), pixels, () => this.#pixels === undefined);
    return this;
  }

  free(): void {
    if (!this.#pixels) return;
    this.#pixels = undefined;
    forgotten.unregister(this);
    this.#release();
  }

  [Symbol.dispose](): void {
    this.free();
  }

  #alive(): OwnedPixels {
    if (!this.#pixels) throw freed();
    return this.#pixels;
  }
}

/** The error of a call on a freed image. */
export function freed(): TypeError {
  return new TypeError('the image was freed; allocate another one');
}
