/**
 * Capture: a frame arrives, its planes are copied into a slot of the ring, the slot is published.
 * In: `VideoFrame`s, RGBA pixels, or ticks of the test picture. Out: slots. Capture worker, or the one worker.
 */

import type { Exports, Thread } from '../src/engine/instance.ts';
import { DROP_CAUSES, FORMATS, PLANE } from '../src/generated/layout.ts';
import { type Orientation, packColour, packOrientation } from '../src/memory/frame-codes.ts';
import { SlotViews } from '../src/memory/slots.ts';
import { post } from './post.ts';

/**
 * Formats that are copied unchanged. X means that alpha is padding. Padding is made opaque, because browsers draw it as alpha.
 * All other formats are converted to RGBA, with alpha.
 */
const NATIVE: Readonly<Record<string, number>> = {
  I420: FORMATS.I420,
  NV12: FORMATS.NV12,
  RGBA: FORMATS.RGBA,
  RGBX: FORMATS.RGBA,
  BGRA: FORMATS.BGRA,
  BGRX: FORMATS.BGRA,
};

/** Writes frames into the ring. */
export class Capture {
  readonly #exports: Exports;
  readonly #clock: () => number;
  readonly #views: SlotViews;
  readonly #nativeCopy: VideoFrameCopyToOptions = {};
  readonly #rgbaCopy: VideoFrameCopyToOptions = { format: 'RGBA' };
  /** Whether the last frame could not be read. */
  #failing = false;

  constructor(thread: Thread) {
    this.#exports = thread.exports;
    this.#clock = thread.clock;
    this.#views = new SlotViews(thread.memory);
  }

  /** Takes a frame and always closes it. Resolves to whether it was published. */
  async frame(frame: VideoFrame): Promise<boolean> {
    const arrivalUs = this.#clock();
    const native = frame.format ? NATIVE[frame.format] : undefined;
    const rect = frame.visibleRect;
    const width = rect?.width ?? frame.codedWidth;
    const height = rect?.height ?? frame.codedHeight;
    const orientation = packOrientation(frame as VideoFrame & Orientation);
    const slot = this.#exports.capture_begin(arrivalUs, native ?? FORMATS.RGBA, width, height, orientation);
    if (slot < 0) {
      frame.close();
      return false;
    }
    const options = native ? this.#nativeCopy : this.#rgbaCopy;
    options.layout = this.#views.layout(slot, 'input');
    try {
      if (!(await this.#copy(frame, slot, options))) return false;
      if (frame.format?.endsWith('X')) this.#exports.capture_opaque(slot);
      this.#exports.capture_finish(
        slot,
        frame.timestamp,
        this.#clock(),
        // Conversion to RGBA converts to sRGB, too. Exactly the formats with alpha have an A in their name.
        packColour(native ? frame.colorSpace : null, !frame.format?.includes('A')),
        frame.displayWidth,
        frame.displayHeight,
        frame.duration ?? Number.NaN,
      );
      return true;
    } finally {
      frame.close();
    }
  }

  /** Copies the pixels. A frame that cannot be read is lost. In a row of such frames the owner is told the reason once. */
  async #copy(frame: VideoFrame, slot: number, options: VideoFrameCopyToOptions): Promise<boolean> {
    try {
      await frame.copyTo(this.#views.bytes(slot), options);
      this.#failing = false;
      return true;
    } catch (error) {
      this.#exports.capture_give_up(slot, DROP_CAUSES['copy-failed']);
      if (!this.#failing) post({ type: 'copy-failed', message: String(error) });
      this.#failing = true;
      return false;
    }
  }

  /** Takes RGBA pixels, with no gaps between rows. */
  rgba(pixels: Uint8Array, width: number, height: number, timestamp: number): boolean {
    const slot = this.#exports.capture_begin(this.#clock(), FORMATS.RGBA, width, height);
    if (slot < 0) return false;
    const bytes = this.#views.bytes(slot);
    const address = this.#views.plane(slot, 0, PLANE.input);
    const stride = this.#views.plane(slot, 0, PLANE.stride);
    for (let y = 0; y < height; y++) {
      bytes.set(pixels.subarray(4 * width * y, 4 * width * (y + 1)), address + y * stride);
    }
    this.#exports.capture_finish(slot, timestamp, this.#clock(), VIDEO_PIXELS);
    return true;
  }

  /** Draws frame `number` of the test picture. */
  pattern(
    picture: { width: number; height: number; seed: number },
    number: number,
    timestamp: number,
  ): boolean {
    const { width, height, seed } = picture;
    const slot = this.#exports.capture_begin(this.#clock(), FORMATS.I420, width, height);
    if (slot < 0) return false;
    this.#exports.capture_draw(slot, number, seed);
    this.#exports.capture_finish(slot, timestamp, this.#clock(), PATTERN_COLOUR);
    return true;
  }

  /** Counts frames that were lost before they arrived. */
  discarded(frames: number): void {
    this.#exports.capture_discarded(frames);
  }
}

/** The bars are ITU-R BT.601, limited range. */
const PATTERN_COLOUR = packColour(
  { primaries: 'smpte170m', transfer: 'smpte170m', matrix: 'smpte170m', fullRange: false },
  true,
);
/** RGBA pixels that the page reads from a video. A video has no alpha. */
const VIDEO_PIXELS = packColour(null, true);
