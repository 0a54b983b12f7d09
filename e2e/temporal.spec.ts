/** The filter that remembers frames runs live in the page. The output equals the reference for all frames so far. */

import { expect, type Page, test } from 'playwright/test';
import { checkFilters, type FilterSpec } from '../src/catalogue/filters.ts';
import { untilPresented } from './support/app.ts';
import { frameDifference, frameOfSample } from './support/frame.ts';
import { expectNothingLost, SIZE } from './support/live.ts';
import { patternFrame } from './support/pattern.ts';
import { prepareRecorder } from './support/recorder.ts';
import { FrameSequence } from './support/reference-temporal.ts';
import { takeSample } from './support/sample.ts';

const DENOISE = checkFilters([{ name: 'temporal-denoise', strength: 90, threshold: 40 }]);

/** The expected output for the pattern's frame `number`, if DENOISE has seen all frames since the first. */
function expectedFrame(number: number, filters: readonly FilterSpec[]) {
  const sequence = new FrameSequence();
  for (let n = 0; n < number; n++) sequence.next(patternFrame(n, SIZE), DENOISE);
  return sequence.next(patternFrame(number, SIZE), filters);
}

async function checkSample(page: Page, filters: readonly FilterSpec[]): Promise<void> {
  const { input, output, filters: inForce, sequence } = await takeSample(page);
  // If a frame was lost, the reference has seen other frames than the filter.
  await expectNothingLost(page, 0);
  expect(inForce).toEqual(filters);
  expect(frameDifference(frameOfSample(input), patternFrame(sequence, SIZE)), 'the input').toBeNull();
  const expected = expectedFrame(sequence, filters);
  expect(frameDifference(frameOfSample(output), expected), `frame ${sequence}`).toBeNull();
}

for (const simd of ['on', 'off']) {
  test(`denoises over time, through changes of everything else, simd=${simd}`, async ({ page }) => {
    await prepareRecorder(page);
    const chain = 'temporal-denoise:90:40';
    const size = `width=${SIZE.width}&height=${SIZE.height}&fps=10`;
    await page.goto(
      `./?source=pattern&${size}&sink=video&threads=2&simd=${simd}&filters=${chain}&autostart=1`,
    );
    await untilPresented(page, 5);
    await checkSample(page, DENOISE);
    await page.evaluate((on) => {
      const pipeline = globalThis.ringlightTest.pipeline();
      pipeline.setSimd(!on);
      return pipeline.setThreads(1);
    }, simd === 'on');
    await untilPresented(page, 10);
    await checkSample(page, DENOISE);
    // A filter behind it does not change its memory, but needs more memory.
    const longer = [...DENOISE, ...checkFilters([{ name: 'box-blur', radius: 9 }, { name: 'flip' }])];
    await page.evaluate(async (filters) => {
      globalThis.ringlightTest.pipeline().setFilters(filters);
      await globalThis.ringlightTest.inForce(filters);
    }, longer);
    await checkSample(page, longer);
  });
}

test('is switched on while frames flow, and none is lost', async ({ page }) => {
  await prepareRecorder(page);
  const size = `width=${SIZE.width}&height=${SIZE.height}&fps=10`;
  await page.goto(`./?source=pattern&${size}&sink=video&threads=2&filters=grayscale&autostart=1`);
  await untilPresented(page, 5);
  const chain = checkFilters([{ name: 'temporal-denoise' }, { name: 'edges' }, { name: 'temporal-denoise' }]);
  await page.evaluate(async (filters) => {
    globalThis.ringlightTest.pipeline().setFilters(filters);
    await globalThis.ringlightTest.inForce(filters);
  }, chain);
  await untilPresented(page, 15);
  await expectNothingLost(page, 0);
});
