/**
 * Every message between threads, both directions. Control only: frames never travel by message, but for the two
 * capture rungs of browsers that cannot read a camera from a worker.
 */

import type { FrameSettings } from '../memory/control.ts';
import type { FrameSample } from '../terms.ts';

/** What every thread that runs WASM is started with. */
export interface ThreadSetup {
  /** Shared with every thread; absent in one worker, which makes its own. */
  memory?: WebAssembly.Memory;
  scalar: WebAssembly.Module;
  /** Absent where the browser has no SIMD. */
  simd: WebAssembly.Module | null;
  /** `performance.timeOrigin` of the pipeline's owner: the pipeline's clock counts from there. */
  epochMs: number;
}

/** Where the capture thread gets its frames. */
export type CaptureFeed =
  | { type: 'pattern'; width: number; height: number; frameRate: number; seed: number }
  /** `MediaStreamTrackProcessor` of the window. */
  | { type: 'readable'; readable: ReadableStream<VideoFrame> }
  /** `MediaStreamTrackProcessor` of the worker. */
  | { type: 'track'; track: MediaStreamTrack }
  /** `FedFrame`s, one message each. */
  | { type: 'port'; port: MessagePort };

/** A feed, and what of it must be transferred. */
export interface ConnectedFeed {
  feed: CaptureFeed;
  transfer: Transferable[];
}

/** What frames of a source will probably be, in pixels. */
export interface ExpectedFrame {
  width: number;
  height: number;
}

/** One frame on a `port` feed: a `VideoFrame`, or RGBA pixels where there is none. */
export type FedFrame =
  | { type: 'frame'; frame: VideoFrame }
  | { type: 'rgba'; data: ArrayBuffer; width: number; height: number; timestamp: number };

/** Where the present thread puts its frames. */
export type SinkFeed =
  | { type: 'writable'; writable: WritableStream<VideoFrame> }
  /** The worker makes a `VideoTrackGenerator` and sends its track back. */
  | { type: 'generator' }
  | { type: 'canvas'; canvas: OffscreenCanvas; context: '2d' | 'webgl2' }
  /** A canvas of the worker's own, whose pictures go through `port` to the main thread. */
  | { type: 'relay'; port: MessagePort; context: '2d' | 'webgl2' };

/** Main thread to capture worker. */
export type ToCapture =
  | { type: 'start'; setup: ThreadSetup; expected: ExpectedFrame | null }
  /**
   * Sent when every other thread is ready, so that no frame comes too early. The feed has just been made: a camera's stream
   * that is handed over while it already flows may never flow again.
   */
  | { type: 'go'; feed: CaptureFeed }
  | { type: 'stop' };

/** Main thread to pool worker. */
export interface ToPool {
  type: 'start';
  setup: ThreadSetup;
  index: number;
}

/** Main thread to present worker. */
export type ToPresent =
  | { type: 'start'; setup: ThreadSetup; sink: SinkFeed; expected: ExpectedFrame | null }
  | { type: 'stop' };

/** Main thread to the one worker of a page that is not isolated. */
export type ToSolo =
  | {
      type: 'start';
      setup: ThreadSetup;
      sink: SinkFeed;
      expected: ExpectedFrame | null;
      settings: FrameSettings;
      traceSeconds: number;
    }
  /** As in `ToCapture`. */
  | { type: 'go'; feed: CaptureFeed }
  | { type: 'settings'; settings: FrameSettings }
  /** `request`: see `requestSample` in `src/memory/control.ts`. */
  | { type: 'sample'; request: number }
  | { type: 'stop' };

/** A sample as the present thread knows it; the owner adds names to the filter codes. */
export interface RawSample {
  input: FrameSample;
  output: FrameSample;
  /** The filters as the kernels have them, flat: `FILTER_WORDS` each. */
  filters: number[];
  sequence: number;
  /** Microseconds of the pipeline's clock: when the frame arrived. */
  arrivalUs: number;
}

/** Records of one lane; see `src/memory/records.ts`. */
export interface LaneRecords {
  lane: number;
  /** Number of the first record. */
  first: number;
  words: Uint32Array<ArrayBuffer>;
}

/** Any worker to the main thread. */
export type FromWorker =
  /** The script has begun to run. The thread holds this lock for as long as it lives. */
  | { type: 'alive'; lock: string }
  /** Modules are instantiated, work begins. */
  | { type: 'ready' }
  /** The first frame has arrived. */
  | { type: 'first-frame' }
  /** A frame could not be read, and the one before could. */
  | { type: 'copy-failed'; message: string }
  /** The source gives no more frames. */
  | { type: 'ended' }
  | { type: 'sample'; sample: RawSample }
  /** The track of a generator that the worker made. */
  | { type: 'track'; track: MediaStreamTrack }
  /** A copy of the control block, of a memory that is not shared, and what is new in the lanes of its trace. */
  | { type: 'snapshot'; buffer: ArrayBuffer; records: LaneRecords[] }
  /** The thread cannot go on. */
  | { type: 'failed'; message: string; stack?: string }
  /** Nothing runs any more; the worker may be terminated. */
  | { type: 'stopped' };

/** Answer of `worklets/probe.worker.ts`. */
export interface WorkerProbe {
  processor: boolean;
  generator: boolean;
  /** WebGL2 on an `OffscreenCanvas`. */
  webGl: boolean;
  /** The same, and the browser does not call it slow: a GPU. */
  fastWebGl: boolean;
}
