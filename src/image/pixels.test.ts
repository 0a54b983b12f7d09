import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import { MAX_IMAGE_SIDE } from '../generated/layout.ts';
import { bytesOf, checkPixels, pointFrames } from './pixels.ts';

it('takes bytes of any realm, on any buffer, at any offset', () => {
  const foreign = runInNewContext('new Uint8ClampedArray(8)') as Uint8ClampedArray;
  expect(foreign).not.toBeInstanceOf(Uint8ClampedArray);
  const shared = new Uint8Array(new SharedArrayBuffer(8));
  for (const rgba of [
    foreign,
    shared,
    new Uint8Array(8),
    Buffer.alloc(8),
    new Uint8Array(16).subarray(5, 13),
  ]) {
    expect(() => checkPixels(rgba, 'rgba')).not.toThrow();
    rgba.fill(7);
    expect([...bytesOf({ rgba, length: 8 })]).toEqual(Array(8).fill(7));
  }
  expect(() => checkPixels(new Uint8Array(0), 'rgba')).not.toThrow();
});

it.each([
  [null],
  [undefined],
  [5],
  ['rgba'],
  [[1, 2, 3, 4]],
  [new ArrayBuffer(4)],
  [new DataView(new ArrayBuffer(4))],
  [new Int8Array(4)],
  [new Uint32Array(4)],
  [{ [Symbol.toStringTag]: 'Uint8Array', length: 4 }],
])('refuses %s', (value) => {
  expect(() => checkPixels(value, 'bytes')).toThrow(
    new TypeError('bytes must be a Uint8Array or a Uint8ClampedArray'),
  );
});

it('tells an empty array from one whose bytes are gone', () => {
  const detached = new Uint8Array(8);
  structuredClone(detached.buffer, { transfer: [detached.buffer] });
  const buffer = new ArrayBuffer(16, { maxByteLength: 16 });
  const outside = new Uint8Array(buffer, 8, 8);
  buffer.resize(8);
  for (const gone of [detached, outside])
    expect(() => checkPixels(gone, 'rgba')).toThrow(/^rgba has no bytes/);
});

it('wants as many bytes as at the time of the call', () => {
  const buffer = new ArrayBuffer(8, { maxByteLength: 16 });
  const rgba = new Uint8Array(buffer);
  const fixed = new Uint8Array(buffer, 0, 8);
  buffer.resize(12);
  expect(() => bytesOf({ rgba, length: 8 })).toThrow(/^rgba has 12 bytes; it had 8 when the call was made/);
  expect(bytesOf({ rgba: fixed, length: 8 }).length).toBe(8);
  buffer.resize(4);
  expect(() => bytesOf({ rgba, length: 8 })).toThrow(/^rgba has 4 bytes/);
  expect(() => bytesOf({ rgba: fixed, length: 8 })).toThrow(/^rgba has no bytes/);
});

it.each([0, 1, 15, 1024, 1025, 8_294_400, MAX_IMAGE_SIDE * 1024, MAX_IMAGE_SIDE * 1024 + 1])(
  'cuts %i pixels into frames that have each byte once',
  (pixels) => {
    let next = 0;
    for (const { from, to, width, height } of pointFrames(4 * pixels)) {
      expect(from).toBe(next);
      expect(Math.max(width, height)).toBeLessThanOrEqual(MAX_IMAGE_SIDE);
      const room = 4 * width * height;
      expect(room).toBeGreaterThanOrEqual(to - from);
      expect(room - (to - from)).toBeLessThan(4 * width);
      next = to;
    }
    expect(next).toBe(4 * pixels);
  },
);
