/** Packed metadata comes out unchanged, each part on its own. */

import { expect, it } from 'vitest';
import { isFlipped, isOpaque, packColour, packOrientation, rotationOf, unpackColour } from './frame-codes.ts';

const UNKNOWN = { primaries: null, transfer: null, matrix: null, fullRange: null };

it('keeps every orientation, and takes a missing one as upright', () => {
  for (const rotation of [0, 90, 180, 270]) {
    for (const flip of [false, true]) {
      const code = packOrientation({ rotation, flip });
      expect([rotationOf(code), isFlipped(code)]).toEqual([rotation, flip]);
    }
  }
  expect(packOrientation({})).toBe(0);
});

it.each([
  { primaries: 'bt709', transfer: 'bt709', matrix: 'bt709', fullRange: false },
  { primaries: 'smpte432', transfer: 'hlg', matrix: 'bt2020-ncl', fullRange: true },
  { ...UNKNOWN, matrix: 'rgb' },
] as VideoColorSpaceInit[])('keeps a colour space, with alpha or without: %j', (space) => {
  for (const opaque of [false, true]) {
    const code = packColour(space, opaque);
    expect(unpackColour(code)).toEqual(space);
    expect(isOpaque(code)).toBe(opaque);
  }
});

it('says null for values that are missing or unknown', () => {
  expect(unpackColour(packColour(null, true))).toEqual(UNKNOWN);
  const rare = { primaries: 'film' } as unknown as VideoColorSpaceInit;
  expect(unpackColour(packColour(rare, false))).toEqual(UNKNOWN);
});
