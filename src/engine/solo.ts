/**
 * The engine of a page that is not isolated: one worker does it all, on a memory that only it can see.
 * In: feed, sink, settings. Out: a running worker, and copies of its control block some times a second. Main thread.
 */

import { CONTROL, OWNER_LANE } from '../generated/layout.ts';
import type { FrameSettings } from '../memory/control.ts';
import { type ControlView, viewControl } from '../memory/stats.ts';
import { LaneWriter, laneCapacity, mirrorArea, type TraceArea } from '../trace/lanes.ts';
import type { Engine, EngineEvents, EngineParts } from './engine.ts';
import { WorkerHandle } from './handle.ts';
import type { ToSolo } from './protocol.ts';

/** One worker. */
export class SoloEngine implements Engine {
  readonly maxThreads = 1;
  /** What the worker sends of its lanes; the owner's lane is written here. */
  readonly trace: TraceArea;
  readonly #worker: WorkerHandle<ToSolo>;
  #view = viewControl(new ArrayBuffer(CONTROL.size), 0);

  private constructor(parts: EngineParts, events: EngineEvents) {
    const { feed, sink, settings, transfer, modules, traceSeconds } = parts;
    this.trace = mirrorArea(laneCapacity(traceSeconds));
    const writers = Array.from({ length: OWNER_LANE }, (_, lane) => new LaneWriter(this.trace, lane));
    this.#worker = new WorkerHandle<ToSolo>(
      new Worker(new URL('../../worklets/solo.worker.ts', import.meta.url), { type: 'module', name: 'solo' }),
      {
        type: 'start',
        setup: { ...modules, epochMs: performance.timeOrigin },
        feed,
        sink,
        settings,
        traceSeconds,
      },
      [...transfer.feed, ...transfer.sink],
      events,
      ({ buffer, records }) => {
        this.#view = viewControl(buffer, 0);
        for (const { lane, first, words } of records) writers[lane]?.copy(words, first);
      },
    );
  }

  /** Starts the worker; resolves when it is ready. */
  static async start(parts: EngineParts, events: EngineEvents): Promise<SoloEngine> {
    const engine = new SoloEngine(parts, events);
    try {
      await engine.#worker.ready;
    } catch (error) {
      await engine.close();
      throw error;
    }
    return engine;
  }

  view(): ControlView {
    return this.#view;
  }

  async prepareThreads(): Promise<void> {}

  apply(settings: FrameSettings): void {
    this.#worker.post({ type: 'settings', settings });
  }

  requestSample(): void {
    this.#worker.post({ type: 'sample' });
  }

  async close(): Promise<void> {
    await this.#worker.stop({ type: 'stop' });
  }
}
