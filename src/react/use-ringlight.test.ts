// @vitest-environment happy-dom
/** `useRinglight` in React's own renderer. The pipeline is a fake one, which starts and fails when a test says so. */

import { act, createElement, StrictMode } from 'react';
import { flushSync } from 'react-dom';
import { createRoot, type Root } from 'react-dom/client';
import { renderToString } from 'react-dom/server';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import '../../e2e/support/node-20.ts';
import type { EffectSpec } from '../catalogue/effects.ts';
import type { FilterSpec } from '../catalogue/filters.ts';
import type { Pipeline, PipelineOptions } from '../types.ts';
import type { Ringlight } from './run.ts';
import { useRinglight } from './use-ringlight.ts';

vi.mock('../pipeline.ts', () => ({ createPipeline: (options: PipelineOptions) => start(options) }));
vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);

/** The part of a pipeline that the hook uses. Like the real one, it closes when the signal aborts. */
class FakePipeline extends EventTarget {
  readonly stream = {} as MediaStream;
  readonly maxThreads = 4;
  readonly simdSupported = true;
  readonly audio = { setMonitor: vi.fn() };
  readonly setFilters = vi.fn();
  readonly setSimd = vi.fn();
  readonly setEffects = vi.fn();
  readonly setThreads = vi.fn(async (_threads: number) => undefined);
  state = 'starting';
  error: Error | null = null;

  enter(state: string): void {
    this.state = state;
    this.dispatchEvent(new CustomEvent('statechange', { detail: state }));
  }
}

/** A call of `createPipeline`. */
interface Start {
  readonly options: PipelineOptions;
  readonly signal: AbortSignal;
  readonly pipeline: FakePipeline;
  resolve(): void;
  succeed(): Promise<void>;
  fail(error: unknown): Promise<void>;
}

let starts: Start[];
let views: Ringlight[];
let root: Root;

function start(options: PipelineOptions): Promise<Pipeline> {
  const { signal } = options as { signal: AbortSignal };
  const started = Promise.withResolvers<Pipeline>();
  const pipeline = new FakePipeline();
  const resolve = () => started.resolve(pipeline as unknown as Pipeline);
  signal.addEventListener('abort', () => {
    started.reject(signal.reason);
    pipeline.enter('closed');
  });
  starts.push({
    ...{ options, signal, pipeline, resolve },
    succeed: () => act(async () => resolve()),
    fail: (error) => act(async () => started.reject(error)),
  });
  return started.promise;
}

function Preview({ options }: { options?: PipelineOptions | null }) {
  const view = useRinglight(options);
  views.push(view);
  return view.state;
}

/** Options are written anew each time, as in a component. */
const render = (options?: PipelineOptions | null) =>
  act(async () => root.render(createElement(Preview, { options: structuredClone(options) })));
const renderStrictly = (options: PipelineOptions) =>
  act(async () => root.render(createElement(StrictMode, null, createElement(Preview, { options }))));
const last = () => views.at(-1) as Ringlight;
const alive = () => starts.filter(({ signal }) => !signal.aborted);
const only = (): Start => {
  expect(starts).toHaveLength(1);
  return starts[0] as Start;
};

beforeEach(() => {
  starts = [];
  views = [];
  root = createRoot(document.createElement('div'));
});

afterEach(() => act(async () => root.unmount()));

it('starts after the mount, and follows the state', async () => {
  await render({ source: 'pattern' });
  expect(views[0]).toEqual({ pipeline: null, stream: null, state: 'idle', error: null });
  expect(last()).toEqual({ pipeline: null, stream: null, state: 'starting', error: null });
  const { options, pipeline, succeed } = only();
  expect(options.source).toBe('pattern');
  await succeed();
  expect(last()).toEqual({ pipeline, stream: pipeline.stream, state: 'starting', error: null });
  await act(async () => pipeline.enter('running'));
  expect(last().state).toBe('running');
});

it('has one pipeline in StrictMode: the first start is aborted', async () => {
  await renderStrictly({ source: 'camera' });
  expect(starts.map(({ signal }) => signal.aborted)).toEqual([true, false]);
  const [first, second] = starts as [Start, Start];
  // An aborted start that succeeds nevertheless is not shown.
  await first.succeed();
  expect(last()).toEqual({ pipeline: null, stream: null, state: 'starting', error: null });
  await second.succeed();
  expect(last().pipeline).toBe(second.pipeline);
  await act(async () => root.render(null));
  expect(alive()).toEqual([]);
});

it('aborts a start when it is unmounted', async () => {
  await render({});
  const count = views.length;
  await act(async () => root.render(null));
  expect(only().signal.aborted).toBe(true);
  expect(views).toHaveLength(count);
});

it('does not take a pipeline whose start ends after the unmount', async () => {
  await render({});
  const { pipeline, resolve } = only();
  const listen = vi.spyOn(pipeline, 'addEventListener');
  // Both happen before the code that waits for the start goes on.
  await act(async () => {
    resolve();
    flushSync(() => root.render(null));
  });
  expect(only().signal.aborted).toBe(true);
  expect(listen).not.toHaveBeenCalled();
});

it('closes a running pipeline when it is unmounted', async () => {
  await render({});
  await only().succeed();
  await act(async () => root.render(null));
  expect(only().pipeline.state).toBe('closed');
});

it('starts nothing for the same options, written anew', async () => {
  const options = (): PipelineOptions => ({
    source: { type: 'pattern', width: 64 },
    filters: [{ name: 'box-blur', radius: 5 }],
    assets: { baseUrl: new URL('https://cdn.example/') },
    audio: { source: 'tone', effects: [{ name: 'gain', db: -6 }] },
  });
  const show = () => act(async () => root.render(createElement(Preview, { options: options() })));
  await show();
  await only().succeed();
  const count = views.length;
  await show();
  expect(views).toHaveLength(count + 1);
  const { setFilters, setEffects, setSimd, setThreads, audio } = only().pipeline;
  for (const set of [setFilters, setEffects, setSimd, setThreads, audio.setMonitor]) {
    expect(set).not.toHaveBeenCalled();
  }
});

it('starts anew for another source, sink or sound', async () => {
  const changes: PipelineOptions[] = [
    { source: { type: 'pattern', width: 64 } },
    { source: { type: 'pattern', width: 65 } },
    { source: { type: 'pattern', width: 65 }, sink: 'canvas' },
    { source: { type: 'pattern', width: 65 }, sink: 'canvas', audio: {} },
    { source: { type: 'pattern', width: 65 }, sink: 'canvas', audio: { source: 'tone' } },
    { source: { type: 'pattern', width: 65 }, sink: 'canvas', traceSeconds: 0 },
  ];
  for (const [index, options] of changes.entries()) {
    await render(options);
    expect(starts).toHaveLength(index + 1);
    expect(alive()).toEqual([starts[index]]);
    expect(last()).toEqual({ pipeline: null, stream: null, state: 'starting', error: null });
    await starts[index]?.succeed();
    expect(last().pipeline).toBe(starts[index]?.pipeline);
  }
  // The hook ignores events of an old pipeline.
  await act(async () => starts[0]?.pipeline.enter('failed'));
  expect(last().pipeline).toBe(starts.at(-1)?.pipeline);
});

it('changes filters, threads, SIMD, effects and monitoring live', async () => {
  const filters: FilterSpec[] = [{ name: 'grayscale' }];
  const effects: EffectSpec[] = [{ name: 'gain', db: -6 }];
  await render({ audio: {} });
  const { pipeline, succeed } = only();
  await succeed();
  await render({ audio: {}, filters });
  expect(pipeline.setFilters.mock.calls).toEqual([[filters]]);
  await render({ audio: {}, filters, threads: 3 });
  await render({ audio: {}, filters, threads: 8 });
  expect(pipeline.setThreads.mock.calls).toEqual([[3], [pipeline.maxThreads]]);
  await render({ audio: {}, threads: 8, simd: 'off' });
  expect(pipeline.setFilters.mock.calls).toEqual([[filters], [[]]]);
  await render({ audio: {}, threads: 8, simd: true });
  await render({ audio: {}, threads: 8, simd: false });
  await render({ audio: {}, threads: 8 });
  expect(pipeline.setSimd.mock.calls).toEqual([[false], [true], [false], [true]]);
  await render({ audio: { effects, monitor: true }, threads: 8 });
  expect(pipeline.setEffects.mock.calls).toEqual([[effects]]);
  expect(pipeline.audio.setMonitor.mock.calls).toEqual([[true]]);
  expect(pipeline.setThreads).toHaveBeenCalledTimes(2);
  expect(only().signal.aborted).toBe(false);
});

it('puts what changed during the start in force after it', async () => {
  await render({ threads: 1 });
  await render({ threads: 2, filters: [{ name: 'sepia' }] });
  const { pipeline, succeed } = only();
  expect(pipeline.setThreads).not.toHaveBeenCalled();
  await succeed();
  expect(pipeline.setThreads.mock.calls).toEqual([[2]]);
  expect(pipeline.setFilters.mock.calls).toEqual([[[{ name: 'sepia' }]]]);
  expect(pipeline.setSimd).not.toHaveBeenCalled();
});

it('forgets a change that was taken back during the start', async () => {
  await render({ threads: 1 });
  await render({ threads: 2 });
  await render({ threads: 1 });
  const { pipeline, succeed } = only();
  await succeed();
  expect(pipeline.setThreads).not.toHaveBeenCalled();
  expect(last()).toMatchObject({ pipeline, error: null });
});

it('shows no answer to a change that is not the newest', async () => {
  const slow = Promise.withResolvers<undefined>();
  await render({ threads: 1 });
  const { pipeline, succeed } = only();
  await succeed();
  pipeline.setThreads.mockReturnValueOnce(slow.promise);
  await render({ threads: 2 });
  await render({ threads: 3 });
  await act(async () => slow.reject(new Error('late')));
  expect(last().error).toBeNull();
});

it('shows a change that is refused, until it is taken back', async () => {
  const wrong = new TypeError('filters[0].name is "x"');
  const late = new Error('threads');
  await render({});
  const { pipeline, succeed } = only();
  await succeed();
  pipeline.setFilters.mockImplementationOnce(() => {
    throw wrong;
  });
  const filters = [{ name: 'x' }] as unknown as FilterSpec[];
  await render({ filters });
  expect(last()).toMatchObject({ pipeline, error: wrong });
  // Another change does not hide it.
  await render({ filters, simd: false });
  expect(last().error).toBe(wrong);
  await render({ simd: false });
  expect(last().error).toBeNull();
  pipeline.setThreads.mockRejectedValueOnce(late);
  await render({ simd: false, threads: 2 });
  expect(last().error).toBe(late);
});

it('shows why a start failed, and starts anew with other options', async () => {
  const error = new Error('no camera');
  await render({});
  await only().fail(error);
  expect(last()).toEqual({ pipeline: null, stream: null, state: 'failed', error });
  // The same options do not try again.
  await render({});
  expect(starts).toHaveLength(1);
  await render({ source: 'pattern' });
  await starts[1]?.succeed();
  expect(last()).toMatchObject({ state: 'starting', error: null });
});

it('shows why a running pipeline failed', async () => {
  await render({});
  const { pipeline, succeed } = only();
  await succeed();
  pipeline.error = new Error('a thread');
  await act(async () => pipeline.enter('failed'));
  expect(last()).toMatchObject({ pipeline, state: 'failed', error: pipeline.error });
});

it('is idle with null, and ends a pipeline', async () => {
  await render(null);
  expect(starts).toEqual([]);
  expect(last().state).toBe('idle');
  await render({});
  await only().succeed();
  await render(null);
  expect(only().signal.aborted).toBe(true);
  expect(last()).toEqual({ pipeline: null, stream: null, state: 'idle', error: null });
});

it("obeys the caller's signal", async () => {
  const controller = new AbortController();
  const options = { signal: controller.signal };
  await act(async () => root.render(createElement(Preview, { options })));
  await act(async () => controller.abort(new Error('enough')));
  expect(last()).toMatchObject({ state: 'failed', error: { message: 'enough' } });
  await act(async () =>
    root.render(createElement(Preview, { options: { signal: {} } as unknown as PipelineOptions })),
  );
  expect(last().error).toMatchObject({ name: 'TypeError', message: expect.stringContaining('signal') });
});

it('starts nothing on a server', () => {
  expect(renderToString(createElement(Preview, { options: {} }))).toBe('idle');
  expect(starts).toEqual([]);
});
