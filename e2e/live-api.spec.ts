/** The running pipeline for its caller: the ledger, samples, the start and the end. */

import { expect, type Page } from 'playwright/test';
import type { FilterSpec } from '../src/catalogue/filters.ts';
import type { Stats } from '../src/types.ts';
import { untilPresented } from './support/app.ts';
import { type Frame, frameDifference, frameOfSample } from './support/frame.ts';
import { parseChain } from './support/golden.ts';
import { expectNothingLost, openLive, SIZE, test } from './support/live.ts';
import { patternFrame, readFrameNumber } from './support/pattern.ts';
import { poll } from './support/poll.ts';
import { prepareRecorder } from './support/recorder.ts';
import { applyFilters } from './support/reference.ts';
import { takeSample } from './support/sample.ts';

test('a pool thread whose script comes late costs no frame', async ({ page }) => {
  await page.route('**/pool.worker*', async (route) => {
    // Slows the network down. Meanwhile the source would give more frames than the ring has slots.
    await new Promise((resolve) => setTimeout(resolve, 1000));
    await route.continue();
  });
  await openLive(page, 'pattern', 'simd=on&threads=1&filters=');
  await expectNothingLost(page, 0);
});

test('the ledger holds at every read, also while frames are dropped', async ({ page }) => {
  await prepareRecorder(page);
  const heavy = Array(8).fill('box-blur:127').join(',');
  await page.goto(
    `./?source=pattern&width=1920&height=1080&fps=60&filters=${heavy}&threads=1&simd=off&sink=video&autostart=1`,
  );
  await untilPresented(page, 2);
  const result = await page.evaluate(async () => {
    const pipeline = globalThis.ringlightTest.pipeline();
    const total = (stats: Stats) => Object.values(stats.dropped).reduce((sum, count) => sum + count, 0);
    let before = pipeline.stats();
    let reads = 0;
    const first = before;
    const wrong: string[] = [];
    const changed = () => before.presented > first.presented + 5 && total(before) > total(first);
    while (reads < 5000 || !changed()) {
      for (let i = 0; i < 100; i++, reads++) {
        const stats = pipeline.stats();
        const { delivered, presented, inFlight } = stats;
        const sum = presented + total(stats) + inFlight;
        const back =
          delivered < before.delivered || presented < before.presented || total(stats) < total(before);
        if (delivered !== sum || inFlight < 0 || back)
          wrong.push(JSON.stringify([delivered, sum, inFlight, back]));
        before = stats;
      }
      await new Promise((resolve) => setTimeout(resolve));
    }
    return { wrong, reads };
  });
  expect(result.wrong).toEqual([]);
  expect(result.reads).toBeGreaterThanOrEqual(5000);
});

/** Takes the next sample, as frames. */
async function sampleFrames(page: Page): Promise<{ input: Frame; output: Frame; filters: FilterSpec[] }> {
  const { input, output, filters } = await takeSample(page);
  return { input: frameOfSample(input), output: frameOfSample(output), filters };
}

for (const source of ['pattern', 'camera'] as const) {
  test(`sample() gives a frame before and after, ${source}`, async ({ page }) => {
    await openLive(page, source, 'simd=on&threads=2&filters=grayscale,box-blur:5');
    for (const chain of ['grayscale,box-blur:5', 'box-blur:127', 'grayscale', 'box-blur:0']) {
      const wanted = parseChain(chain);
      await page.evaluate(async (filters) => {
        globalThis.ringlightTest.pipeline().setFilters(filters);
        await globalThis.ringlightTest.inForce(filters);
      }, wanted);
      const { input, output, filters } = await sampleFrames(page);
      expect(filters).toEqual(wanted);
      const luma = input.planes[0] as Frame['planes'][number];
      const number = readFrameNumber(luma.data, luma.stride, SIZE.width, SIZE.height);
      expect(number).not.toBeNull();
      expect(frameDifference(input, patternFrame(number as number, SIZE))).toBeNull();
      expect(frameDifference(output, applyFilters(input, filters))).toBeNull();
    }
  });

  test(`close() ends every thread and the source, ${source}`, async ({ page }) => {
    await openLive(page, source, 'simd=on&threads=3&filters=box-blur:5');
    // There are capture, present and three pool threads.
    expect(page.workers().length).toBe(5);
    const result = await page.evaluate(async () => {
      const { pipeline, cameraTracks } = globalThis.ringlightTest;
      const running = pipeline();
      const outputs = running.stream.getTracks();
      const before = cameraTracks.map(({ readyState }) => readyState);
      await Promise.all([running.close(), running.close()]);
      await running.close();
      const refused = await running.sample().catch((error: Error) => error.name);
      const { state, inFlight, delivered, presented, dropped } = running.stats();
      const lost = Object.values(dropped).reduce((sum, count) => sum + count, 0);
      const tracks = [...outputs, ...cameraTracks].map(({ readyState }) => readyState);
      return { before, refused, state, inFlight, unbooked: delivered - presented - lost, tracks };
    });
    expect(result.before).toEqual(source === 'camera' ? ['live'] : []);
    expect(result.tracks).toEqual(source === 'camera' ? ['ended', 'ended'] : ['ended']);
    expect(result).toMatchObject({ refused: 'InvalidStateError', state: 'closed', inFlight: 0, unbooked: 0 });
    await poll(() => page.workers().length).toBe(0);
  });
}
