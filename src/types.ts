/**
 * The public types of the library. A name's end gives its unit: times are in microseconds (`Us`), sizes and strides in bytes.
 */

import type { EffectSpec } from './catalogue/effects.ts';
import type { FilterSpec } from './catalogue/filters.ts';
import type { AssetOptions } from './engine/assets.ts';
import type { FrameSettings } from './memory/control.ts';
import type { TraceReader } from './memory/lanes.ts';
import type {
  CollectionStats,
  Distribution,
  DropCause,
  FrameSample,
  HistogramName,
  PipelineState,
  RingStats,
  SinkName,
  SourceStats,
  WorkerStats,
} from './terms.ts';
import type { Trace, TraceSettings } from './trace/trace.ts';

/**
 * The seeded, deterministic moving test picture. Width, height and rate are wishes: any finite numbers above 0. Sides of at
 * most 3840 pixels and 1 to 60 frames per second are possible. `Pipeline.sourceNote` tells what was rounded or clamped.
 */
export interface PatternSource {
  type: 'pattern';
  /** Pixels. Default 1280. */
  width?: number;
  /** Pixels. Default 720. */
  height?: number;
  /** Frames per second. Default 30. */
  frameRate?: number;
  /** Unsigned 32-bit seed of the picture's noise. Default 1. */
  seed?: number;
}

/**
 * A webcam. Width, height and rate are wishes within the limits of `PatternSource`. The camera's nearest mode is used.
 * The result of `track.getSettings()` may be spread into it. Settings that are not named here are ignored.
 */
export interface CameraSource {
  type: 'camera';
  width?: number;
  height?: number;
  frameRate?: number;
  /** `MediaDeviceInfo.deviceId` of the camera. Default: the browser chooses. */
  deviceId?: string;
}

/** A screen, window or tab that the user picks. Width, height, rate and other settings work as in `CameraSource`. */
export interface ScreenSource {
  type: 'screen';
  width?: number;
  height?: number;
  frameRate?: number;
}

/** Where frames come from. A string selects that source with its defaults. */
export type SourceOption =
  | 'camera'
  | 'pattern'
  | 'screen'
  | PatternSource
  | CameraSource
  | ScreenSource
  | MediaStreamTrack;

/**
 * A microphone, and how the browser may process its sound before the pipeline gets it.
 * The result of `track.getSettings()` may be spread into it. Settings that are not named here are ignored.
 */
export interface MicrophoneSource {
  type: 'microphone';
  /** `MediaDeviceInfo.deviceId` of the microphone. Default: the browser chooses. */
  deviceId?: string;
  /** Default true, because the pipeline cancels no echoes itself. */
  echoCancellation?: boolean;
  /** Default false. */
  noiseSuppression?: boolean;
  /** Default false. */
  autoGainControl?: boolean;
}

/** Where sound comes from. `'tone'` is 1 kHz at -12 dBFS. A `Blob` is a sound file. It is played in a loop. */
export type AudioSourceOption = 'microphone' | 'tone' | 'off' | MicrophoneSource | MediaStreamTrack | Blob;

/** The settings of the sound. */
export interface AudioOptions {
  /** Default `'microphone'`. */
  source?: AudioSourceOption;
  /** Applied in order. Default none. At most 16. */
  effects?: readonly EffectSpec[];
  /** Also plays the sound on the speakers. Default false, because a live microphone may cause feedback. */
  monitor?: boolean;
}

/** What `createPipeline` takes. */
export interface PipelineOptions {
  /** Default `'camera'`. */
  source?: SourceOption;
  /** Applied in order. Default none. At most 16. */
  filters?: readonly FilterSpec[];
  /** Pool threads, 1 to 8, or `'auto'` (default). */
  threads?: number | 'auto';
  /** Whether to use the SIMD build of the kernels. `'auto'` (default) uses it if the browser supports it. */
  simd?: boolean | 'on' | 'off' | 'auto';
  /** Default `'auto'`: the pipeline chooses a sink that suits the machine. `Pipeline.sinkReason` says why. */
  sink?: SinkName | 'auto';
  /** Default: no sound. */
  audio?: AudioOptions;
  /** How far back the permanent trace reaches, 0 to 600 seconds. 0 records nothing. Default 30. */
  traceSeconds?: number;
  /** Shows the stages of each frame in DevTools' Performance panel, on separate tracks. Default false. */
  debug?: boolean;
  /** `'end'` (default): the output track ends when the source ends. `'hold'`: the track stays, without new frames. */
  whenSourceEnds?: 'end' | 'hold';
  /** Where the workers and `.wasm` files are. Default: where the bundler put them, or beside the library's scripts. */
  assets?: AssetOptions;
  /** Aborts the start, which then rejects with the signal's reason. Once the pipeline runs, it closes the pipeline. */
  signal?: AbortSignal;
}

/** The same frame before and after the filters. If a filter remembers frames, its output also depends on earlier frames. */
export interface Sample {
  input: FrameSample;
  output: FrameSample;
  /** The filters that were applied to this very frame. */
  filters: FilterSpec[];
  /** Number of the frame, counted from 0 at the first one delivered. */
  sequence: number;
}

/** What `Pipeline.stats()` returns: plain numbers, one consistent snapshot. */
export interface Stats {
  state: PipelineState;
  /** What really arrives. It may differ from what was asked for. Zeros and `''` before the first frame. */
  source: SourceStats;
  sink: SinkName;
  threads: number;
  simd: boolean;
  /** `crossOriginIsolated`. If false, everything runs in one worker. */
  isolated: boolean;
  filters: FilterSpec[];
  delivered: number;
  presented: number;
  /** Frames that reached the screen. `null` if no element is attached or the browser does not count them. */
  displayed: number | null;
  inFlight: number;
  dropped: Record<DropCause, number>;
  /** Frames that the browser or the camera lost before the pipeline got them. */
  discardedAtSource: number;
  /** Frames presented per second, over about the last second. */
  fps: number;
  /** From the start of a frame's first kernel to the end of its last one. */
  frameTimeUs: Distribution;
  /** From arrival in the capture worker to hand-over to the sink. */
  latencyUs: Distribution;
  /** Latency of the frames that no garbage collection touched. */
  gcFreeLatencyUs: Distribution;
  /** Time between presented frames. p99 - p50 is the jitter. */
  presentIntervalUs: Distribution;
  /** Latency split into its stages. */
  stagesUs: { copy: Distribution; wait: Distribution; kernel: Distribution; present: Distribution };
  /** Garbage collections that the page noticed, in total and per thread, and the frames that they touched. */
  gc: CollectionStats;
  workers: WorkerStats[];
  /** The ring's slots by state. */
  ring: RingStats;
  /** The sound. `null` if there is none. */
  audio: AudioStats | null;
}

/**
 * - `suspended`: the browser waits for a click or a key.
 * - `interrupted`: the browser took the device away for a while, for a call or another program.
 * - `ended`: the microphone was unplugged or the track stopped. There is silence since.
 * - `failed`: the module trapped again and again, or the output device failed. There is silence since.
 */
export type AudioState = 'suspended' | 'interrupted' | 'running' | 'ended' | 'failed' | 'closed';

/** The numbers of `Stats.audio`. */
export interface AudioStats {
  state: AudioState;
  source: PipelineAudio['source'];
  /** Hertz. */
  sampleRate: number;
  channels: number;
  simd: boolean;
  effects: EffectSpec[];
  /** Number of sample frames that are processed at once. 0 before the first quantum. */
  quantum: number;
  /** Processing time of a quantum. About twenty quanta a second are measured, none if the page is not isolated. */
  quantumUs: Distribution;
  /** Longest time that a quantum may take. */
  budgetUs: number;
  /** Gaps in the frames that the audio thread was asked for, and in the frames that a track delivered. */
  glitches: number;
  /** Sample frames that these gaps lost. */
  missedFrames: number;
  /** How often the output device ran dry since the start. `null` if the browser does not count this. */
  underruns: number | null;
  /** Sample frames that the analysis did not read in time. */
  overruns: number;
  /** How much later the sound is than the picture. Negative if the sound is earlier. */
  skewMs: number;
  /** How much the sound is delayed to match the picture. */
  delayMs: number;
  /** RMS of the output over 300 ms, all channels together. 0 is a square wave at full scale. The lowest value is -120. */
  rmsDb: number;
  /** Peak of the output's loudest channel. The lowest value is -120. */
  peakDb: number;
  /** Samples that were clipped at full scale. */
  clipped: number;
  /** Garbage collections that the audio thread noticed on its own thread. */
  collections: number;
}

/** The sound of a running pipeline. */
export interface PipelineAudio {
  readonly state: AudioState;
  readonly source: 'microphone' | 'tone' | 'track' | 'file';
  /** Why `state` is `failed`. */
  readonly error: Error | null;
  /** The processed sound. `Pipeline.stream` contains the same track. */
  readonly track: MediaStreamTrack;
  readonly context: AudioContext;
  /** `none`: the output device failed again and again. The track goes on. Nothing is played until there is a device again. */
  readonly output: 'device' | 'none';
  /** The sound's memory, see `AudioControl` in `wasm/layout`. `null` if the page is not isolated. */
  readonly memory: WebAssembly.Memory | null;
  readonly effects: readonly EffectSpec[];
  /** Whether the sound passes unprocessed. */
  readonly bypass: boolean;
  readonly monitor: boolean;
  /** Switches processing off (`true`) or on (`false`), without a click. */
  setBypass(on: boolean): void;
  /** Whether the sound is also played on the speakers. */
  setMonitor(on: boolean): void;
  /** Starts the sound if `state` is `suspended`, and resolves once it runs. The next click or key on the page also starts it. */
  resume(): Promise<void>;
}

/** A task that kept the main thread busy, such as the browser reports in its `longtask` entries. */
export interface LongTaskMark {
  kind: 'long-task';
  /** When it began: `performance.now() * 1000` on the thread that made the pipeline. */
  timeUs: number;
  durationUs: number;
}

/** A new value of one of the page's web vitals. The trace marks it at the time of the call. */
export interface VitalMark {
  kind: 'vital';
  name: 'LCP' | 'INP' | 'CLS' | 'TTFB';
  /** In milliseconds. CLS has no unit. */
  value: number;
}

/** A fact about the page that the page can add to its pipeline's trace. */
export type TraceMark = LongTaskMark | VitalMark;

/** Events of a pipeline. Each is a plain `CustomEvent`. */
export interface PipelineEventMap {
  /** `state` changed. */
  statechange: CustomEvent<PipelineState>;
  /** Filters, effects, threads or SIMD changed. */
  settingschange: CustomEvent<void>;
  /** A trace was started or stopped. */
  tracechange: CustomEvent<void>;
  /** `audio.state`, `audio.monitor` or `audio.bypass` changed. */
  audiochange: CustomEvent<void>;
}

/** A running pipeline. `createPipeline` makes it. */
export interface Pipeline extends EventTarget, AsyncDisposable {
  addEventListener<Type extends keyof PipelineEventMap>(
    type: Type,
    listener: (this: Pipeline, event: PipelineEventMap[Type]) => void,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject | null,
    options?: boolean | AddEventListenerOptions,
  ): void;
  removeEventListener<Type extends keyof PipelineEventMap>(
    type: Type,
    listener: (this: Pipeline, event: PipelineEventMap[Type]) => void,
    options?: boolean | EventListenerOptions,
  ): void;
  removeEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject | null,
    options?: boolean | EventListenerOptions,
  ): void;
  readonly state: PipelineState;
  /** One sentence that says why the state is `stalled` or `lost`. `''` in other states. */
  readonly stateReason: string;
  /**
   * The filtered video of any sink, and the processed sound, if any. The caller owns the tracks that it adds itself.
   * If the caller stops the video track, the pipeline closes.
   */
  readonly stream: MediaStream;
  /** The canvas that the `webgl` and `canvas` sinks draw on. `null` for `video`. */
  readonly canvas: HTMLCanvasElement | null;
  readonly sink: SinkName;
  /** One sentence that says why this sink was chosen. */
  readonly sinkReason: string;
  /** One or two sentences on how the source differs from what was asked for, or `''`. */
  readonly sourceNote: string;
  /** `null` with a thread pool. Otherwise a few sentences: why everything runs in one worker, and what to do. */
  readonly soloReason: string | null;
  /** Largest value that `setThreads` accepts: 8, or 1 in one worker. */
  readonly maxThreads: number;
  /** Whether the browser can run the SIMD build. */
  readonly simdSupported: boolean;
  /** Why the pipeline failed, once `state` is `failed`. */
  readonly error: Error | null;
  /** Replaces the whole chain between two frames. @throws TypeError naming the bad argument. */
  setFilters(filters: readonly FilterSpec[]): void;
  /** The sound, if any. */
  readonly audio: PipelineAudio | null;
  /** Replaces the whole chain of effects without a click. Does nothing without sound. @throws TypeError naming the bad argument. */
  setEffects(effects: readonly EffectSpec[]): void;
  /** 1 to `maxThreads`, in force between two frames. Resolves then. Rejects with TypeError, in one worker with NotIsolatedError. */
  setThreads(threads: number): Promise<void>;
  /** Takes effect between two frames, and between two quanta of sound. @throws UnsupportedError if the browser has no SIMD. */
  setSimd(on: boolean): void;
  /** One consistent snapshot. */
  stats(): Stats;
  /**
   * How many durations fell into each bucket since the start. The difference of two readings is the histogram of
   * the time between them. `percentiles` evaluates it.
   */
  histogram(name: HistogramName): Uint32Array;
  /** The next frame that arrives and reaches the sink, before and after the filters. Rejects if no frame can come any more. */
  sample(options?: { signal?: AbortSignal }): Promise<Sample>;
  /**
   * Overrides the settings for a measurement, or ends that (`null`). Sends no event, and `stats()` still names the settings
   * underneath. To use more threads than before, call `prepareThreads` first.
   * Returns the settings version. Frames with these settings carry it in the trace.
   * @throws TypeError naming the bad argument; UnsupportedError if the browser has no SIMD.
   */
  override(change: Partial<FrameSettings> | null): number;
  /** Starts pool threads until there are `threads`. The new ones sleep until the settings need them. Rejects with TypeError. */
  prepareThreads(threads: number): Promise<void>;
  /** Starts a trace. Does nothing if a trace is being taken. */
  startTrace(): void;
  /** Stops the trace and returns it. @throws DOMException `InvalidStateError` if none was started. */
  stopTrace(): Trace;
  /** Whether a trace is being taken. */
  readonly tracing: boolean;
  /** A trace of the last `seconds`, at most `traceSeconds`. Works even if no trace was started. @throws TypeError */
  recentTrace(seconds?: number): Trace;
  /** Reads the trace's records as they arrive from now on, for live charts. */
  traceReader(): TraceReader;
  /** Adds a fact about the page to the trace. @throws TypeError naming the bad argument. */
  mark(mark: TraceMark): void;
  /** All changes of settings so far, oldest first. Frames refer to them by version. */
  readonly settingsLog: readonly TraceSettings[];
  /** Shows the stream in `video` and counts the frames that reach the screen. Returns a function that undoes this. */
  attach(video: HTMLVideoElement): () => void;
  /**
   * Stops camera and microphone at once, then all threads, then frees the memory. Resolves within two seconds, even if
   * something hangs. Idempotent. Afterwards settings do nothing, and `sample` and `startTrace` are refused. Numbers and traces
   * can still be read.
   */
  close(): Promise<void>;
}
