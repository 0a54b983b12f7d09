/**
 * The whole way of a frame in a real browser. The test reads every output frame from the pipeline's stream, and compares its
 * bytes with the reference for the source's frame of that number.
 */

import { expect } from 'playwright/test';
import { formatChain, parseChain } from './support/golden.ts';
import {
  countMissing,
  expectNothingLost,
  longestRun,
  openLive,
  referenceHash,
  SOURCES,
  test,
} from './support/live.ts';
import { recordRun } from './support/recorder.ts';

// A busy machine may lose frames at the source. Then a row of 100 begins anew.
test.describe.configure({ timeout: 120_000 });

test.describe('at least 100 consecutive frames are byte-equal to the reference', () => {
  const chains = ['grayscale', 'box-blur:5', 'grayscale,box-blur:5'].map(parseChain);
  for (const source of ['pattern', 'camera'] as const) {
    for (const simd of ['off', 'on'] as const) {
      for (const threads of [1, 2]) {
        test(`${source}, SIMD ${simd}, ${threads} threads`, async ({ page }) => {
          await openLive(page, source, `simd=${simd}&threads=${threads}&filters=`);
          for (const filters of chains) {
            const seen = await recordRun(page, { filters, count: 100, loop: SOURCES[source] });
            const missing = countMissing(seen, SOURCES[source]);
            expect(longestRun(seen, SOURCES[source])).toBeGreaterThanOrEqual(100);
            for (const { number, hash } of seen) {
              const what = `frame ${number}, ${formatChain(filters)}`;
              expect(hash, what).toBe(referenceHash(number as number, filters));
            }
            const stats = await expectNothingLost(page, missing);
            expect([stats.simd, stats.threads]).toEqual([simd === 'on', threads]);
            expect(stats.workers.map(({ stripes }) => stripes > 0)).toEqual(Array(threads).fill(true));
          }
        });
      }
    }
  }
});
