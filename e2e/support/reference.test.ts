/** Tests the reference kernels and the golden table. If the reference was wrong, every other test would be worthless. */

import { writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { PixelFormat } from '../../src/terms.ts';
import {
  cloneFrame,
  FORMATS,
  type Frame,
  fillRandom,
  frameBytes,
  frameDifference,
  makeFrame,
  randomBytes,
} from './frame.ts';
import { formatGolden, GOLDEN_FILE, makeGolden, parseChain, readGolden } from './golden.ts';
import { applyFilters, boxBlur, grayscale, naiveBlurPlane } from './reference.ts';

const ODD_SIZES = [
  [1, 1],
  [1, 2],
  [2, 1],
  [3, 3],
  [5, 7],
  [17, 9],
  [31, 33],
] as const;

/** A frame with the given samples, plane after plane. */
function frameOf(format: PixelFormat, width: number, height: number, samples: number[]): Frame {
  const frame = makeFrame(format, width, height);
  let at = 0;
  for (const plane of frame.planes) {
    plane.data.set(samples.slice(at, at + plane.data.length));
    at += plane.data.length;
  }
  return frame;
}

describe('the reference', () => {
  it('makes the three colours the luma and keeps A', () => {
    const rgba = frameOf('RGBA', 2, 2, [255, 0, 0, 1, 0, 255, 0, 2, 0, 0, 255, 3, 255, 255, 255, 4]);
    const gray = [76, 76, 76, 1, 150, 150, 150, 2, 29, 29, 29, 3, 255, 255, 255, 4];
    expect([...frameBytes(grayscale(rgba))]).toEqual(gray);
    const bgra = frameOf('BGRA', 2, 2, [0, 0, 255, 1, 0, 255, 0, 2, 255, 0, 0, 3, 255, 255, 255, 4]);
    expect([...frameBytes(grayscale(bgra))]).toEqual(gray);
  });

  it('makes chroma neutral and keeps luma', () => {
    for (const format of ['I420', 'NV12'] as const) {
      const frame = fillRandom(makeFrame(format, 5, 3, { stridePadding: 2, fill: 9 }), 3);
      const gray = grayscale(frame);
      expect(gray.planes[0]).toEqual(frame.planes[0]);
      for (const plane of gray.planes.slice(1)) {
        const row = plane.width * plane.channels;
        expect([...plane.data]).toEqual([...plane.data].map((_, i) => (i % plane.stride < row ? 128 : 9)));
      }
    }
  });

  it('rounds the mean of the clipped window', () => {
    // 3x1 with radius 1: (1+2)/2 = 1.5 -> 2, (1+2+4)/3 = 2.33 -> 2, (2+4)/2 = 3. Chroma has radius (2+1)>>2 = 0.
    const frame = frameOf('I420', 3, 1, [1, 2, 4, 10, 90, 30, 60]);
    expect([...frameBytes(boxBlur(frame, 1))]).toEqual([2, 2, 3, 10, 90, 30, 60]);
    // Radius 2: chroma radius (4+1)>>2 = 1, so the mean of both samples.
    expect([...frameBytes(boxBlur(frame, 2))]).toEqual([2, 2, 2, 50, 50, 45, 45]);
  });

  it('keeps A and every colour to itself', () => {
    const frame = frameOf('BGRA', 2, 1, [0, 10, 100, 7, 1, 20, 201, 9]);
    expect([...frameBytes(boxBlur(frame, 127))]).toEqual([1, 15, 151, 7, 1, 15, 151, 9]);
  });

  it('applies a chain in order and leaves its input alone', () => {
    const frame = fillRandom(makeFrame('RGBA', 9, 7), 5);
    const before = cloneFrame(frame);
    const expected = grayscale(boxBlur(boxBlur(frame, 3), 1));
    expect(
      frameDifference(applyFilters(frame, parseChain('box-blur:3,box-blur:1,grayscale')), expected),
    ).toBeNull();
    expect(frameDifference(applyFilters(frame, []), frame)).toBeNull();
    expect(frame).toEqual(before);
  });

  it('gives the same with summed columns as with the double loop', () => {
    const next = randomBytes(11);
    const sizes = [
      ...ODD_SIZES,
      ...Array.from({ length: 12 }, () => [1 + (next() % 24), 1 + (next() % 24)] as const),
    ];
    for (const [i, [width, height]] of sizes.entries()) {
      for (const format of FORMATS) {
        const frame = fillRandom(makeFrame(format, width, height, { stridePadding: i % 4, fill: 3 }), i);
        for (const radius of [0, 1, 2, 5, next() % 20, 127]) {
          const naive = boxBlur(frame, radius, naiveBlurPlane);
          expect(boxBlur(frame, radius), `${format} ${width}x${height} radius ${radius}`).toEqual(naive);
        }
      }
    }
  });
});

describe('the golden table', () => {
  it('is what the reference gives', () => {
    const text = formatGolden(makeGolden());
    if (process.env.RINGLIGHT_UPDATE_GOLDEN) writeFileSync(GOLDEN_FILE, text);
    expect(formatGolden(readGolden())).toBe(text);
  });

  it('has every format and every size from 1x1', () => {
    const seen = new Set(readGolden().map((golden) => `${golden.format} ${golden.width}x${golden.height}`));
    for (const format of FORMATS) expect(seen).toContain(`${format} 1x1`);
    expect(new Set(readGolden().map((golden) => golden.hash)).size).toBeGreaterThan(100);
  });
});
