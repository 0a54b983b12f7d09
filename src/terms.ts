/**
 * The words that all parts share: formats, states, causes, durations, samples. Words that also stand in the shared memory are
 * derived from its layout. There are only types here. Times are in microseconds (`Us`), strides in bytes. Any thread.
 */

import type { DROP_CAUSES, FORMATS, HISTOGRAMS, SLOT_STATES } from './generated/layout.ts';

/** Pixel formats that the pipeline carries without converting. */
export type PixelFormat = keyof typeof FORMATS;

/** The kinds of sinks. `video` is a track generator. `webgl` and `canvas` draw on a canvas that is captured. */
export type SinkName = 'video' | 'webgl' | 'canvas';

/** The states of a ring slot, in the order in which a frame goes through them. */
export type SlotState = keyof typeof SLOT_STATES;

/**
 * The states of a pipeline.
 *
 * - `starting`: The first frame has not arrived yet.
 * - `running`: Frames flow.
 * - `stalled`: No frame gets through. The source has delivered none for two seconds, or a thread has made no progress for a
 *   quarter of a second, or frames are too large or cannot be read. `Pipeline.stateReason` says which. It runs again when
 *   frames get through.
 * - `lost`: The source has ended. The output stays, because of `whenSourceEnds: 'hold'`.
 * - `ended`: The source has ended. The output has ended, too, and everything is given back.
 * - `failed`: A thread cannot go on. `Pipeline.error` says why. Everything is given back.
 * - `closed`: `close()` was called, the signal aborted, or the consumer stopped the output track.
 */
export type PipelineState = 'starting' | 'running' | 'stalled' | 'lost' | 'ended' | 'failed' | 'closed';

/** The reasons why a delivered frame was not presented. */
export type DropCause = keyof typeof DROP_CAUSES;

/** The durations that have a histogram. */
export type HistogramName = keyof typeof HISTOGRAMS;

/** Percentiles of a distribution, in microseconds. Each is at most 1 % off. All are 0 while `count` is 0. */
export interface Distribution {
  count: number;
  p50: number;
  p95: number;
  p99: number;
  max: number;
  mean: number;
}

/** The size, format and rate of the frames that arrive. Zeros and `''` before the first frame. */
export interface SourceStats {
  /** Pixels. */
  width: number;
  /** Pixels. */
  height: number;
  format: PixelFormat | '';
  /** Frames per second. */
  frameRate: number;
}

/** The work of one pool thread so far. */
export interface WorkerStats {
  /** Microseconds that the thread spent in kernels. */
  busyUs: number;
  /** Frames that the thread worked on. */
  frames: number;
  /** Stripes that the thread finished. */
  stripes: number;
}

/** The ring's slots by state. */
export interface RingStats {
  slots: number;
  states: Record<SlotState, number>;
}

/** Garbage collections that the page noticed, in total and per thread, and the frames that they touched. */
export interface CollectionStats {
  events: number;
  capture: number;
  present: number;
  framesTouched: number;
}

/** One plane of a sampled frame. */
export interface SamplePlane {
  /** `stride * height` bytes. */
  data: Uint8Array;
  /** Bytes from one row to the next. */
  stride: number;
  /** Pixels per row. The first `width * channels` bytes of a row are pixels. */
  width: number;
  /** Rows. */
  height: number;
  /** Interleaved 8-bit samples per pixel: 1 for Y, U or V, 2 for the UV plane of NV12, 4 for RGBA and BGRA. */
  channels: number;
}

/**
 * A copy of one frame: its pixels as they lie in memory, and the properties of its `VideoFrame`. To show it upright, turn it
 * clockwise by `rotation`. Then swap left and right if `flip` is true. Then scale it to the display size.
 */
export interface FrameSample {
  /** RGBX and BGRX frames become RGBA and BGRA. Every alpha is then 255. */
  format: PixelFormat;
  /** Pixels. If the source's frame has a smaller visible rectangle, this is the width of that rectangle. */
  codedWidth: number;
  /** Pixels. */
  codedHeight: number;
  /** Pixels of the upright picture, after the rotation. It differs from the planes' width if pixels are not square. */
  displayWidth: number;
  /** Pixels. */
  displayHeight: number;
  /** Degrees clockwise. 0 if the browser does not report it. */
  rotation: 0 | 90 | 180 | 270;
  /** Whether left and right must be swapped after the rotation. */
  flip: boolean;
  /** The source's timestamp in microseconds. */
  timestamp: number;
  /** Microseconds. `null`: the source gave no duration. */
  duration: number | null;
  /** The source's colour space. A part is `null` if the source did not give it, or if it is not a common one. */
  colorSpace: VideoColorSpaceInit;
  planes: SamplePlane[];
}
