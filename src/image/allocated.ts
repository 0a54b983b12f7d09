/**
 * An image in the module's own memory, as a caller holds it. In: pixels that `ImageEngine.allocate` gave. Out: filters over them
 * in place, and their end. Calling thread.
 */

import type { FilterSpec } from '../catalogue/filters.ts';

/** What an image needs of those who made it. */
export interface ImageOwner {
  /** Filters the pixels when it is their turn. `isFreed` is asked then. */
  apply(filters: readonly FilterSpec[], image: OwnedPixels, isFreed: () => boolean): Promise<void>;
  /** @throws TypeError if a chain cannot run over a still image. */
  check(filters: unknown): FilterSpec[];
}

/** Pixels, and what they are. */
export interface OwnedPixels {
  readonly data: Uint8ClampedArray;
  readonly width: number;
  readonly height: number;
}

/** Tells of images that nobody freed, and gives their memory back. It watches the pixels: an image keeps its own. */
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
   * `ImageData` and `TextDecoder` want a copy. @throws TypeError after `free`.
   */
  readonly data: Uint8ClampedArray;
  /**
   * Runs filters over the pixels where they lie: nothing is copied. Calls take turns; leave `data` alone until this one ends.
   * @param filters every filter of the palette that needs no earlier frame, at most 16.
   * @returns the image
   * @throws TypeError for a bad chain, or after `free`; RangeError if there is no memory to work in; PipelineFailedError if a thread
   * fails: then some of the pixels may be filtered.
   */
  apply(filters: readonly FilterSpec[]): Promise<this>;
  /** Gives the memory back, after the calls that are under way. `data` and views of it must not be used any more. May be called again. */
  free(): void;
  /** The same as `free`, for `using`. */
  [Symbol.dispose](): void;
}

/** What `allocate` makes. */
export class OwnedImage implements AllocatedImage {
  readonly width: number;
  readonly height: number;
  readonly #owner: ImageOwner;
  readonly #release: () => void;
  #pixels: OwnedPixels | undefined;

  /** @param release gives the memory of `pixels` back when no call works on it. It must not hold `pixels` itself. */
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

/** What a call on a freed image is told. */
export function freed(): TypeError {
  return new TypeError('the image was freed; allocate another one');
}
