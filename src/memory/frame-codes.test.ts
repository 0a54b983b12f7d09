/** What is packed comes out again, and each part alone. */

import { expect, it } from 'vitest';
import { isFlipped, isOpaque, packColour, packOrientation, rotationOf, unpackColour } from './frame-codes.ts';

const UNKNOWN = { primaries: null, transfer: null, matrix: null, fullRange: null };

it('keeps every orientation, and takes none for upright', () => {
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

it('says null for what is not given and for what it does not know', () => {
  expect(unpackColour(packColour(null, true))).toEqual(UNKNOWN);
  const rare = { primaries: 'film' } as unknown as VideoColorSpaceInit;
  expect(unpackColour(packColour(rare, false))).toEqual(UNKNOWN);
});
