/** Comparisons that end early, and those that do not begin: the reason is told, and no setting is left changed. */

import { expect, it } from 'vitest';
import { Bench, finish, pass } from '../../e2e/support/fake-pipeline.ts';
import type { ExperimentOptions } from './check.ts';

const bench = new Bench();

it('ends when a setting is changed', async () => {
  const { running } = bench.start();
  await pass(300);
  expect(bench.fake.overrides.at(-1)).not.toBeNull();
  bench.fake.dispatchEvent(new Event('settingschange'));
  await expect(finish(running)).rejects.toMatchObject({ code: 'settings-changed' });
  expect(bench.fake.overrides.at(-1)).toBeNull();
});

it.each(['ended', 'failed', 'closed'])('ends when the pipeline has %s', async (state) => {
  const { running } = bench.start();
  await pass(300);
  bench.fake.state = state;
  bench.fake.dispatchEvent(new Event('statechange'));
  await expect(finish(running)).rejects.toMatchObject({ code: 'pipeline-ended' });
  expect(bench.fake.overrides.at(-1)).toBeNull();
});

it('ends with the reason of its signal, before or while it runs', async () => {
  const controller = new AbortController();
  const { running } = bench.start({ signal: controller.signal });
  await pass(300);
  controller.abort(new Error('enough'));
  await expect(finish(running)).rejects.toThrow('enough');
  expect(bench.fake.overrides.at(-1)).toBeNull();
  await expect(finish(bench.start({ signal: controller.signal }).running)).rejects.toThrow('enough');
});

it('ends when no frame comes any more, while measuring or while checking', async () => {
  const { running } = bench.start();
  await pass(300);
  bench.fake.flowing = false;
  await expect(finish(running)).rejects.toMatchObject({ code: 'source-stalled' });
  expect(bench.fake.overrides.at(-1)).toBeNull();
  bench.fake.flowing = true;
  const onProgress: ExperimentOptions['onProgress'] = ({ phase }) => {
    if (phase === 'checking') bench.fake.flowing = false;
  };
  await expect(finish(bench.start({ onProgress }).running)).rejects.toMatchObject({ code: 'source-stalled' });
  expect(bench.fake.overrides.at(-1)).toBeNull();
});

it('says so where there is no trace to read', async () => {
  bench.replace(0);
  await expect(finish(bench.start().running)).rejects.toMatchObject({ code: 'trace-off' });
});

it('does not go on with records missing', async () => {
  bench.replace(16);
  const { running } = bench.start();
  await pass(200);
  for (let i = 0; i < 40; i++) bench.fake.frame();
  await expect(finish(running)).rejects.toMatchObject({ code: 'records-lost' });
});

it('compares a pipeline once at a time, and again afterwards', async () => {
  const { running } = bench.start();
  await expect(bench.start().running).rejects.toThrow(/already/);
  await finish(running);
  await finish(bench.start().running);
});

it.each([
  [{ blocks: 13 }, /blocks is 13.*even/],
  [{ blocks: 10 }, /blocks is 10.*from 12/],
  [{ framesPerBlock: 0 }, /framesPerBlock is 0/],
  [{ seed: -1 }, /seed is -1/],
  [{ a: { threads: 9 } }, /a\.threads is 9.*1 to 8/],
  [{ b: { filters: [{ name: 'blur' }] } }, /b\.filters\[0\]\.name is "blur"/],
  [{ b: { simd: 'on' } }, /b\.simd is "on"/],
  [{ a: null }, /a is null/],
])('refuses %o', async (bad, message) => {
  await expect(bench.start(bad as unknown as ExperimentOptions).running).rejects.toThrow(message);
  expect(bench.fake.overrides).toEqual([]);
});

it('refuses SIMD where there is none, and a pipeline that does not run', async () => {
  bench.fake.simdSupported = false;
  bench.fake.settings = { ...bench.fake.settings, simd: false };
  await expect(bench.start().running).rejects.toMatchObject({ code: 'unsupported' });
  bench.fake.state = 'ended';
  await expect(bench.start().running).rejects.toMatchObject({ name: 'InvalidStateError' });
});
