/**
 * The public types of the library. Shapes, units and meanings are those of the
 * design: times in microseconds (`Us`), sizes and strides in bytes.
 */

import type { EffectSpec } from './catalogue/effects.ts';
import type { FilterSpec } from './catalogue/filters.ts';
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
 * The seeded, deterministic moving test picture. Width, height and rate are wishes, any finite numbers above 0: sides of at
 * most 3840 pixels and 1 to 60 frames per second are possible. What is rounded or clamped is told by `Pipeline.sourceNote`.
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
 * A webcam. Width, height and rate are wishes, in the limits of `PatternSource`: the camera's nearest mode is taken.
 * What `track.getSettings()` gives may be spread into it: settings that are not named here are ignored.
 */
export interface CameraSource {
  type: 'camera';
  width?: number;
  height?: number;
  frameRate?: number;
  /** `MediaDeviceInfo.deviceId` of the camera; the browser's choice without it. */
  deviceId?: string;
}

/** A screen, window or tab that the user picks. Width, height, rate and other settings as with `CameraSource`. */
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

/**
 * A microphone, and what the browser may do to its sound before we get it.
 * What `track.getSettings()` gives may be spread into it: settings that are not named here are ignored.
 */
export interface MicrophoneSource {
  type: 'microphone';
  /** `MediaDeviceInfo.deviceId` of the microphone; the browser's choice without it. */
  deviceId?: string;
  /** Default true: we cancel no echoes ourselves. */
  echoCancellation?: boolean;
  /** Default false. */
  noiseSuppression?: boolean;
  /** Default false. */
  autoGainControl?: boolean;
}

/** Where sound comes from. `'tone'`: 1 kHz at -12 dBFS. A `Blob` is a sound file, which is played in a loop. */
export type AudioSourceOption = 'microphone' | 'tone' | 'off' | MicrophoneSource | MediaStreamTrack | Blob;

/** Sound, where there shall be some. */
export interface AudioOptions {
  /** Default `'microphone'`. */
  source?: AudioSourceOption;
  /** Applied in order. Default none. At most 16. */
  effects?: readonly EffectSpec[];
  /** To the speakers as well. Default false: with a live microphone that may howl. */
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
  /** SIMD build of the kernels. `'auto'` (default) takes it where the browser has it. */
  simd?: boolean | 'on' | 'off' | 'auto';
  /** Default `'auto'`: chosen by what the machine is; see `Pipeline.sinkReason`. */
  sink?: SinkName | 'auto';
  /** Default: no sound. */
  audio?: AudioOptions;
  /** How long the trace that is always on looks back: 0 (nothing is recorded) to 600 seconds, default 30. */
  traceSeconds?: number;
  /** Shows the stages of each frame on tracks of their own in DevTools' Performance panel. Default false. */
  debug?: boolean;
  /** `'end'` (default): when the source ends, the output track ends, too. `'hold'`: it stays, without new frames. */
  whenSourceEnds?: 'end' | 'hold';
  /** Aborts the start, which rejects with its reason; or closes the running pipeline. */
  signal?: AbortSignal;
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

/** What `Pipeline.stats()` returns: plain numbers, one consistent snapshot. */
export interface Stats {
  state: PipelineState;
  /** What really arrives, which may differ from what was asked for; zeros and `''` before the first frame. */
  source: SourceStats;
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
  gc: CollectionStats;
  workers: WorkerStats[];
  /** The ring's slots by state. */
  ring: RingStats;
  /** The sound; `null` where there is none. */
  audio: AudioStats | null;
}

/**
 * `suspended`: the browser wants a click or a key first; `interrupted`: it took the device away for a while, for a call or
 * another program; `ended`: the microphone was unplugged or the track stopped, silence since; `failed`: the module trapped
 * again and again or the output device failed, silence since.
 */
export type AudioState = 'suspended' | 'interrupted' | 'running' | 'ended' | 'failed' | 'closed';

/** What `Stats.audio` has. */
export interface AudioStats {
  state: AudioState;
  source: PipelineAudio['source'];
  /** Hertz. */
  sampleRate: number;
  channels: number;
  simd: boolean;
  effects: EffectSpec[];
  /** Frames that are processed at once; 0 before the first. */
  quantum: number;
  /** Time that a quantum took, of those that were measured: some twenty a second. None where the page is not isolated. */
  quantumUs: Distribution;
  /** Time that a quantum may take. */
  budgetUs: number;
  /** Gaps in the frames that the audio thread was asked for, and in what a track delivered. */
  glitches: number;
  /** Frames that were missed in them. */
  missedFrames: number;
  /** Times that the output device ran dry since the start; `null` where the browser does not count. */
  underruns: number | null;
  /** Frames that the analysis did not take in time. */
  overruns: number;
  /** How late the sound is against the picture; below 0: how early. */
  skewMs: number;
  /** By how much the sound is delayed to go with the picture. */
  delayMs: number;
  /** Of what goes out, over 300 ms, all channels together; -120 stands for all below. Full scale is 0: a square wave's. */
  rmsDb: number;
  /** Of what goes out, the loudest channel; -120 stands for all below. */
  peakDb: number;
  /** Samples that were cut off at full scale. */
  clipped: number;
  /** Garbage collections that the audio thread noticed on itself. */
  collections: number;
}

/** The sound of a running pipeline. */
export interface PipelineAudio {
  readonly state: AudioState;
  readonly source: 'microphone' | 'tone' | 'track' | 'file';
  /** Why `state` is `failed`. */
  readonly error: Error | null;
  /** The processed sound, which `Pipeline.stream` carries, too. */
  readonly track: MediaStreamTrack;
  readonly context: AudioContext;
  /** `none`: the output device failed again and again; the track goes on without, nothing is played until there is one again. */
  readonly output: 'device' | 'none';
  /** The sound's memory, see `AudioControl` in `wasm/layout`; `null` where the page is not isolated. */
  readonly memory: WebAssembly.Memory | null;
  readonly effects: readonly EffectSpec[];
  /** Whether the sound goes through as it came. */
  readonly bypass: boolean;
  readonly monitor: boolean;
  /** The sound goes through as it came, or not, without a click. */
  setBypass(on: boolean): void;
  /** To the speakers, or not. */
  setMonitor(on: boolean): void;
  /** Where `state` is `suspended`; resolves once it runs. The next click or key on the page does it, too. */
  resume(): Promise<void>;
}

/** A task that kept the main thread busy, such as the browser's `longtask` entries tell. */
export interface LongTaskMark {
  kind: 'long-task';
  /** When it began: `performance.now() * 1000` on the thread that made the pipeline. */
  timeUs: number;
  durationUs: number;
}

/** A new value of one of the page's web-vitals. It is marked at the time of the call. */
export interface VitalMark {
  kind: 'vital';
  name: 'LCP' | 'INP' | 'CLS' | 'TTFB';
  /** Milliseconds; CLS has no unit. */
  value: number;
}

/** What a page knows of itself and can add to its pipeline's trace. */
export type TraceMark = LongTaskMark | VitalMark;

/** Events of a pipeline; each is a plain `CustomEvent`. */
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

/** A running pipeline. Made by `createPipeline`. */
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
  /** One sentence: why the state is `stalled` or `lost`; `''` in other states. */
  readonly stateReason: string;
  /**
   * The filtered video, whatever the sink, and the processed sound, if any. Tracks that the caller adds stay the caller's.
   * When the caller stops the video track the pipeline closes.
   */
  readonly stream: MediaStream;
  /** The canvas that the `webgl` and `canvas` sinks draw on; `null` with `video`. */
  readonly canvas: HTMLCanvasElement | null;
  readonly sink: SinkName;
  /** One sentence: why this sink. */
  readonly sinkReason: string;
  /** How the source differs from what was asked for, in one or two sentences, or `''`. */
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
  /** The sound, if any. */
  readonly audio: PipelineAudio | null;
  /** Replaces the whole chain of effects, without a click. Nothing without sound. @throws TypeError naming the bad argument. */
  setEffects(effects: readonly EffectSpec[]): void;
  /** 1 to `maxThreads`, between two frames. Resolves once in force. Rejects with TypeError, or NotIsolatedError in one worker. */
  setThreads(threads: number): Promise<void>;
  /** Between two frames, and two quanta of sound. @throws UnsupportedError where the browser has no SIMD. */
  setSimd(on: boolean): void;
  /** One consistent snapshot. */
  stats(): Stats;
  /**
   * How many durations fell into each bucket since the start. The difference of two readings is the histogram of
   * the time between them; `percentiles` reads it.
   */
  histogram(name: HistogramName): Uint32Array;
  /** The first frame that arrives from now on and reaches the sink, before and after. Rejects when no frame will come. */
  sample(options?: { signal?: AbortSignal }): Promise<Sample>;
  /**
   * Puts settings over the present ones for a measurement, or takes them off again (`null`): no event is sent, and
   * `stats()` goes on naming the settings below. Threads beyond those in use must have been prepared before.
   * Returns the version that frames with these settings carry in the trace.
   * @throws TypeError naming the bad argument; UnsupportedError where the browser has no SIMD.
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
  /** The last seconds, at most `traceSeconds` of them, whether a trace is being taken or not. @throws TypeError */
  recentTrace(seconds?: number): Trace;
  /** Reads the trace's records as they come, from now on: for live charts. */
  traceReader(): TraceReader;
  /** Adds what the page knows of itself to the trace. @throws TypeError naming the bad argument. */
  mark(mark: TraceMark): void;
  /** Every change of settings so far, oldest first; frames name them by version. */
  readonly settingsLog: readonly TraceSettings[];
  /** Shows the stream in `video` and counts what reaches the screen. Returns how to undo it. */
  attach(video: HTMLVideoElement): () => void;
  /**
   * Stops camera and microphone at once, then every thread, then frees the memory. Resolves within two seconds, whatever
   * hangs. Idempotent. After it settings do nothing, `sample` and `startTrace` are refused, numbers and traces stay.
   */
  close(): Promise<void>;
}
