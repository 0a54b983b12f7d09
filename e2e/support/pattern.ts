/**
 * The reference of the built-in test picture. In: a frame number. Out: an 8-bit I420 frame. The picture has moving colour bars,
 * a frequency sweep, noise and a bouncing ball. Two rows of sixteen black or white blocks show the frame's own number. It stays
 * readable after grayscale and a blur with a radius up to 7, at 320x180 and larger. Integers only, so that Rust can repeat it. Pure.
 */

import type { SamplePlane } from '../../src/terms.ts';
import { type Frame, makeFrame } from './frame.ts';

/** The settings of the picture. */
export interface PatternOptions {
  /** Pixels, at least 1. */
  width: number;
  /** Pixels, at least 1. */
  height: number;
  /** Unsigned 32-bit seed of the noise. Default 1. */
  seed?: number;
}

/** Black and white of limited-range video. */
const BLACK = 16;
const WHITE = 235;

/** Y, U, V of the eight bars: white, yellow, cyan, green, magenta, red, blue, all at 75 %, and black (BT.601). */
export const BARS = [
  [180, 128, 128],
  [162, 44, 142],
  [131, 156, 44],
  [112, 72, 58],
  [84, 184, 198],
  [65, 100, 212],
  [35, 212, 114],
  [16, 128, 128],
] as const;

/** The microseconds from frame 0 to frame `n`. */
export function patternTimestamp(n: number, frameRate: number): number {
  return Math.floor((n * 1_000_000) / frameRate);
}

/** Makes frame `n` (unsigned 32 bits) of the test picture. */
export function patternFrame(n: number, options: PatternOptions): Frame {
  const { width, height, seed = 1 } = options;
  const frame = makeFrame('I420', width, height);
  const [luma, u, v] = frame.planes as [SamplePlane, SamplePlane, SamplePlane];
  const barsEnd = Math.floor((height * 5) / 8);
  const sweepEnd = Math.floor((height * 3) / 4);
  const bars = Uint8Array.from({ length: width }, (_, x) => barOf(x, n, width)[0]);
  const sweep = Uint8Array.from({ length: width }, (_, x) => sweepLuma(x, n, width));
  const noise = noiseRow(width, seed);
  for (let y = 0; y < height; y++) {
    const at = y * width;
    if (y < sweepEnd) {
      luma.data.set(y < barsEnd ? bars : sweep, at);
    } else {
      const offset = ((Math.imul(y, 40503) + Math.imul(n, 9973)) >>> 4) % width;
      luma.data.set(noise.subarray(offset), at);
      luma.data.set(noise.subarray(0, offset), at + width - offset);
    }
  }
  const barsU = Uint8Array.from({ length: u.width }, (_, x) => barOf(2 * x, n, width)[1]);
  const barsV = Uint8Array.from({ length: v.width }, (_, x) => barOf(2 * x, n, width)[2]);
  for (let y = 0; y < u.height; y++) {
    if (2 * y < barsEnd) {
      u.data.set(barsU, y * u.stride);
      v.data.set(barsV, y * v.stride);
    } else {
      u.data.fill(128, y * u.stride, (y + 1) * u.stride);
      v.data.fill(128, y * v.stride, (y + 1) * v.stride);
    }
  }
  drawBall(luma, n);
  drawFrameNumber(frame, n);
  return frame;
}

function barOf(x: number, n: number, width: number): readonly [number, number, number] {
  const bar = Math.floor((((x + 4 * n) % width) * 8) / width);
  return BARS[bar] as readonly [number, number, number];
}

function sweepLuma(x: number, n: number, width: number): number {
  const phase = (Math.floor((x * x) / (2 * width)) * 8 + 8 * n) % 512;
  const triangle = phase < 256 ? phase : 511 - phase;
  return BLACK + Math.floor((triangle * 219) / 255);
}

function noiseRow(width: number, seed: number): Uint8Array {
  let state = (Math.imul(seed, 2654435761) + 1) >>> 0 || 1;
  return Uint8Array.from({ length: width }, () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return BLACK + Math.floor(((state >>> 24) * 219) / 255);
  });
}

function drawBall(luma: SamplePlane, n: number): void {
  const { width, height } = luma;
  const radius = Math.max(1, Math.floor(height / 12));
  const centreX = radius + bounce(5 * n, Math.max(1, width - 2 * radius));
  const centreY = radius + bounce(3 * n, Math.max(1, height - 2 * radius));
  for (let y = Math.max(0, centreY - radius); y <= Math.min(height - 1, centreY + radius); y++) {
    for (let x = Math.max(0, centreX - radius); x <= Math.min(width - 1, centreX + radius); x++) {
      if ((x - centreX) ** 2 + (y - centreY) ** 2 <= radius ** 2) luma.data[y * luma.stride + x] = WHITE;
    }
  }
}

/** Gives 0, 1, ... period - 1, period - 1, ... 1, 0, 0, 1, ... */
function bounce(t: number, period: number): number {
  const m = t % (2 * period);
  return m < period ? m : 2 * period - 1 - m;
}

/** Draws the number (unsigned 32 bits) into an I420 frame. Leaves a frame that is too small as it is. */
export function drawFrameNumber(frame: Frame, n: number): void {
  const [luma, ...chroma] = frame.planes as [SamplePlane, ...SamplePlane[]];
  const block = Math.min(32, Math.floor(frame.width / 20));
  if (block < 1 || frame.height < 4 * block) return;
  for (let bit = 0; bit < 32; bit++) {
    const value = (n >>> (31 - bit)) & 1 ? WHITE : BLACK;
    const x = block + (bit % 16) * block;
    const top = block + Math.floor(bit / 16) * block;
    for (let y = top; y < top + block; y++)
      luma.data.fill(value, y * luma.stride + x, y * luma.stride + x + block);
  }
  for (const plane of chroma) {
    for (let y = Math.ceil(block / 2); 2 * y < 3 * block; y++) {
      for (let x = Math.ceil(block / 2); 2 * x < 17 * block; x++) plane.data[y * plane.stride + x] = 128;
    }
  }
}

/**
 * Reads the number of a picture at the centres of its blocks. `null`: the picture is too small, or a centre is neither dark nor
 * bright. `luma` has `stride` bytes per row. It uses nothing outside of itself, so that a test can send its source to a page.
 */
export function readFrameNumber(
  luma: Uint8Array,
  stride: number,
  width: number,
  height: number,
): number | null {
  const block = Math.min(32, Math.floor(width / 20));
  if (block < 1 || height < 4 * block) return null;
  const half = block >> 1;
  let number = 0;
  for (let bit = 0; bit < 32; bit++) {
    const x = block + (bit % 16) * block + half;
    const y = block + Math.floor(bit / 16) * block + half;
    const value = luma[y * stride + x] as number;
    if (value > 90 && value < 161) return null;
    number = number * 2 + (value > 125 ? 1 : 0);
  }
  return number;
}

/** Converts BT.601 in limited range to R'G'B' of 0 to 255. */
export function toRgb([y, u, v]: readonly [number, number, number]): number[] {
  const luma = (255 / 219) * (y - 16);
  const chroma = 255 / 224;
  const rgb = [
    luma + 1.402 * chroma * (v - 128),
    luma - 0.344136 * chroma * (u - 128) - 0.714136 * chroma * (v - 128),
    luma + 1.772 * chroma * (u - 128),
  ];
  return rgb.map((value) => Math.min(255, Math.max(0, value)));
}
