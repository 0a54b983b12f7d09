/**
 * A closed pipeline leaves nothing in memory, although objects that knew it live on. The tests check which objects the garbage
 * collector takes. The collector also finds no unclosed frame.
 */

import { expect, type Page } from 'playwright/test';
import type { Pipeline } from '../src/types.ts';
import { test } from './support/faults.ts';
import {
  breakThread,
  breakWorkers,
  CAMERA,
  expectNoWorker,
  openLife,
  PATTERN,
  PLACES,
  type Place,
  sinksOf,
} from './support/life.ts';
import { poll } from './support/poll.ts';

// A request may still be on its way when a test ends.
test.afterEach(({ page }) => page.unrouteAll({ behavior: 'ignoreErrors' }));

/** The tools in `globalThis.heap` of the page. */
interface Heap {
  /** Every WebAssembly memory that was made, and its buffer. */
  memories: WeakRef<object>[];
  pipelines: WeakRef<Pipeline>[];
  /** Objects that live longer than a pipeline. */
  kept: unknown[];
  /** Counts the objects that are left after a collection. The collection is in a separate task. */
  left(refs: readonly WeakRef<object>[]): Promise<number>;
}

declare global {
  var heap: Heap;
}

async function openHeap(page: Page, place: Place = 'isolated'): Promise<void> {
  await page.addInitScript(installHeap);
  await openLife(page, place);
}

// The function below runs in the page, as text. It uses nothing outside of itself.

function installHeap(): void {
  const memories: WeakRef<object>[] = [];
  WebAssembly.Memory = new Proxy(WebAssembly.Memory, {
    construct: (target, values) => {
      const memory = Reflect.construct(target, values) as WebAssembly.Memory;
      memories.push(new WeakRef(memory), new WeakRef(memory.buffer));
      return memory;
    },
  });
  type Collect = (options: { type: 'major'; execution: 'async' }) => Promise<void>;
  const { gc } = globalThis as unknown as { gc: Collect };
  globalThis.heap = {
    memories,
    pipelines: [],
    kept: [],
    left: async (refs) => {
      // The browser holds a dereferenced object until the end of the task. A separate task has no stack that could hold it.
      await gc({ type: 'major', execution: 'async' });
      await new Promise((resolve) => setTimeout(resolve));
      return refs.filter((ref) => ref.deref() !== undefined).length;
    },
  };
}

const pipelinesLeft = (page: Page) => page.evaluate(() => heap.left(heap.pipelines));
const memoriesLeft = (page: Page) => page.evaluate(() => heap.left(heap.memories));

for (const place of PLACES) {
  for (const sink of sinksOf(place)) {
    test(`${place}, ${sink}: whatever lives longer keeps nothing of a closed pipeline`, async ({ page }) => {
      await openHeap(page, place);
      await page.evaluate(
        async ([camera, sink]) => {
          const stream = await navigator.mediaDevices.getUserMedia({ video: camera, audio: true });
          const [[source], [sound]] = [stream.getVideoTracks(), stream.getAudioTracks()];
          if (!source || !sound) throw new Error('no track');
          const { signal } = new AbortController();
          const video = document.createElement('video');
          document.body.append(video);
          heap.kept.push(stream, signal, video);
          for (let i = 0; i < 3; i++) {
            const audio = { source: sound } as const;
            const pipeline = await life.create({ source, sink, threads: 2, signal, audio, filters: [] });
            heap.pipelines.push(new WeakRef(pipeline));
            pipeline.attach(video);
            pipeline.startTrace();
            await life.presented(pipeline, 3);
            await pipeline.sample({ signal });
            const pending = pipeline.sample({ signal }).catch(String);
            const aborted = pipeline.sample({ signal: AbortSignal.abort() }).catch(String);
            // The consumer stops the output of the last one.
            if (i === 2) pipeline.stream.getVideoTracks()[0]?.stop();
            else await pipeline.close();
            await life.reached(pipeline, 'closed');
            await pipeline.close();
            await Promise.all([pending, aborted]);
            pipeline.stopTrace().toCsv();
          }
        },
        [CAMERA, sink] as const,
      );
      await expectNoWorker(page);
      await poll(() => pipelinesLeft(page)).toBe(0);
      await poll(() => memoriesLeft(page)).toBe(0);
      // The objects were made, and those that live longer are still there.
      const made = await page.evaluate(() => [heap.pipelines.length, heap.memories.length, heap.kept.length]);
      expect(made).toEqual([3, place === 'one worker' ? 0 : 12, 3]);
    });
  }
}

for (const end of ['closed', 'ended', 'failed'] as const) {
  test(`a pipeline that is kept when it has ${end} keeps no memory`, async ({ page }) => {
    if (end === 'failed') await breakThread(page, 'present', { where: 'write', what: 'never', at: 10 });
    await openHeap(page);
    const presented = await page.evaluate(
      async ([source, end]) => {
        const pipeline = await life.create({ source, threads: 2, audio: { source: 'tone' } });
        heap.kept.push(pipeline, pipeline.traceReader());
        pipeline.attach(document.createElement('video'));
        await life.presented(pipeline, 3);
        if (end === 'closed') await pipeline.close();
        if (end === 'ended') life.devices[0]?.stop();
        await life.reached(pipeline, end);
        if (end !== 'ended') await pipeline.close();
        return pipeline.stats().presented;
      },
      [CAMERA, end] as const,
    );
    expect(presented).toBeGreaterThan(0);
    await expectNoWorker(page);
    await poll(() => memoriesLeft(page)).toBe(0);
    const after = await page.evaluate(() => {
      const pipeline = heap.kept[0] as Pipeline;
      return [pipeline.state, pipeline.stats().inFlight, heap.memories.length];
    });
    expect(after).toEqual([end, 0, 4]);
  });
}

test('a start that is aborted keeps nothing', async ({ page }) => {
  await openHeap(page);
  await page.evaluate(async (source) => {
    const { signal } = new AbortController();
    heap.kept.push(signal);
    for (let i = 0; i < 8; i++) {
      const own = new AbortController();
      const started = life.create({ source, threads: 2, signal: AbortSignal.any([signal, own.signal]) });
      setTimeout(() => own.abort(), 10 * i);
      await started.then((pipeline) => pipeline.close(), String);
    }
  }, PATTERN);
  await expectNoWorker(page);
  await poll(() => memoriesLeft(page)).toBe(0);
});

for (const keep of [false, true]) {
  test(`a page can start 130 times${keep ? ', and keep every closed pipeline' : ''}`, async ({ page }) => {
    await openHeap(page);
    const states = await page.evaluate(
      async ([source, keep]) => {
        const states = new Set<string>();
        const { signal } = new AbortController();
        for (let i = 0; i < 130; i++) {
          const pipeline = await life.create({ source, threads: 1, signal });
          await pipeline.close();
          states.add(pipeline.state);
          if (keep) heap.kept.push(pipeline);
        }
        return [...states];
      },
      [PATTERN, keep] as const,
    );
    expect(states).toEqual(['closed']);
    await expectNoWorker(page);
  });
}

/** Runs in a capture thread. When it has stopped, writes to the console how many frames it got and did not close. */
function countFrames(): void {
  const open = new Set<VideoFrame>();
  const { read } = ReadableStreamDefaultReader.prototype;
  ReadableStreamDefaultReader.prototype.read = async function () {
    const result = (await read.call(this)) as ReadableStreamReadResult<VideoFrame>;
    if (result.value) open.add(result.value);
    return result;
  };
  const { close } = VideoFrame.prototype;
  VideoFrame.prototype.close = function () {
    open.delete(this);
    close.call(this);
  };
  const post = self.postMessage.bind(self);
  self.postMessage = (message: { type: string }, options?: WindowPostMessageOptions) => {
    if (message.type === 'stopped') console.log(`open frames: ${open.size}`);
    post(message, options);
  };
}

test('no frame is left to the collector', async ({ page, context }) => {
  const LOST = /garbage collected/i;
  const warnings: string[] = [];
  const counts: string[] = [];
  page.on('console', (message) => {
    const text = message.text();
    if (LOST.test(text)) warnings.push(text);
    if (text.startsWith('open frames')) counts.push(text);
  });
  // Chromium reports the frames that the page's own thread has lost. `countFrames` counts those of the capture thread.
  await breakWorkers(page, /\/capture\.worker/, `(${countFrames})()`);
  await openHeap(page);
  for (let round = 0; round < 6; round++) {
    await page.evaluate(async (source) => {
      for (let i = 0; i < 10; i++) {
        const pipeline = await life.create({ source, threads: 1 });
        await life.presented(pipeline, 1 + (i % 3));
        await pipeline.close();
      }
    }, CAMERA);
    await page.evaluate(() => heap.left([]));
  }
  await expectNoWorker(page);
  await page.evaluate(() => heap.left([]));
  // Chromium reports every ten seconds. Another page loses a frame later. After its report, all earlier ones have come.
  const other = await context.newPage();
  await openHeap(other);
  const told = other.waitForEvent('console', { predicate: (message) => LOST.test(message.text()) });
  await other.evaluate(async () => {
    new VideoFrame(new Uint8Array(4), { format: 'RGBA', codedWidth: 1, codedHeight: 1, timestamp: 0 });
    await new Promise((resolve) => setTimeout(resolve));
    await heap.left([]);
  });
  await told;
  expect(warnings).toEqual([]);
  expect(counts).toEqual(Array(60).fill('open frames: 0'));
});
