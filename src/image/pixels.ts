/**
 * Checks a caller's pixels and cuts them into frames.
 * In: any value. Out: checked bytes, or a TypeError that names the argument. Any thread.
 */

import { MAX_IMAGE_SIDE } from '../generated/layout.ts';

/** RGBA, 8 bits each, rows without gaps. */
export type Pixels = Uint8Array | Uint8ClampedArray;

/** A caller's array. It may lose its bytes while its call waits. */
export interface Image {
  readonly rgba: Pixels;
  /** The number of its bytes at the time of the call. */
  readonly length: number;
}

/** The part of an image that the kernels process at once: bytes `from` to `to`, as `height` rows of `width` pixels. */
export interface ImageFrame {
  readonly from: number;
  readonly to: number;
  readonly width: number;
  readonly height: number;
}

/** Width of the frames of `pointFrames`. Rows are long enough for the kernels, and short enough to give every thread some. */
const ROW_PIXELS = 1024;
/** Pixels of the largest frame. */
const MAX_PIXELS = ROW_PIXELS * MAX_IMAGE_SIDE;

const typedArray = Object.getPrototypeOf(Uint8Array.prototype) as Uint8Array;
/** Returns the name of a typed array's class, of any realm. `instanceof` knows only the classes of this realm. */
const kindOf = Object.getOwnPropertyDescriptor(typedArray, Symbol.toStringTag)?.get as (
  this: unknown,
) => string | undefined;

/** Checks that a value is an array of pixels. @throws TypeError if it is not, or if its bytes are gone. */
export function checkPixels(value: unknown, argument: string): asserts value is Pixels {
  const kind = kindOf.call(value);
  if (kind !== 'Uint8Array' && kind !== 'Uint8ClampedArray') {
    throw new TypeError(`${argument} must be a Uint8Array or a Uint8ClampedArray`);
  }
  try {
    // An array without bytes has length 0, like an empty one. But its methods throw.
    typedArray.at.call(value as Pixels, 0);
  } catch (cause) {
    throw new TypeError(`${argument} has no bytes: it is detached, or its buffer has shrunk`, { cause });
  }
}

/** Returns the bytes of an image. @throws TypeError if it has not the same number of bytes as at the time of the call. */
export function bytesOf({ rgba, length }: Image): Uint8Array {
  checkPixels(rgba, 'rgba');
  if (rgba.length !== length) {
    throw new TypeError(
      `rgba has ${rgba.length} bytes; it had ${length} when the call was made, and must keep them until it ends`,
    );
  }
  return new Uint8Array(rgba.buffer, rgba.byteOffset, length);
}

/** Cuts `bytes` of RGBA into frames, for filters that look at each pixel alone. Nearly always there is one frame. */
export function pointFrames(bytes: number): ImageFrame[] {
  const frames: ImageFrame[] = [];
  for (let from = 0; from < bytes; from += 4 * MAX_PIXELS) {
    const to = Math.min(bytes, from + 4 * MAX_PIXELS);
    const pixels = (to - from) / 4;
    const width = Math.min(pixels, ROW_PIXELS);
    frames.push({ from, to, width, height: Math.ceil(pixels / width) });
  }
  return frames;
}

/** Turns an image that begins at `first` upside down, row by row. */
export function flipRows(bytes: Uint8Array, first: number, width: number, height: number): void {
  const row = 4 * width;
  const kept = new Uint8Array(row);
  for (let top = first, bottom = first + (height - 1) * row; top < bottom; top += row, bottom -= row) {
    kept.set(bytes.subarray(top, top + row));
    bytes.copyWithin(top, bottom, bottom + row);
    bytes.set(kept, bottom);
  }
}
