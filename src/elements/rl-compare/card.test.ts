/** The card says what the result says, in every form. */

import { expect, it } from 'vitest';
import type { ExperimentResult, SideResult } from '../../compare/result.ts';
import type { PairedDifference } from '../../compare/statistics.ts';
import { cardText, describeResult, formatDifference, plotAxis } from './card.ts';

function side(settings: Partial<SideResult['settings']>, frameTimeUs: number): SideResult {
  return {
    settings: { simd: true, threads: 2, filters: [{ name: 'grayscale' }], ...settings },
    frames: 240,
    leftOut: 60,
    presented: 320,
    dropped: 1,
    collections: 2,
    frameTimeUs,
    latencyUs: frameTimeUs + 500,
  };
}

const pair = (difference: number, low: number, high: number, ratio: number): PairedDifference => ({
  differences: [],
  difference,
  low,
  high,
  ratio,
  found: low > 0 || high < 0,
});

function result(change: Partial<ExperimentResult> = {}): ExperimentResult {
  return {
    a: side({ simd: false }, 4000),
    b: side({}, 1000),
    frameTimeUs: pair(-3000, -3100, -2900, 0.25),
    latencyUs: pair(-20, -120, 80, 0.995),
    bytes: { frames: { a: 3, b: 3 }, builds: ['scalar', 'SIMD'], difference: null },
    blocks: Array(40).fill({ side: 'a', version: 2, frames: 12, leftOut: 3, presented: 16, dropped: 0 }),
    framesPerBlock: 12,
    seed: 42,
    where: {
      date: '2026-01-02T03:04:05.000Z',
      source: { width: 1280, height: 720, format: 'I420', frameRate: 30 },
      sink: 'video',
      browser: 'Chromium 156',
      platform: 'Linux',
      cores: 2,
      memoryGib: 8,
    },
    ...change,
  };
}

it('says what takes less, and where no difference was found', () => {
  const { title, sides, rows } = describeResult(result());
  expect(title).toBe('SIMD off and on');
  expect(sides[0]).toBe('A: SIMD off, 2 threads, grayscale');
  expect(rows[0]?.cells).toEqual(['4.00', '1.00', '−3.00', '−3.10 to −2.90', '0.25']);
  expect(rows[0]?.finding).toBe('Frame time: B takes 3.00 ms less than A, 0.25 times as long.');
  expect(rows[1]?.finding).toBe('Latency: no difference found; the interval contains 0.');
});

it('says what takes more', () => {
  const more = describeResult(result({ frameTimeUs: pair(500, 400, 600, 1.5) }));
  expect(more.rows[0]?.finding).toBe('Frame time: B takes 0.500 ms more than A, 1.50 times as long.');
});

it('names what differs in the title', () => {
  const title = (a: Partial<SideResult['settings']>, b: Partial<SideResult['settings']>) =>
    describeResult(result({ a: side(a, 1), b: side(b, 1) })).title;
  expect(title({ threads: 1 }, { threads: 4 })).toBe('1 and 4 threads');
  expect(title({}, { filters: [] })).toBe('grayscale and no filter');
  expect(title({}, {})).toBe('The same setting twice');
});

it('says whether the bytes are the same, or that the pictures are meant to differ', () => {
  expect(describeResult(result()).bytes).toMatch(/^Same bytes: 3 frames of A and 3 of B/);
  const difference =
    'Frame 7 of A differs from the scalar build on one thread: plane 0, row 1, column 2: 3, not 4.';
  const bytes = { ...result().bytes, difference };
  expect(describeResult(result({ bytes })).bytes).toBe(`The bytes differ. ${difference}`);
  const checked = (a: number, b: number) =>
    describeResult(result({ bytes: { ...result().bytes, frames: { a, b } } })).bytes;
  expect(checked(3, 0)).toMatch(
    /^Same bytes: 3 frames of A and 0 of B, .* B is not checked: a filter there remembers/,
  );
  expect(checked(0, 0)).toMatch(/^Bytes of A and B are not checked: a filter there remembers/);
  expect(describeResult(result({ b: side({ filters: [] }, 1) })).bytes).toContain(
    'their pictures are not compared',
  );
});

it('has the whole card as text: every sentence, every cell, seed, drops, machine', () => {
  const card = describeResult(result());
  const text = cardText(card);
  const parts = [card.title, ...card.sides, card.bytes, ...card.notes];
  for (const { name, cells, finding } of card.rows)
    parts.push(`| ${[name, ...cells].join(' | ')} |`, finding);
  for (const part of parts) expect(text).toContain(part);
  for (const word of [
    'seed 42',
    'Dropped: 1 of A, 1 of B',
    'Chromium 156 on Linux',
    '1280 × 720 I420, 30 fps',
    '2026-01-02 03:04',
  ])
    expect(text).toContain(word);
});

it.each([
  [0, '±0.000'],
  [0.2, '±0.000'],
  [-1, '−0.001'],
  [999.6, '+1.00'],
  [-9994, '−9.99'],
  [12_345, '+12.3'],
])('writes a difference of %d us as %s', (us, text) => {
  expect(formatDifference(us)).toBe(text);
});

it.each([
  [-3100, -2900],
  [10, 20],
  [-5, 80],
  [0, 0],
  [-90_000, 120_000],
])('the axis holds 0 and the interval from %d to %d us, with some ticks', (low, high) => {
  const row = describeResult(result({ frameTimeUs: pair((low + high) / 2, low, high, 1) })).rows.slice(0, 1);
  const { min, max, ticks } = plotAxis(row);
  expect(min).toBeLessThanOrEqual(Math.min(0, low / 1000));
  expect(max).toBeGreaterThanOrEqual(Math.max(0, high / 1000));
  expect(ticks.length).toBeGreaterThanOrEqual(2);
  expect(ticks.length).toBeLessThanOrEqual(6);
  expect(ticks.filter(({ at }) => at === 0)).toHaveLength(1);
  expect(new Set(ticks.map(({ label }) => label)).size).toBe(ticks.length);
});
