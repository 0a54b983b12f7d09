/** A comparison from start to end: what it finds, in what order it measures, and which bytes it checks. */

import { expect, it } from 'vitest';
import { Bench, finish, LATE } from '../../e2e/support/fake-pipeline.ts';
import type { ExperimentOptions } from './check.ts';

const bench = new Bench();

it('finds the difference that is there, from frames that carry the versions', async () => {
  const result = await finish(bench.start().running);
  expect(result.frameTimeUs.difference).toBeCloseTo(-3000, -2);
  expect(result.frameTimeUs.low).toBeLessThanOrEqual(result.frameTimeUs.difference);
  expect(result.frameTimeUs.high).toBeGreaterThanOrEqual(result.frameTimeUs.difference);
  expect(result.frameTimeUs.found).toBe(true);
  expect(result.frameTimeUs.ratio).toBeCloseTo(0.26, 1);
  expect(result.latencyUs.difference).toBeCloseTo(-3000, -2);
  expect(result.b.latencyUs - result.b.frameTimeUs).toBeCloseTo(600, -1);
  expect([result.a.frames, result.b.frames]).toEqual([30, 30]);
  expect([result.a.settings.simd, result.b.settings.simd]).toEqual([false, true]);
  for (const { version, presented, leftOut, frames } of result.blocks) {
    expect(presented).toBe(bench.fake.frames.get(version));
    expect(presented).toBeGreaterThanOrEqual(frames + leftOut);
    expect(frames).toBe(5);
  }
  expect(result.blocks.map(({ side }) => side).join('')).toMatch(/^(ab|ba){6}$/);
  expect(bench.fake.overrides.at(-1)).toBeNull();
  expect(result.where).toMatchObject({ browser: 'Test 7.0', platform: 'X11', cores: 2, memoryGib: 0 });
});

it('finds nothing where there is nothing', async () => {
  const result = await finish(bench.start({ a: { threads: 1 }, b: { threads: 2 }, blocks: 40 }).running);
  expect(result.frameTimeUs.found).toBe(false);
  expect(Math.abs(result.frameTimeUs.difference)).toBeLessThan(100);
});

it('repeats its order with its seed, and shows a seed that it chose', async () => {
  const sides = async (seed?: number) => {
    const { blocks, seed: used } = await finish(bench.start(seed === undefined ? {} : { seed }).running);
    return { sides: blocks.map(({ side }) => side).join(''), used };
  };
  const first = await sides(77);
  expect(await sides(77)).toEqual(first);
  expect(first.used).toBe(77);
});

it('tells how far it is, step by step', async () => {
  const steps: string[] = [];
  const onProgress: ExperimentOptions['onProgress'] = ({ phase, done, total }) =>
    steps.push(`${phase} ${done}/${total}`);
  await finish(bench.start({ onProgress }).running);
  expect(steps).toHaveLength(2 + 12 + 6 + 1);
  expect([steps[0], steps[2], steps[14], steps.at(-1)]).toEqual([
    'rehearsing 0/20',
    'measuring 2/20',
    'checking 14/20',
    'checking 20/20',
  ]);
});

it('has the threads that it needs before it begins', async () => {
  const result = await finish(bench.start({ a: { threads: 1 }, b: { threads: 5 } }).running);
  expect(bench.fake.threadsReady).toBe(5);
  expect(result.b.settings.threads).toBe(5);
  expect(bench.fake.settings.threads).toBe(2);
});

it('says that the bytes are the same, or where they are not', async () => {
  const { running, replay } = bench.start();
  const same = await finish(running);
  expect(same.bytes).toEqual({ frames: { a: 3, b: 3 }, builds: ['scalar', 'SIMD'], difference: null });
  expect(replay).toHaveBeenCalledTimes(12);
  const { bytes } = await finish(bench.start({}, 3).running);
  expect(bytes.difference).toMatch(/^Frame \d+ of A differs from the scalar build .*: 2, not 3\.$/);
});

it('does not run frames again that depend on others', async () => {
  const { running, replay } = bench.start({ b: { filters: [{ name: 'temporal-denoise' }] } });
  const { bytes } = await finish(running);
  expect(bytes).toMatchObject({ frames: { a: 3, b: 0 }, difference: null });
  expect(replay).toHaveBeenCalledTimes(6);
});

it('does not take samples of frames with other settings', async () => {
  bench.fake.lateSamples = 2;
  const { running, replay } = bench.start();
  const { bytes } = await finish(running);
  expect(bench.fake.lateSamples).toBeLessThan(0);
  expect(bytes.frames).toEqual({ a: 3, b: 3 });
  expect(replay).toHaveBeenCalledTimes(12);
  for (const [input] of replay.mock.calls) expect(input.planes[0]?.data[0]).not.toBe(LATE);
});
