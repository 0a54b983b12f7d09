/**
 * The engine of an isolated page: a capture thread, a pool, a present thread, on one shared memory.
 * In: feed, sink, settings. Out: running threads. Main thread, which never waits for them.
 */

import { CONTROL_BASE, MAX_THREADS } from '../generated/layout.ts';
import { type FrameSettings, requestSample, stopPool, writeSettings } from '../memory/control.ts';
import { controlWords, createMemory } from '../memory/shared-memory.ts';
import { type ControlView, viewControl } from '../memory/stats.ts';
import { sharedArea, type TraceArea } from '../trace/lanes.ts';
import type { Engine, EngineEvents, EngineParts } from './engine.ts';
import { WorkerHandle } from './handle.ts';
import type { ThreadSetup, ToCapture, ToPool, ToPresent } from './protocol.ts';

/** Threads that share memory. */
export class ThreadsEngine implements Engine {
  readonly maxThreads = MAX_THREADS;
  readonly trace: TraceArea;
  readonly #setup: ThreadSetup;
  readonly #words: Int32Array;
  readonly #view: ControlView;
  readonly #events: EngineEvents;
  readonly #capture: WorkerHandle<ToCapture>;
  readonly #present: WorkerHandle<ToPresent>;
  readonly #pool: WorkerHandle<ToPool>[] = [];

  private constructor(parts: EngineParts, events: EngineEvents) {
    const memory = createMemory(parts.traceSeconds);
    this.trace = sharedArea(memory.buffer);
    this.#words = controlWords(memory.buffer);
    this.#view = viewControl(memory.buffer, CONTROL_BASE);
    this.#events = events;
    this.#setup = { memory, ...parts.modules, epochMs: performance.timeOrigin };
    writeSettings(this.#words, parts.settings);
    const { feed, sink, transfer } = parts;
    const setup = this.#setup;
    this.#grow(parts.settings.threads);
    this.#present = new WorkerHandle<ToPresent>(
      new Worker(new URL('../../worklets/present.worker.ts', import.meta.url), {
        type: 'module',
        name: 'present',
      }),
      { type: 'start', setup, sink },
      transfer.sink,
      events,
    );
    this.#capture = new WorkerHandle<ToCapture>(
      new Worker(new URL('../../worklets/capture.worker.ts', import.meta.url), {
        type: 'module',
        name: 'capture',
      }),
      { type: 'start', setup, feed },
      transfer.feed,
      events,
    );
  }

  /** Starts every thread; resolves when all are ready. */
  static async start(parts: EngineParts, events: EngineEvents): Promise<ThreadsEngine> {
    const engine = new ThreadsEngine(parts, events);
    try {
      await Promise.all([engine.#capture, engine.#present, ...engine.#pool].map(({ ready }) => ready));
      engine.#capture.post({ type: 'go' });
    } catch (error) {
      await engine.close();
      throw error;
    }
    return engine;
  }

  /** Starts pool threads until there are `threads`. Those that are there stay, asleep when not wanted. */
  #grow(threads: number): void {
    for (let index = this.#pool.length; index < threads; index++) {
      const worker = new Worker(new URL('../../worklets/pool.worker.ts', import.meta.url), {
        type: 'module',
        name: `pool ${index}`,
      });
      this.#pool.push(
        new WorkerHandle<ToPool>(worker, { type: 'start', setup: this.#setup, index }, [], this.#events),
      );
    }
  }

  view(): ControlView {
    return this.#view;
  }

  async prepareThreads(threads: number): Promise<void> {
    this.#grow(threads);
    await Promise.all(this.#pool.map(({ ready }) => ready));
  }

  apply(settings: FrameSettings): void {
    writeSettings(this.#words, settings);
  }

  requestSample(): void {
    requestSample(this.#words);
  }

  async close(): Promise<void> {
    // In the order of a frame's way, so that what is on its way is finished or counted.
    await this.#capture.stop({ type: 'stop' });
    stopPool(this.#words);
    await Promise.all(this.#pool.map((thread) => thread.stop()));
    await this.#present.stop({ type: 'stop' });
  }
}
