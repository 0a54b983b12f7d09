/** A replayed frame is what the reference makes of it, in both builds, and a wrong byte is noticed. */

import { expect, it } from 'vitest';
import { FORMATS, fillRandom, frameOfSample, makeFrame, plainSample } from '../../e2e/support/frame.ts';
import { applyFilters } from '../../e2e/support/reference.ts';
import { MODULES } from '../../e2e/support/ring.ts';
import { readFilters } from '../catalogue/filter-text.ts';
import type { FrameSample, PixelFormat, SamplePlane } from '../terms.ts';
import { findDifference, Replay } from './replay.ts';

function sample(format: PixelFormat, seed: number, width = 67, height = 35): FrameSample {
  // Strides of samples differ from those of the replay's slots.
  const { planes } = fillRandom(makeFrame(format, width, height, { stridePadding: 13 }), seed);
  return plainSample({ format, codedWidth: width, codedHeight: height, planes }, 7);
}

function reference(input: FrameSample, chain: string): FrameSample {
  const { planes } = applyFilters(frameOfSample(input), readFilters(chain));
  return { ...input, planes };
}

it.each(FORMATS)('gives the reference in both builds, %s', async (format) => {
  const replay = await Replay.create(MODULES);
  const chains = ['', 'grayscale', 'box-blur:5', 'grayscale,box-blur:3', 'box-blur:0'];
  for (const [seed, chain] of chains.entries()) {
    const input = sample(format, seed + 1);
    for (const simd of [false, true, false]) {
      const output = replay.run(input, readFilters(chain), simd);
      expect(findDifference(output, reference(input, chain)), `${chain} ${simd}`).toBeNull();
    }
  }
});

it('takes frames of other sizes one after the other', async () => {
  const replay = await Replay.create(MODULES);
  for (const [width, height] of [
    [640, 360],
    [16, 8],
    [1280, 720],
  ] as const) {
    const input = sample('I420', width, width, height);
    const output = replay.run(input, readFilters('grayscale'), true);
    expect(findDifference(output, reference(input, 'grayscale'))).toBeNull();
  }
});

it('runs where the browser has no SIMD', async () => {
  const replay = await Replay.create({ scalar: MODULES.scalar, simd: null });
  const input = sample('NV12', 3);
  const output = replay.run(input, readFilters('box-blur:4'), false);
  expect(findDifference(output, reference(input, 'box-blur:4'))).toBeNull();
});

it('notices one wrong byte, wherever it is, and not one between the rows', async () => {
  const replay = await Replay.create(MODULES);
  const input = sample('NV12', 1);
  const chain = readFilters('box-blur:2');
  for (const [plane, row, byte] of [
    [0, 0, 0],
    [0, 34, 66],
    [1, 3, 5],
    [1, 17, 67],
  ] as const) {
    const output = replay.run(input, chain, true);
    const { data, stride } = output.planes[plane] as SamplePlane;
    data[row * stride + byte] = ((data[row * stride + byte] as number) + 1) & 255;
    const where = `plane ${plane}, row ${row}, column ${plane === 0 ? byte : byte >> 1}`;
    expect(findDifference(output, replay.run(input, chain, false))).toContain(where);
  }
  const output = replay.run(input, chain, true);
  const { data, stride, width } = output.planes[0] as SamplePlane;
  expect(stride).toBeGreaterThan(width);
  data[stride - 1] = ((data[stride - 1] as number) + 1) & 255;
  expect(findDifference(output, replay.run(input, chain, false))).toBeNull();
});

it('notices filters that were not applied, and another format', async () => {
  const replay = await Replay.create(MODULES);
  const input = sample('I420', 2);
  expect(findDifference(input, replay.run(input, readFilters('grayscale'), true))).not.toBeNull();
  expect(findDifference(input, sample('NV12', 2))).toContain('NV12');
});

it('means the picture as it is seen, as the live frame did', async () => {
  const replay = await Replay.create(MODULES);
  const input: FrameSample = { ...sample('I420', 5, 64, 32), rotation: 90 };
  const output = replay.run(input, readFilters('mirror'), true);
  expect(findDifference(output, reference(input, 'flip'))).toBeNull();
  expect([output.rotation, output.displayWidth, output.displayHeight]).toEqual([90, 32, 64]);
});
