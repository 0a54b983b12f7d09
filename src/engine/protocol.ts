/**
 * Every message between threads, in both directions. Messages are for control. Frames travel by message only in browsers that
 * cannot read a camera from a worker. In and out: types alone. Any thread.
 */

import type { FrameSettings } from '../memory/control.ts';
import type { FrameSample } from '../terms.ts';

/** The data that every thread needs to run WASM. */
export interface ThreadSetup {
  /** All threads share it. If it is absent, the one worker makes its own. */
  memory?: WebAssembly.Memory;
  scalar: WebAssembly.Module;
  /** `null`: the browser has no SIMD. */
  simd: WebAssembly.Module | null;
  /** `performance.timeOrigin` of the pipeline's owner. The pipeline's clock is 0 at this time. */
  epochMs: number;
}

/** The end of the source that the capture thread reads frames from. */
export type CaptureFeed =
  | { type: 'pattern'; width: number; height: number; frameRate: number; seed: number }
  /** The stream of a `MediaStreamTrackProcessor` that the window has made. */
  | { type: 'readable'; readable: ReadableStream<VideoFrame> }
  /** The worker makes a `MediaStreamTrackProcessor` for this track. */
  | { type: 'track'; track: MediaStreamTrack }
  /** Each message on this port is a `FedFrame`. */
  | { type: 'port'; port: MessagePort };

/** A feed, and the objects in it that must be transferred. */
export interface ConnectedFeed {
  feed: CaptureFeed;
  transfer: Transferable[];
}

/** The probable size of a source's frames, in pixels. */
export interface ExpectedFrame {
  width: number;
  height: number;
}

/** One frame on a `port` feed. A browser without `VideoFrame` sends RGBA pixels. */
export type FedFrame =
  | { type: 'frame'; frame: VideoFrame }
  | { type: 'rgba'; data: ArrayBuffer; width: number; height: number; timestamp: number };

/** The end of the sink that the present thread writes frames to. */
export type SinkFeed =
  | { type: 'writable'; writable: WritableStream<VideoFrame> }
  /** The worker makes a `VideoTrackGenerator` and sends its track back. */
  | { type: 'generator' }
  | { type: 'canvas'; canvas: OffscreenCanvas; context: '2d' | 'webgl2' }
  /** The worker draws on a canvas of its own, and sends each picture through `port` to the main thread. */
  | { type: 'relay'; port: MessagePort; context: '2d' | 'webgl2' };

/** Main thread to capture worker. */
export type ToCapture =
  | { type: 'start'; setup: ThreadSetup; expected: ExpectedFrame | null }
  /**
   * Sent when every thread is ready, so that no frame comes too early. The feed was made just before. If a camera's stream
   * already flows when it is transferred, it may never flow again.
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

/** A sample as the present thread sends it. The owner turns the filters' codes into names. */
export interface RawSample {
  input: FrameSample;
  output: FrameSample;
  /** The filters as the kernels read them: `FILTER_WORDS` numbers for each, one after the other. */
  filters: number[];
  sequence: number;
  /** The time when the frame arrived, in microseconds of the pipeline's clock. */
  arrivalUs: number;
}

/** New records of one lane, see `src/memory/records.ts`. */
export interface LaneRecords {
  lane: number;
  /** The first record's number in its lane. */
  first: number;
  words: Uint32Array<ArrayBuffer>;
}

/** Any worker to the main thread. */
export type FromWorker =
  /** The script has begun to run. The thread holds this lock as long as it lives. */
  | { type: 'alive'; lock: string }
  /** The modules are instantiated. The thread can work now. */
  | { type: 'ready' }
  /** The first frame has arrived. */
  | { type: 'first-frame' }
  /** A frame could not be read. The frame before it could, so this is sent once for a row of bad frames. */
  | { type: 'copy-failed'; message: string }
  /** The source gives no more frames. */
  | { type: 'ended' }
  | { type: 'sample'; sample: RawSample }
  /** The track of a generator that the worker made. */
  | { type: 'track'; track: MediaStreamTrack }
  /** The one worker's memory is not shared, so it sends copies of its control block and of new trace records. */
  | { type: 'snapshot'; buffer: ArrayBuffer; records: LaneRecords[] }
  /** The thread cannot go on. */
  | { type: 'failed'; message: string; stack?: string }
  /** The thread has finished its work. The worker may be terminated. */
  | { type: 'stopped' };

/** The answer of `worklets/probe.worker.ts`: the features that it found. */
export interface WorkerProbe {
  processor: boolean;
  generator: boolean;
  /** There is WebGL2 on an `OffscreenCanvas`. */
  webGl: boolean;
  /** There is WebGL2, and the browser does not call it slow. So there is a GPU. */
  fastWebGl: boolean;
}
