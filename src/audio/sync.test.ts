import { expect, test } from 'vitest';
import { AUDIO_MAX_DELAY_MS, HISTOGRAM_BUCKETS } from '../generated/layout.ts';
import { bucketOf } from '../memory/stats.ts';
import { PictureSync } from './sync.ts';

const LATENCY = { pathMs: 15, effectsMs: 0 };

/** All latencies so far, like the pipeline's histogram. */
class Picture {
  readonly counts = new Uint32Array(HISTOGRAM_BUCKETS);

  add(milliseconds: number, frames = 15): Uint32Array {
    this.counts[bucketOf(milliseconds * 1e6)]! += frames;
    return this.counts.slice();
  }
}

test('sound that is later than the picture is not delayed, and says so', () => {
  const sync = new PictureSync();
  expect(sync.update(new Picture().add(2), LATENCY)).toBe(false);
  expect(sync.delayMs).toBe(0);
  expect(sync.skewMs(LATENCY)).toBeCloseTo(13, 1);
});

test('a slow picture delays the sound by what is missing, effects that look ahead taken off', () => {
  const sync = new PictureSync();
  const latency = { pathMs: 15, effectsMs: 5 };
  expect(sync.update(new Picture().add(60), latency)).toBe(true);
  expect(sync.delayMs).toBeGreaterThan(39);
  expect(sync.delayMs).toBeLessThan(41);
  expect(Math.abs(sync.skewMs(latency))).toBeLessThan(1);
});

test('it follows the picture as it is lately, not since the start, and step by step', () => {
  const sync = new PictureSync();
  const picture = new Picture();
  sync.update(picture.add(60, 10_000), LATENCY);
  const delays = Array.from({ length: 24 }, () => {
    sync.update(picture.add(30), LATENCY);
    return sync.delayMs;
  });
  expect(delays[0]).toBeGreaterThan(30);
  expect(delays.at(-1)).toBeLessThan(21);
  expect(Math.abs(sync.skewMs(LATENCY))).toBeLessThan(5.5);
});

test('too few frames say nothing, small changes do nothing', () => {
  const sync = new PictureSync();
  const picture = new Picture();
  expect(sync.update(picture.add(60, 4), LATENCY)).toBe(false);
  expect(sync.update(picture.add(60, 4), LATENCY)).toBe(true);
  for (let reading = 0; reading < 20; reading++) expect(sync.update(picture.add(61), LATENCY)).toBe(false);
});

test('a picture that is held up delays the sound by what can be kept of it, and no more; skew says what is left', () => {
  const sync = new PictureSync();
  expect(sync.update(new Picture().add(3_000), LATENCY)).toBe(true);
  expect(sync.delayMs).toBe(AUDIO_MAX_DELAY_MS);
  expect(sync.skewMs(LATENCY)).toBeLessThan(-1_900);
});

test('after a restart the next reading counts in full, and nothing from before it', () => {
  const sync = new PictureSync();
  const picture = new Picture();
  sync.update(picture.add(40), LATENCY);
  // The page is hidden and gets late frames that nobody has read yet. Then it is shown.
  sync.restart(picture.add(900, 200));
  expect(sync.delayMs).toBeLessThan(30);
  expect(sync.update(picture.add(2, 4), LATENCY), 'too few frames say nothing').toBe(false);
  expect(sync.update(picture.add(2, 4), LATENCY)).toBe(true);
  expect(sync.delayMs).toBe(0);
  expect(sync.skewMs(LATENCY)).toBeCloseTo(13, 1);
});
