/**
 * Frames for tests: planes of 8-bit samples, a random fill that any language can repeat, the 64-bit FNV-1a hash, and a
 * comparison that names the first difference of two frames. Pure. vitest and Playwright use it in Node.
 */

import type { FrameSample, PixelFormat, SamplePlane } from '../../src/terms.ts';

/** Every pixel format that the pipeline carries. */
export const FORMATS: readonly PixelFormat[] = ['I420', 'NV12', 'RGBA', 'BGRA'];

/** One picture. The planes are Y, U, V (I420), or Y, UV (NV12), or one plane with all four channels. */
export interface Frame {
  format: PixelFormat;
  /** Pixels. */
  width: number;
  /** Pixels. */
  height: number;
  planes: SamplePlane[];
}

/** The size of one plane: pixels per row, rows, bytes per pixel. */
export interface PlaneShape {
  width: number;
  height: number;
  channels: number;
}

/** The planes of a frame with this format and size. The size is in pixels, at least 1. Chroma sizes round up. */
export function planeShapes(format: PixelFormat, width: number, height: number): PlaneShape[] {
  const chroma = { width: (width + 1) >> 1, height: (height + 1) >> 1 };
  switch (format) {
    case 'I420':
      return [
        { width, height, channels: 1 },
        { ...chroma, channels: 1 },
        { ...chroma, channels: 1 },
      ];
    case 'NV12':
      return [
        { width, height, channels: 1 },
        { ...chroma, channels: 2 },
      ];
    default:
      return [{ width, height, channels: 4 }];
  }
}

/** How to make a frame. */
export interface FrameOptions {
  /** Bytes between the end of one row and the start of the next. Default 0. */
  stridePadding?: number;
  /** The value of every byte, also of those between rows. Default 0. */
  fill?: number;
}

/** Makes a frame. All its bytes are equal. */
export function makeFrame(
  format: PixelFormat,
  width: number,
  height: number,
  options: FrameOptions = {},
): Frame {
  const { stridePadding = 0, fill = 0 } = options;
  const planes = planeShapes(format, width, height).map((shape) => {
    const stride = shape.width * shape.channels + stridePadding;
    return { ...shape, stride, data: new Uint8Array(stride * shape.height).fill(fill) };
  });
  return { format, width, height, planes };
}

/** Makes a `FrameSample` of an upright frame with square pixels, like those of `Pipeline.sample()`. */
export function plainSample(
  frame: Pick<FrameSample, 'format' | 'codedWidth' | 'codedHeight' | 'planes'>,
  timestamp = 0,
): FrameSample {
  const display = { displayWidth: frame.codedWidth, displayHeight: frame.codedHeight };
  const colorSpace = { primaries: null, transfer: null, matrix: null, fullRange: null };
  return { ...frame, ...display, rotation: 0, flip: false, timestamp, duration: null, colorSpace };
}

/** Turns a sample of `Pipeline.sample()` into a frame. Both share the planes. */
export function frameOfSample(sample: FrameSample): Frame {
  const { format, codedWidth, codedHeight, planes } = sample;
  return { format, width: codedWidth, height: codedHeight, planes };
}

/** A deep copy, byte for byte, padding included. */
export function cloneFrame(frame: Frame): Frame {
  return { ...frame, planes: frame.planes.map((plane) => ({ ...plane, data: plane.data.slice() })) };
}

/**
 * A source of pseudo-random bytes: the top bytes of xorshift32 (Marsaglia 2003, 13/17/5). Rust repeats it from this definition.
 * `seed` is an unsigned 32-bit number. 0 counts as 1.
 */
export function randomBytes(seed: number): () => number {
  let state = seed >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 24;
  };
}

/** Fills the visible bytes from `randomBytes(seed)`: plane after plane, row after row. Returns the frame. */
export function fillRandom(frame: Frame, seed: number): Frame {
  const next = randomBytes(seed);
  for (const { data, stride, width, height, channels } of frame.planes) {
    for (let y = 0; y < height; y++) {
      const start = y * stride;
      const end = start + width * channels;
      for (let at = start; at < end; at++) data[at] = next();
    }
  }
  return frame;
}

/** The visible bytes without padding: plane after plane, row after row. */
export function frameBytes(frame: Frame): Uint8Array {
  const size = frame.planes.reduce((sum, plane) => sum + plane.width * plane.channels * plane.height, 0);
  const bytes = new Uint8Array(size);
  let offset = 0;
  for (const plane of frame.planes) {
    for (let y = 0; y < plane.height; y++) {
      bytes.set(rowOf(plane, y), offset);
      offset += plane.width * plane.channels;
    }
  }
  return bytes;
}

/** The visible bytes of one row. */
export function rowOf(plane: SamplePlane, y: number): Uint8Array {
  return plane.data.subarray(y * plane.stride, y * plane.stride + plane.width * plane.channels);
}

/**
 * FNV-1a, 64 bits (Fowler, Noll, Vo), as 16 lower-case hexadecimal digits. The state is two 32-bit halves. The prime is
 * 2^40 + 435. It uses nothing outside of itself, so that a test can send its source to a page.
 */
export function fnv1aHex(bytes: Uint8Array): string {
  let high = 0xcbf29ce4;
  let low = 0x84222325;
  for (let i = 0; i < bytes.length; i++) {
    low ^= bytes[i] as number;
    const limb0 = (low & 0xffff) * 435;
    const limb1 = (low >>> 16) * 435 + (limb0 >>> 16);
    high = (Math.imul(high, 435) + (limb1 >>> 16) + (low << 8)) | 0;
    low = (limb1 << 16) | (limb0 & 0xffff);
  }
  return (high >>> 0).toString(16).padStart(8, '0') + (low >>> 0).toString(16).padStart(8, '0');
}

/** FNV-1a, 64 bits, as a number. */
export function fnv1a(bytes: Uint8Array): bigint {
  return BigInt(`0x${fnv1aHex(bytes)}`);
}

/** Names the first place where the visible bytes of two frames differ, in a sentence. `null`: they are equal. */
export function frameDifference(actual: Frame, expected: Frame): string | null {
  const name = (frame: Frame) => `${frame.format} ${frame.width}x${frame.height}`;
  if (name(actual) !== name(expected)) return `The frame is ${name(actual)}, expected ${name(expected)}.`;
  for (const [index, plane] of expected.planes.entries()) {
    const other = actual.planes[index] as SamplePlane;
    for (let y = 0; y < plane.height; y++) {
      const is = rowOf(other, y);
      const want = rowOf(plane, y);
      if (Buffer.compare(is, want) === 0) continue;
      const at = want.findIndex((value, i) => value !== is[i]);
      const x = Math.floor(at / plane.channels);
      const where = `plane ${index}, row ${y}, column ${x}, channel ${at % plane.channels}`;
      const count = countDifferences(actual, expected);
      return `${name(expected)}: ${where} is ${is[at]}, expected ${want[at]}; ${count}`;
    }
  }
  return null;
}

function countDifferences(actual: Frame, expected: Frame): string {
  const is = frameBytes(actual);
  const want = frameBytes(expected);
  const count = is.reduce((sum, value, index) => sum + (value === want[index] ? 0 : 1), 0);
  return `${count} of ${want.length} bytes differ.`;
}
