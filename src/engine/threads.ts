/**
 * The engine of an isolated page. A capture thread, a pool and a present thread work on one shared memory.
 * In: feed, sink, settings. Out: running threads. Main thread. It never blocks to wait for them.
 */

import { CONTROL_BASE } from '../generated/layout.ts';
import {
  type FrameSettings,
  releaseWaits,
  requestSample,
  sampleRequest,
  stopPool,
  writeSettings,
} from '../memory/control.ts';
import { freezeControl, freezeTrace } from '../memory/freeze.ts';
import { controlWords, createMemory } from '../memory/shared-memory.ts';
import { type ControlView, viewControl } from '../memory/stats.ts';
import { sharedArea, type TraceArea } from '../memory/trace-area.ts';
import type { Life } from '../pipeline/life.ts';
import { startWorker } from './assets.ts';
import { type Engine, type EngineEvents, type EngineParts, THREAD_START, tell } from './engine.ts';
import { type OtherMessage, WorkerHandle } from './handle.ts';
import { startPoolWorker } from './pool-worker.ts';
import type { ThreadSetup, ToCapture, ToPool, ToPresent } from './protocol.ts';

/** Runs threads that share memory. */
export class ThreadsEngine implements Engine {
  readonly beats = null;
  readonly #events: EngineEvents;
  readonly #life: Life;
  readonly #pool: WorkerHandle<ToPool>[] = [];
  #trace: TraceArea;
  #view: ControlView;
  /** `null` after the end, so that nothing here keeps the memory alive. */
  #setup: ThreadSetup | null;
  #words: Int32Array;
  #capture: WorkerHandle<ToCapture> | undefined;
  #present: WorkerHandle<ToPresent> | undefined;

  private constructor(parts: EngineParts, events: EngineEvents, life: Life) {
    const memory = createMemory(parts.traceSeconds);
    this.#trace = sharedArea(memory.buffer);
    this.#words = controlWords(memory.buffer);
    this.#view = viewControl(memory.buffer, CONTROL_BASE);
    this.#events = events;
    this.#life = life;
    this.#setup = { memory, ...parts.modules, epochMs: performance.timeOrigin };
    writeSettings(this.#words, parts.settings);
  }

  /** Starts every thread. Resolves when all are ready. */
  static async start(parts: EngineParts, events: EngineEvents, life: Life): Promise<ThreadsEngine> {
    const engine = new ThreadsEngine(parts, events, life);
    life.own({ stop: () => engine.#stop(), end: () => engine.#end() });
    // If the life has ended, `own` has just called `#end`. Then nothing may start.
    life.signal.throwIfAborted();
    await life.until(engine.#startAll(parts), THREAD_START);
    const { feed, transfer } = parts.connect();
    engine.#capture?.post({ type: 'go', feed }, transfer);
    return engine;
  }

  async #startAll({ sink, expected, settings, transfer }: EngineParts): Promise<void> {
    const setup = this.#setup as ThreadSetup;
    const events = {
      onFailed: this.#events.onFailed,
      onMessage: (message: OtherMessage) => tell(this.#events, message),
    };
    this.#present = new WorkerHandle<ToPresent>(
      'present',
      startWorker(
        'present.worker.js',
        'present',
        () => new Worker(new URL('../../worklets/present.worker.ts', import.meta.url), { type: 'module' }),
      ),
      { type: 'start', setup, sink, expected },
      transfer,
      events,
    );
    this.#capture = new WorkerHandle<ToCapture>(
      'capture',
      startWorker(
        'capture.worker.js',
        'capture',
        () => new Worker(new URL('../../worklets/capture.worker.ts', import.meta.url), { type: 'module' }),
      ),
      { type: 'start', setup, expected },
      [],
      events,
    );
    await Promise.all([this.#present.ready, this.#capture.ready, this.#grow(settings.threads)]);
  }

  /** Starts pool threads until there are `threads`. It ends none: threads that the settings do not need sleep. */
  async #grow(threads: number): Promise<void> {
    for (let index = this.#pool.length; this.#setup && index < threads; index++) {
      const worker = startPoolWorker(`pool ${index}`);
      const start: ToPool = { type: 'start', setup: this.#setup, index };
      this.#pool.push(new WorkerHandle<ToPool>('pool', worker, start, [], this.#events));
    }
    const started = this.#pool.slice(0, threads).map(({ ready }) => ready);
    try {
      await this.#life.until(Promise.all(started), THREAD_START);
    } catch (error) {
      this.#dropUnready();
      throw error;
    }
  }

  /** Ends the first pool thread that could not start and all after it. So the next call of `#grow` starts new ones. */
  #dropUnready(): void {
    const failed = this.#pool.findIndex(({ state }) => state === 'failed');
    const first = failed >= 0 ? failed : this.#pool.findIndex(({ state }) => state === 'starting');
    if (first >= 0) for (const handle of this.#pool.splice(first)) handle.terminate();
  }

  get threads(): number {
    return this.#pool.length;
  }

  get trace(): TraceArea {
    return this.#trace;
  }

  view(): ControlView {
    return this.#view;
  }

  async prepareThreads(threads: number): Promise<void> {
    await this.#grow(threads);
  }

  apply(settings: FrameSettings): void {
    writeSettings(this.#words, settings);
  }

  requestSample(): void {
    requestSample(this.#words, sampleRequest(performance.now() * 1000));
  }

  /** Stops the threads in the order of a frame's way. So each frame on the way is finished or counted as dropped. */
  async #stop(): Promise<void> {
    await this.#capture?.stop({ type: 'stop' });
    stopPool(this.#words);
    await Promise.all(this.#pool.map((thread) => thread.stop()));
    await this.#present?.stop({ type: 'stop' });
  }

  #end(): void {
    releaseWaits(this.#words);
    for (const thread of [this.#capture, ...this.#pool, this.#present]) thread?.terminate();
    // Copies the numbers and the trace, so that they can still be read.
    this.#view = freezeControl(this.#view);
    this.#trace = freezeTrace(this.#trace);
    this.#words = this.#view.words;
    this.#setup = null;
  }
}
