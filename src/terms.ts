/**
 * The words that every part shares: formats, states, causes, durations, samples. Those that the shared memory knows,
 * too, are derived from its layout. Types alone; any thread. Times are microseconds (`Us`), sizes and strides bytes.
 */

import type { DROP_CAUSES, FORMATS, HISTOGRAMS, SLOT_STATES } from './generated/layout.ts';

/** Pixel formats that the pipeline carries without converting. */
export type PixelFormat = keyof typeof FORMATS;

/** Where frames go. `video`: a track generator; `webgl`, `canvas`: a canvas that is captured. */
export type SinkName = 'video' | 'webgl' | 'canvas';

/** The state of a slot of the ring, in the order that a frame goes through them. */
export type SlotState = keyof typeof SLOT_STATES;

/**
 * What a pipeline is at. `Pipeline.stateReason` says why, where it is not obvious.
 *
 * - `starting`: until the first frame arrives;
 * - `running`;
 * - `stalled`: no frame gets through, because the source delivers none for two seconds, because a thread makes no progress
 *   for a quarter of a second, or because the frames are too large; it goes on by itself when frames do;
 * - `lost`: the source has ended, and the output is held (`whenSourceEnds: 'hold'`);
 * - `ended`: the source has ended, and with it the output and everything else;
 * - `failed`: a thread cannot go on; see `Pipeline.error`. Everything is given back;
 * - `closed`: by `close()`, by the signal, or because the consumer stopped the output track.
 */
export type PipelineState = 'starting' | 'running' | 'stalled' | 'lost' | 'ended' | 'failed' | 'closed';

/** Why a delivered frame was not presented. */
export type DropCause = keyof typeof DROP_CAUSES;

/** Durations that are kept as histograms. */
export type HistogramName = keyof typeof HISTOGRAMS;

/** Percentiles of a distribution, in microseconds, at most 1 % off. All 0 while `count` is 0. */
export interface Distribution {
  count: number;
  p50: number;
  p95: number;
  p99: number;
  max: number;
  mean: number;
}

/** What arrives from the source. Zeros and `''` before the first frame. */
export interface SourceStats {
  /** Pixels. */
  width: number;
  /** Pixels. */
  height: number;
  format: PixelFormat | '';
  /** Frames per second. */
  frameRate: number;
}

/** One pool thread's work so far. */
export interface WorkerStats {
  /** Microseconds spent in kernels. */
  busyUs: number;
  /** Frames that it worked on. */
  frames: number;
  /** Stripes that it finished. */
  stripes: number;
}

/** The ring's slots by state. */
export interface RingStats {
  slots: number;
  states: Record<SlotState, number>;
}

/** Garbage collections that the page noticed, in all and by thread, and frames that they touched. */
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
  /** Pixels per row; a row has `width * channels` bytes that mean something. */
  width: number;
  /** Rows. */
  height: number;
  /** Interleaved 8-bit samples per pixel: 1 (Y, U, V), 2 (NV12's UV) or 4. */
  channels: number;
}

/**
 * A copy of one frame: its pixels as they lie in memory, and what a `VideoFrame` says of them. To show it upright: turn it
 * by `rotation` clockwise, then swap left and right if it is a `flip`, then scale it to the display size.
 */
export interface FrameSample {
  /** RGBX and BGRX are given as RGBA and BGRA, every alpha 255. */
  format: PixelFormat;
  /** Pixels that can be seen: a visible rectangle of a larger frame is cut out. */
  codedWidth: number;
  /** Pixels. */
  codedHeight: number;
  /** Pixels of the upright picture: after the rotation, and not those of the planes where pixels are not square. */
  displayWidth: number;
  /** Pixels. */
  displayHeight: number;
  /** Degrees clockwise; 0 where the browser does not say. */
  rotation: 0 | 90 | 180 | 270;
  /** Whether left and right are swapped after the rotation. */
  flip: boolean;
  /** Microseconds, as the source stamped it. */
  timestamp: number;
  /** Microseconds; `null` where the source gave none. */
  duration: number | null;
  /** As the source gave it; each part is `null` where it did not say, and where it is not a common one. */
  colorSpace: VideoColorSpaceInit;
  planes: SamplePlane[];
}
