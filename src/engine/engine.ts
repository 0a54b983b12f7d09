/**
 * What a pipeline needs of its engine: threads on shared memory, or one worker. Main thread.
 */

import type { FrameSettings } from '../memory/control.ts';
import type { TraceArea } from '../memory/lanes.ts';
import type { ControlView } from '../memory/stats.ts';
import type { OtherMessage } from './handle.ts';
import type { Modules } from './modules.ts';
import type { ConnectedFeed, ExpectedFrame, RawSample, SinkFeed } from './protocol.ts';

/** What an engine tells its pipeline. */
export interface EngineEvents {
  onFirstFrame(): void;
  /** A frame could not be read: why not. */
  onCopyFailed(message: string): void;
  /** The source gives no more frames. */
  onEnded(): void;
  onSample(sample: RawSample): void;
  /** The track of a generator that lives in a worker. */
  onTrack(track: MediaStreamTrack): void;
  /** A thread cannot go on. */
  onFailed(error: Error): void;
}

/** What an engine is started with. */
export interface EngineParts {
  modules: Modules;
  /** Makes the feed, when every thread is ready. See `OpenSource`. */
  connect(): ConnectedFeed;
  sink: SinkFeed;
  /** What of the sink must be transferred. */
  transfer: Transferable[];
  /** What the threads may prepare for. */
  expected: ExpectedFrame | null;
  settings: FrameSettings;
  /** How long the trace that is always on looks back; 0: nothing is recorded. */
  traceSeconds: number;
}

/** Runs the threads. */
export interface Engine {
  /** Pool threads that are there, awake or asleep. */
  readonly threads: number;
  /** The control block, now or as of a moment ago. */
  view(): ControlView;
  /** The lanes of the trace, now or as of a moment ago. */
  readonly trace: TraceArea;
  /** How often the threads have been heard of; `null` where the view is the threads' own memory. */
  readonly beats: number | null;
  /** Resolves when that many pool threads are there. */
  prepareThreads(threads: number): Promise<void>;
  /** Puts settings in force, for frames that arrive from now on. */
  apply(settings: FrameSettings): void;
  /** The pixels of the first frame that arrives from now on come by `onSample`. */
  requestSample(): void;
}

/** How long a thread may take to load its script and get ready. */
export const THREAD_START = { ms: 15_000, what: 'The scripts of the threads' } as const;

/** Passes on what a thread says. */
export function tell(events: EngineEvents, message: OtherMessage): void {
  switch (message.type) {
    case 'first-frame':
      events.onFirstFrame();
      break;
    case 'copy-failed':
      events.onCopyFailed(message.message);
      break;
    case 'ended':
      events.onEnded();
      break;
    case 'sample':
      events.onSample(message.sample);
      break;
    case 'track':
      events.onTrack(message.track);
  }
}
