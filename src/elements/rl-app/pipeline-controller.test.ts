/** At most one pipeline at a time, and only the newest wish counts. */

import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { PipelineState } from '../../terms.ts';
import type { Pipeline, PipelineOptions } from '../../types.ts';
import { PipelineController } from './pipeline-controller.ts';

/** Every call of `createPipeline`, to be answered by the test. */
const calls: {
  options: PipelineOptions;
  resolve: (pipeline: Pipeline) => void;
  reject: (error: unknown) => void;
}[] = [];

vi.mock('../../pipeline.ts', () => ({
  createPipeline(options: PipelineOptions) {
    return new Promise<Pipeline>((resolve, reject) => {
      calls.push({ options, resolve, reject });
    });
  },
}));

class FakePipeline extends EventTarget {
  state: PipelineState = 'starting';
  error: Error | null = null;
  close = vi.fn(async () => this.enter('closed'));
  enter(state: PipelineState): void {
    this.state = state;
    this.dispatchEvent(new CustomEvent('statechange', { detail: state }));
  }
}

const host = {
  isConnected: true,
  updateComplete: Promise.resolve(true),
  addController() {},
  removeController() {},
  requestUpdate() {},
};
const options = (width: number): PipelineOptions => ({ source: { type: 'pattern', width } });
const settled = () => new Promise((resolve) => setTimeout(resolve));
let controller: PipelineController;

async function answer(call: number): Promise<FakePipeline> {
  const pipeline = new FakePipeline();
  calls[call]?.resolve(pipeline as unknown as Pipeline);
  await settled();
  return pipeline;
}

beforeEach(() => {
  controller = new PipelineController(host);
});
afterEach(() => {
  calls.length = 0;
  host.isConnected = true;
});

it('starts, runs, and stops', async () => {
  controller.start(options(1));
  expect(controller.phase).toBe('starting');
  await settled();
  const pipeline = await answer(0);
  expect(controller.pipeline).toBe(pipeline);
  expect(controller.phase).toBe('starting');
  pipeline.enter('running');
  expect(controller.phase).toBe('running');
  controller.stop();
  await settled();
  expect(pipeline.close).toHaveBeenCalled();
  expect([controller.pipeline, controller.phase]).toEqual([null, 'stopped']);
});

it('closes the old pipeline before it makes the next', async () => {
  controller.start(options(1));
  await settled();
  const first = await answer(0);
  let closed = () => {};
  first.close.mockReturnValue(new Promise<void>((resolve) => (closed = resolve)));
  controller.start(options(2));
  await settled();
  expect(calls).toHaveLength(1);
  closed();
  await settled();
  expect(calls).toHaveLength(2);
  const second = await answer(1);
  expect(controller.pipeline).toBe(second);
});

it('makes only the last of many that were wished for at once', async () => {
  controller.start(options(1));
  controller.start(options(2));
  controller.start(options(3));
  await settled();
  expect(calls.map((call) => call.options.source)).toEqual([{ type: 'pattern', width: 3 }]);
});

it('does not wait for a start that was called off, and closes what comes of it', async () => {
  controller.start(options(1));
  await settled();
  controller.stop();
  expect(calls[0]?.options.signal?.aborted).toBe(true);
  controller.start(options(2));
  await settled();
  const second = await answer(1);
  const late = await answer(0);
  expect(late.close).toHaveBeenCalled();
  expect(controller.pipeline).toBe(second);
});

it('keeps why a start failed, unless it was called off', async () => {
  const error = new Error('no camera');
  controller.start(options(1));
  await settled();
  calls[0]?.reject(error);
  await settled();
  expect([controller.phase, controller.error]).toEqual(['failed', error]);

  controller.start(options(2));
  await settled();
  controller.stop();
  calls[1]?.reject(new Error('aborted'));
  await settled();
  expect([controller.phase, controller.error]).toEqual(['stopped', null]);
});

it('gives a failed pipeline back and keeps its error; an ended one stays to be read', async () => {
  controller.start(options(1));
  await settled();
  const ended = await answer(0);
  ended.enter('ended');
  expect([controller.phase, controller.pipeline]).toEqual(['ended', ended]);
  controller.start(options(2));
  await settled();
  const failed = await answer(1);
  failed.error = new Error('a thread died');
  failed.enter('failed');
  await settled();
  expect([controller.phase, controller.error, controller.pipeline]).toEqual(['failed', failed.error, null]);
  expect(failed.close).toHaveBeenCalled();
});

it('follows a pipeline that somebody else closes', async () => {
  controller.start(options(1));
  await settled();
  const pipeline = await answer(0);
  await pipeline.close();
  await settled();
  expect([controller.phase, controller.pipeline]).toEqual(['stopped', null]);
});

it('goes on while its element is moved in the page, and ends once it has left', async () => {
  controller.start(options(1));
  await settled();
  const pipeline = await answer(0);
  pipeline.enter('running');
  // Back before anything else runs, as a move does it.
  host.isConnected = false;
  controller.hostDisconnected();
  host.isConnected = true;
  await settled();
  expect(controller.phase).toBe('running');
  expect(pipeline.close).not.toHaveBeenCalled();
  host.isConnected = false;
  controller.hostDisconnected();
  await settled();
  expect(controller.phase).toBe('stopped');
  expect(pipeline.close).toHaveBeenCalledOnce();
});
