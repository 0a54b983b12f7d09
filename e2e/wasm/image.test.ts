/** The still-image exports against the reference: RGBA, rows without gaps, at any address. */

import { expect, it } from 'vitest';
import type { FilterSpec } from '../../src/catalogue/filters.ts';
import { FILTER_KINDS } from '../../src/generated/layout.ts';
import { fillRandom, frameBytes, makeFrame } from '../support/frame.ts';
import { applyFilters } from '../support/reference.ts';
import { FLAVOURS, Ring } from '../support/ring.ts';

const SIZES = [
  [1, 1],
  [1, 2],
  [2, 1],
  [3, 3],
  [5, 7],
  [17, 9],
  [67, 61],
  [301, 40],
] as const;

const FILTERS: FilterSpec[] = [
  { name: 'grayscale' },
  ...[0, 1, 5, 7, 8, 50, 127].map((radius) => ({ name: 'box-blur', radius }) as const),
];

/** Not a multiple of anything: callers' images lie where they lie. */
const INPUT = 1_500_001;
const GUARD = 64;

it.each(FLAVOURS)('the %s module filters still images', (flavour) => {
  const ring = new Ring();
  const { image_run, image_reserve, image_scratch } = ring.exports[flavour];
  for (const [width, height] of SIZES) {
    const frame = fillRandom(makeFrame('RGBA', width, height), width);
    const input = frameBytes(frame);
    for (const filter of FILTERS) {
      const kind = FILTER_KINDS[filter.name];
      const radius = filter.name === 'box-blur' ? (filter.radius as number) : 0;
      const output = INPUT + input.length + GUARD;
      const scratch = Math.ceil((output + input.length + GUARD) / 64) * 64;
      const end = scratch + image_scratch(kind, radius, width, height);
      expect(image_reserve(end + GUARD)).toBe(1);
      const bytes = ring.bytes();
      bytes.fill(0xa5, INPUT - GUARD, end + GUARD);
      bytes.set(input, INPUT);
      image_run(kind, radius, INPUT, output, width, height, scratch);
      const expected = Buffer.alloc(scratch - INPUT + GUARD, 0xa5);
      expected.set(input, GUARD);
      expected.set(frameBytes(applyFilters(frame, [filter])), GUARD + output - INPUT);
      const what = `${flavour}, ${JSON.stringify(filter)}, ${width}x${height}`;
      expect(Buffer.compare(bytes.slice(INPUT - GUARD, scratch), expected), what).toBe(0);
      expect(Buffer.compare(bytes.slice(end, end + GUARD), Buffer.alloc(GUARD, 0xa5)), what).toBe(0);
    }
  }
});
