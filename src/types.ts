/**
 * The public types of the library. Shapes, units and meanings are those of the
 * design: times in microseconds (`Us`), sizes and strides in bytes.
 */

import type { FrameSettings } from './control.ts';
import type { FilterSpec } from './filters.ts';
import type { TraceReader } from './trace/lanes.ts';
import type { Trace, TraceSettings } from './trace/trace.ts';

/** Pixel formats that the pipeline carries without converting. */
export type PixelFormat = 'I420' | 'NV12' | 'RGBA' | 'BGRA';

/** The seeded, deterministic moving test picture. */
export interface PatternSource {
  type: 'pattern';
  /** 1 to 3840 pixels. Default 1280. */
  width?: number;
  /** 1 to 2160 pixels. Default 720. */
  height?: number;
  /** Frames per second, 1 to 60. Default 30. */
  frameRate?: number;
  /** Unsigned 32-bit seed of the picture's noise. Default 1. */
  seed?: number;
}

/** A webcam. Width, height and rate are wishes: the camera's nearest mode is taken. */
export interface CameraSource {
  type: 'camera';
  width?: number;
  height?: number;
  frameRate?: number;
  /** `MediaDeviceInfo.deviceId` of the camera; the browser's choice without it. */
  deviceId?: string;
}

/** A screen, window or tab that the user picks. */
export interface ScreenSource {
  type: 'screen';
  width?: number;
  height?: number;
  frameRate?: number;
}

/** Where frames come from. A string means that source with its defaults. */
export type SourceOption =
  | 'camera'
  | 'pattern'
  | 'screen'
  | PatternSource
  | CameraSource
  | ScreenSource
  | MediaStreamTrack;

/** Where frames go. `video`: a track generator; `webgl`, `canvas`: a canvas that is captured. */
export type SinkName = 'video' | 'webgl' | 'canvas';

/** What `createPipeline` takes. */
export interface PipelineOptions {
  /** Default `'camera'`. */
  source?: SourceOption;
  /** Applied in order. Default none. At most 16. */
  filters?: readonly FilterSpec[];
  /** Pool threads, 1 to 8, or `'auto'` (default). */
  threads?: number | 'auto';
  /** SIMD build of the kernels. `'auto'` (default) takes it where the browser has it. */
  simd?: boolean | 'on' | 'off' | 'auto';
  /** Default `'auto'`: chosen by what the machine is; see `Pipeline.sinkReason`. */
  sink?: SinkName | 'auto';
  /** How long the trace that is always on looks back: 0 (nothing is recorded) to 600 seconds, default 30. */
  traceSeconds?: number;
  /** Shows the stages of each frame on tracks of their own in DevTools' Performance panel. Default false. */
  debug?: boolean;
  /** Aborts the start, or closes the running pipeline. */
  signal?: AbortSignal;
}

/** One plane of a sampled frame. */
export interface SamplePlane {
  /** `stride * height` bytes. */
  data: Uint8Array;
  /** Bytes from one row to the next. */
  stride: number;
  /** Pixels per row; a row has `width * channels` bytes that mean something. */
  width: number;
  /** Rows. */
  height: number;
  /** Interleaved 8-bit samples per pixel: 1 (Y, U, V), 2 (NV12's UV) or 4. */
  channels: number;
}

/** A copy of one frame's pixels. */
export interface FrameSample {
  format: PixelFormat;
  /** Pixels. */
  codedWidth: number;
  /** Pixels. */
  codedHeight: number;
  /** Microseconds, as the source stamped it. */
  timestamp: number;
  planes: SamplePlane[];
}

/** The same frame before and after the filters. Of filters that remember frames the output depends on earlier ones, too. */
export interface Sample {
  input: FrameSample;
  output: FrameSample;
  /** The filters that were applied to this very frame. */
  filters: FilterSpec[];
  /** Number of the frame, counted from 0 at the first one delivered. */
  sequence: number;
}

/** Percentiles of a distribution, in microseconds, at most 1 % off. All 0 while `count` is 0. */
export interface Distribution {
  count: number;
  p50: number;
  p95: number;
  p99: number;
  max: number;
  mean: number;
}

/** Durations that are kept as histograms. */
export type HistogramName =
  | 'frameTime'
  | 'latency'
  | 'gcFreeLatency'
  | 'presentInterval'
  | 'copy'
  | 'wait'
  | 'kernel'
  | 'present';

/** What a slot of the ring is at, in the order that a frame goes through them. */
export type SlotState = 'free' | 'writing' | 'ready' | 'processing' | 'done' | 'presenting';

/** Why a delivered frame was not presented. */
export type DropCause =
  | 'ring-full'
  | 'superseded'
  | 'resizing'
  | 'unsupported'
  | 'copy-failed'
  | 'sink-failed'
  | 'closed';

/** One pool thread's work so far. */
export interface WorkerStats {
  /** Microseconds spent in kernels. */
  busyUs: number;
  /** Frames that it worked on. */
  frames: number;
  /** Stripes that it finished. */
  stripes: number;
}

/** `starting` until the first frame arrives; `ended`: the source ended (camera unplugged, sharing stopped). */
export type PipelineState = 'starting' | 'running' | 'ended' | 'failed' | 'closed';

/** What `Pipeline.stats()` returns: plain numbers, one consistent snapshot. */
export interface Stats {
  state: PipelineState;
  /** What really arrives, which may differ from what was asked for; zeros and `''` before the first frame. */
  source: { width: number; height: number; format: PixelFormat | ''; frameRate: number };
  sink: SinkName;
  threads: number;
  simd: boolean;
  /** `crossOriginIsolated`; without it everything runs in one worker. */
  isolated: boolean;
  filters: FilterSpec[];
  delivered: number;
  presented: number;
  /** Frames that reached the screen; `null` where no element is attached or the browser does not tell. */
  displayed: number | null;
  inFlight: number;
  dropped: Record<DropCause, number>;
  /** Lost by browser or camera before we saw them. */
  discardedAtSource: number;
  /** Frames presented per second, over the last second or so. */
  fps: number;
  /** First kernel touching a frame to last one leaving it. */
  frameTimeUs: Distribution;
  /** Arrival in the capture worker to hand-over to the sink. */
  latencyUs: Distribution;
  /** The latency of the frames that no collection touched. */
  gcFreeLatencyUs: Distribution;
  /** Between presented frames; p99 - p50 is the jitter. */
  presentIntervalUs: Distribution;
  /** Latency split into its stages. */
  stagesUs: { copy: Distribution; wait: Distribution; kernel: Distribution; present: Distribution };
  /** Collections that the page noticed, in all and by thread, and frames that they touched. */
  gc: { events: number; capture: number; present: number; framesTouched: number };
  workers: WorkerStats[];
  /** The ring's slots by state. */
  ring: { slots: number; states: Record<SlotState, number> };
  /** web-vitals of the page; `null` until the browser knows one. */
  vitals: { lcpMs: number | null; inpMs: number | null; cls: number | null; ttfbMs: number | null };
}

/** Events of a pipeline; each is a plain `CustomEvent`. */
export interface PipelineEventMap {
  /** `state` changed. */
  statechange: CustomEvent<PipelineState>;
  /** Filters, threads or SIMD changed. */
  settingschange: CustomEvent<void>;
  /** A trace was started or stopped. */
  tracechange: CustomEvent<void>;
}

/** A running pipeline. Made by `createPipeline`. */
export interface Pipeline extends EventTarget, AsyncDisposable {
  readonly state: PipelineState;
  /** The filtered video, whatever the sink. */
  readonly stream: MediaStream;
  /** The canvas that the `webgl` and `canvas` sinks draw on; `null` with `video`. */
  readonly canvas: HTMLCanvasElement | null;
  readonly sink: SinkName;
  /** One sentence: why this sink. */
  readonly sinkReason: string;
  /** One sentence: how the source differs from what was asked for, or `''`. */
  readonly sourceNote: string;
  /** `null` with a thread pool; else one sentence: why everything runs in one worker, and what to do. */
  readonly soloReason: string | null;
  /** Largest value that `setThreads` takes here: 8, or 1 in one worker. */
  readonly maxThreads: number;
  /** Whether the browser can run the SIMD build. */
  readonly simdSupported: boolean;
  /** What made the pipeline fail, once `state` is `failed`. */
  readonly error: Error | null;
  /** Replaces the whole chain between two frames. @throws TypeError naming the bad argument. */
  setFilters(filters: readonly FilterSpec[]): void;
  /** 1 to `maxThreads`, between two frames. Resolves once in force. Rejects with TypeError. */
  setThreads(threads: number): Promise<void>;
  /** Between two frames. @throws UnsupportedError where the browser has no SIMD. */
  setSimd(on: boolean): void;
  /** One consistent snapshot. */
  stats(): Stats;
  /**
   * How many durations fell into each bucket since the start. The difference of two readings is the histogram of
   * the time between them; `percentiles` reads it.
   */
  histogram(name: HistogramName): Uint32Array;
  /** The next frame that reaches the sink, before and after. */
  sample(options?: { signal?: AbortSignal }): Promise<Sample>;
  /**
   * Puts settings over the present ones for a measurement, or takes them off again (`null`): no event is sent, and
   * `stats()` goes on naming the settings below. Threads beyond those in use must have been prepared before.
   * Returns the version that frames with these settings carry in the trace.
   */
  override(change: Partial<FrameSettings> | null): number;
  /** Starts pool threads until there are `threads`, asleep until settings want them. Rejects with TypeError. */
  prepareThreads(threads: number): Promise<void>;
  /** Begins a trace; one that is being taken goes on. */
  startTrace(): void;
  /** Ends it. @throws DOMException `InvalidStateError` if none was started. */
  stopTrace(): Trace;
  /** Whether a trace is being taken. */
  readonly tracing: boolean;
  /** The last seconds, at most `traceSeconds` of them, whether a trace is being taken or not. */
  recentTrace(seconds?: number): Trace;
  /** Reads the trace's records as they come, from now on: for live charts. */
  traceReader(): TraceReader;
  /** Every change of settings so far, oldest first; frames name them by version. */
  readonly settingsLog: readonly TraceSettings[];
  /** Shows the stream in `video` and counts what reaches the screen. Returns how to undo it. */
  attach(video: HTMLVideoElement): () => void;
  /** Ends every thread, stops the camera, frees the memory. Idempotent. */
  close(): Promise<void>;
}
