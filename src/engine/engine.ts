/**
 * The interface between a pipeline and its engine. An engine is either several threads on shared memory, or one worker.
 * In: the parts of a pipeline. Out: frames at the sink, and events. Main thread.
 */

import type { FrameSettings } from '../memory/control.ts';
import type { ControlView } from '../memory/stats.ts';
import type { TraceArea } from '../memory/trace-area.ts';
import type { OtherMessage } from './handle.ts';
import type { Modules } from './modules.ts';
import type { ConnectedFeed, ExpectedFrame, RawSample, SinkFeed } from './protocol.ts';

/** The events that an engine reports to its pipeline. */
export interface EngineEvents {
  onFirstFrame(): void;
  /** A frame could not be read. `message` says why. */
  onCopyFailed(message: string): void;
  /** The source gives no more frames. */
  onEnded(): void;
  onSample(sample: RawSample): void;
  /** A worker's generator has made this track. */
  onTrack(track: MediaStreamTrack): void;
  /** A thread cannot go on. */
  onFailed(error: Error): void;
}

/** The parts that an engine needs to start. */
export interface EngineParts {
  modules: Modules;
  /** Makes the feed. The engine calls it when every thread is ready. See `OpenSource`. */
  connect(): ConnectedFeed;
  sink: SinkFeed;
  /** The objects in `sink` that must be transferred. */
  transfer: Transferable[];
  /** The frames that the threads prepare for. `null`: they do not prepare. */
  expected: ExpectedFrame | null;
  settings: FrameSettings;
  /** How far back the permanent trace reaches, in seconds. 0 records nothing. */
  traceSeconds: number;
}

/** Runs the threads. */
export interface Engine {
  /** The number of pool threads, awake or asleep. */
  readonly threads: number;
  /** The control block. In one worker it is a copy, at most some tenths of a second old. */
  view(): ControlView;
  /** The lanes of the trace. In one worker they are copies of the same age. */
  readonly trace: TraceArea;
  /** Counts the copies that the one worker has sent. `null`: the threads share their memory and send no copies. */
  readonly beats: number | null;
  /** Starts pool threads until there are `threads`. Resolves when they are ready. */
  prepareThreads(threads: number): Promise<void>;
  /** Applies settings to frames that arrive from now on. */
  apply(settings: FrameSettings): void;
  /** Asks for the pixels of the first frame that arrives from now on. They come by `onSample`. */
  requestSample(): void;
}

/** The deadline for a thread to load its script and get ready. */
export const THREAD_START = { ms: 15_000, what: 'The scripts of the threads' } as const;

/** Passes a thread's message on as an event. */
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
