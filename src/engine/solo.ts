/**
 * The engine of a page that is not isolated. One worker does all the work, on a private memory.
 * In: feed, sink, settings. Out: a running worker, and copies of its control block ten times a second. Main thread.
 */

import { CONTROL, OWNER_LANE } from '../generated/layout.ts';
import { type FrameSettings, sampleRequest } from '../memory/control.ts';
import { freezeControl } from '../memory/freeze.ts';
import { LaneWriter } from '../memory/lanes.ts';
import { type ControlView, viewControl } from '../memory/stats.ts';
import { laneCapacity, mirrorArea, type TraceArea } from '../memory/trace-area.ts';
import type { Life } from '../pipeline/life.ts';
import { startWorker } from './assets.ts';
import { type Engine, type EngineEvents, type EngineParts, THREAD_START, tell } from './engine.ts';
import { type OtherMessage, WorkerHandle } from './handle.ts';
import type { ToSolo } from './protocol.ts';

/** Runs one worker. */
export class SoloEngine implements Engine {
  readonly threads = 1;
  /** Copies of the worker's lanes. The main thread writes its own lane here directly. */
  readonly trace: TraceArea;
  readonly #events: EngineEvents;
  readonly #writers: LaneWriter[];
  readonly #worker: WorkerHandle<ToSolo>;
  #beats = 0;
  #view = viewControl(new ArrayBuffer(CONTROL.size), 0);

  private constructor(parts: EngineParts, events: EngineEvents) {
    const { sink, expected, settings, transfer, modules, traceSeconds } = parts;
    this.#events = events;
    this.trace = mirrorArea(laneCapacity(traceSeconds));
    this.#writers = Array.from({ length: OWNER_LANE }, (_, lane) => new LaneWriter(this.trace, lane));
    this.#worker = new WorkerHandle<ToSolo>(
      'solo',
      startWorker(
        'solo.worker.js',
        'solo',
        () => new Worker(new URL('../../worklets/solo.worker.ts', import.meta.url), { type: 'module' }),
      ),
      {
        type: 'start',
        setup: { ...modules, epochMs: performance.timeOrigin },
        sink,
        expected,
        settings,
        traceSeconds,
      },
      transfer,
      { onFailed: events.onFailed, onMessage: (message) => this.#tell(message) },
    );
  }

  /** Starts the worker. Resolves when it is ready. */
  static async start(parts: EngineParts, events: EngineEvents, life: Life): Promise<SoloEngine> {
    const engine = new SoloEngine(parts, events);
    life.own({ stop: () => engine.#worker.stop({ type: 'stop' }), end: () => engine.#end() });
    await life.until(engine.#worker.ready, THREAD_START);
    const { feed, transfer } = parts.connect();
    engine.#worker.post({ type: 'go', feed }, transfer);
    return engine;
  }

  get beats(): number {
    return this.#beats;
  }

  view(): ControlView {
    return this.#view;
  }

  async prepareThreads(): Promise<void> {}

  apply(settings: FrameSettings): void {
    this.#worker.post({ type: 'settings', settings });
  }

  requestSample(): void {
    this.#worker.post({ type: 'sample', request: sampleRequest(performance.now() * 1000) });
  }

  #tell(message: OtherMessage): void {
    if (message.type === 'snapshot') {
      this.#beats++;
      this.#view = viewControl(message.buffer, 0);
      for (const { lane, first, words } of message.records) this.#writers[lane]?.copy(words, first);
    } else tell(this.#events, message);
  }

  #end(): void {
    this.#worker.terminate();
    this.#view = freezeControl(this.#view);
  }
}
