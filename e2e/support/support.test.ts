/** Tests the test helpers: frames, random fill, hash, comparison, test pattern, camera file. */

import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PixelFormat, SamplePlane } from '../../src/terms.ts';
import {
  cloneFrame,
  FORMATS,
  type Frame,
  fillRandom,
  fnv1a,
  fnv1aHex,
  frameBytes,
  frameDifference,
  makeFrame,
  planeShapes,
  randomBytes,
} from './frame.ts';
import { parseChain } from './golden.ts';
import { patternFrame, patternTimestamp, readFrameNumber } from './pattern.ts';
import { applyFilters } from './reference.ts';
import { cameraFollows, makeCameraFile } from './y4m.ts';

const ODD_SIZES = [
  [1, 1],
  [1, 2],
  [2, 1],
  [3, 3],
  [5, 7],
  [17, 9],
  [31, 33],
] as const;

const lumaOf = (frame: Frame) => frame.planes[0] as SamplePlane;

describe('frames', () => {
  it('have the planes of their format, chroma rounded up', () => {
    const sizes = (format: PixelFormat) =>
      planeShapes(format, 5, 3).map((p) => [p.width, p.height, p.channels]);
    expect(sizes('I420')).toEqual([
      [5, 3, 1],
      [3, 2, 1],
      [3, 2, 1],
    ]);
    expect(sizes('NV12')).toEqual([
      [5, 3, 1],
      [3, 2, 2],
    ]);
    expect(sizes('RGBA')).toEqual([[5, 3, 4]]);
    expect(sizes('BGRA')).toEqual([[5, 3, 4]]);
  });

  it('are filled in their visible bytes only, the same for every stride', () => {
    for (const format of FORMATS) {
      const packed = fillRandom(makeFrame(format, 5, 3), 9);
      const padded = fillRandom(makeFrame(format, 5, 3, { stridePadding: 6, fill: 0xa5 }), 9);
      expect(frameBytes(padded)).toEqual(frameBytes(packed));
      for (const plane of padded.planes) {
        expect(plane.stride).toBe(plane.width * plane.channels + 6);
        expect(plane.data.length).toBe(plane.stride * plane.height);
        expect([...plane.data.subarray(plane.stride - 6, plane.stride)]).toEqual([
          165, 165, 165, 165, 165, 165,
        ]);
      }
    }
  });

  it('repeat the defined random bytes', () => {
    // xorshift32 from state 1 gives 270369, 67634689, 2647435461, 307599695 (Marsaglia 2003). These are the top bytes.
    const next = randomBytes(1);
    expect([next(), next(), next(), next()]).toEqual(
      [270369, 67634689, 2647435461, 307599695].map((v) => v >>> 24),
    );
    expect(randomBytes(0)()).toBe(randomBytes(1)());
    expect(Array.from({ length: 64 }, randomBytes(2))).not.toEqual(
      Array.from({ length: 64 }, randomBytes(3)),
    );
  });

  it('tell the first place where they differ', () => {
    const frame = fillRandom(makeFrame('NV12', 5, 5), 1);
    const other = cloneFrame(frame);
    expect(frameDifference(other, frame)).toBeNull();
    const uv = other.planes[1] as SamplePlane;
    uv.data[2 * uv.stride + 3] = ((uv.data[2 * uv.stride + 3] as number) + 1) & 255;
    expect(frameDifference(other, frame)).toMatch(
      /plane 1, row 2, column 1, channel 1 is \d+, .* 1 of 43 bytes differ/,
    );
    expect(frameDifference(makeFrame('I420', 5, 5), frame)).toContain('expected NV12 5x5');
  });
});

describe('FNV-1a', () => {
  it('gives the published values', () => {
    const hash = (text: string) => fnv1a(new TextEncoder().encode(text));
    expect(hash('')).toBe(14695981039346656037n);
    expect(hash('a')).toBe(0xaf63dc4c8601ec8cn);
    expect(hash('foobar')).toBe(0x85944171f73967e8n);
  });

  it('equals the definition on random bytes', () => {
    const bytes = Uint8Array.from({ length: 5000 }, randomBytes(7));
    let expected = 14695981039346656037n;
    for (const byte of bytes) expected = ((expected ^ BigInt(byte)) * 1099511628211n) & 0xffffffffffffffffn;
    expect(fnv1a(bytes)).toBe(expected);
    expect(fnv1aHex(bytes)).toBe(expected.toString(16).padStart(16, '0'));
  });
});

describe('the test pattern', () => {
  it('carries its number, through grayscale and blur up to radius 7', () => {
    for (const n of [0, 1, 2, 12345, 0x80000001, 0xffffffff]) {
      for (const [width, height] of [
        [320, 180],
        [641, 361],
      ] as const) {
        const frame = patternFrame(n, { width, height });
        for (const chain of ['box-blur:0', 'grayscale', 'box-blur:5', 'grayscale,box-blur:7']) {
          const { data, stride } = lumaOf(applyFilters(frame, parseChain(chain)));
          expect(readFrameNumber(data, stride, width, height)).toBe(n);
        }
      }
    }
  });

  it('has no number where it is too small or not there', () => {
    const { data, stride } = lumaOf(patternFrame(5, { width: 19, height: 40 }));
    expect(readFrameNumber(data, stride, 19, 40)).toBeNull();
    expect(readFrameNumber(new Uint8Array(320 * 180).fill(120), 320, 320, 180)).toBeNull();
  });

  it('starts with its bars, sweep, noise and ball where they belong', () => {
    const frame = patternFrame(0, { width: 640, height: 360 });
    const [y, u, v] = frame.planes as [SamplePlane, SamplePlane, SamplePlane];
    const luma = (x: number, row: number) => y.data[row * y.stride + x];
    expect([40, 120, 200, 280, 360, 440, 520, 600].map((x) => luma(x, 200))).toEqual([
      180, 162, 131, 112, 84, 65, 35, 16,
    ]);
    expect([100, 300].map((x) => [u.data[x + 100 * u.stride], v.data[x + 100 * v.stride]])).toEqual([
      [156, 44],
      [128, 128],
    ]);
    expect([0, 63, 64, 128].map((x) => luma(x, 230))).toEqual([16, 36, 36, 98]);
    expect(u.data[120 * u.stride]).toBe(128);
    expect(luma(30, 1)).toBe(235);
    expect(luma(30, 32)).toBe(235);
    expect(luma(640 - 30, 1)).toBe(16);
    const noise = new Set(y.data.subarray(300 * y.stride, 301 * y.stride));
    expect(noise.size).toBeGreaterThan(100);
    expect(Math.min(...noise)).toBeGreaterThanOrEqual(16);
    expect(Math.max(...noise)).toBeLessThanOrEqual(235);
  });

  it('moves with the number and changes with the seed', () => {
    const hash = (n: number, seed: number) =>
      fnv1aHex(frameBytes(patternFrame(n, { width: 33, height: 21, seed })));
    expect(new Set([hash(0, 1), hash(1, 1), hash(2, 1), hash(0, 2), hash(0, 0)]).size).toBe(5);
    expect(hash(7, 3)).toBe(hash(7, 3));
  });

  it('exists at every size', () => {
    for (const [width, height] of ODD_SIZES) {
      const { planes } = patternFrame(99, { width, height });
      for (const plane of planes) expect(Math.min(...plane.data)).toBeGreaterThanOrEqual(16);
    }
    expect([0, 1, 2, 3, 60].map((n) => patternTimestamp(n, 60))).toEqual([0, 16666, 33333, 50000, 1000000]);
  });
});

describe('the camera file', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ringlight-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('is a Y4M stream whose frames carry their number', async () => {
    const path = join(folder, 'camera.y4m');
    await makeCameraFile(path, { width: 320, height: 180, frameRate: 30, frames: 3 });
    const bytes = await readFile(path);
    const header = 'YUV4MPEG2 W320 H180 F30:1 Ip A1:1 C420jpeg\n';
    expect(bytes.subarray(0, header.length).toString()).toBe(header);
    const frameSize = 6 + 320 * 180 * 1.5;
    expect(bytes.length).toBe(header.length + 3 * frameSize);
    for (let n = 0; n < 3; n++) {
      const frame = bytes.subarray(header.length + n * frameSize, header.length + (n + 1) * frameSize);
      expect(frame.subarray(0, 6).toString()).toBe('FRAME\n');
      expect(readFrameNumber(frame.subarray(6), 320, 320, 180)).toBe(n);
      expect(
        Buffer.compare(frame.subarray(6), frameBytes(patternFrame(n, { width: 320, height: 180 }))),
      ).toBe(0);
    }
  });

  it('is played in a loop with its first frame twice', () => {
    const played = [0, 1, 2, 0, 0, 1];
    expect(played.slice(1).every((n, i) => cameraFollows(played[i] as number, n, 3))).toBe(true);
    expect([
      cameraFollows(0, 2, 3),
      cameraFollows(1, 0, 3),
      cameraFollows(2, 2, 3),
      cameraFollows(2, 3, 3),
    ]).toEqual([false, false, false, false]);
  });

  it('refuses what Chromium would crash on', async () => {
    const good = { width: 4, height: 2, frameRate: 30, frames: 1 };
    const path = join(folder, 'bad.y4m');
    await expect(makeCameraFile(path, { ...good, width: 5 })).rejects.toThrow('must be even');
    await expect(makeCameraFile(path, { ...good, frameRate: 29.97 })).rejects.toThrow('frameRate is 29.97');
    await expect(makeCameraFile(join(folder, 'a.yuv'), good)).rejects.toThrow('.y4m');
    const make = () => makeFrame('I420', 8, 8);
    await expect(makeCameraFile(path, { ...good, make })).rejects.toThrow('make(0) gave I420 8x8');
  });
});
