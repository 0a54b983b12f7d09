/**
 * Makes a `VideoFrame` of a slot's output. This is the only copy on the way out.
 * In: a slot. Out: a frame, which its receiver closes. Present thread.
 */

import { FORMATS, SLOT_HEADER } from '../../src/generated/layout.ts';

import { isFlipped, isOpaque, rotationOf, unpackColour } from '../../src/memory/frame-codes.ts';
import { formatName, type SlotViews } from '../../src/memory/slots.ts';
import { FramePacker, ignoresLayout } from './pack.ts';

/** Keeps the objects that frames are made with, so that making a frame allocates the frame alone. */
export class FrameMaker {
  readonly #init: VideoFrameBufferInit & { rotation?: number; flip?: boolean } = {
    format: 'I420',
    codedWidth: 0,
    codedHeight: 0,
    timestamp: 0,
  };
  #colour = -1;
  #format = -1;
  /** Whether frames are made of packed planes of even size. Not known before the first frame. */
  #packs: boolean | undefined;
  readonly #packer = new FramePacker();
  #visible = { x: 0, y: 0, width: 0, height: 0 };

  /** Makes a `VideoFrame` with the slot's output and all metadata of the source's frame. */
  make(views: SlotViews, slot: number): VideoFrame {
    const init = this.#init;
    const colour = views.word(slot, SLOT_HEADER.colour);
    const format = views.word(slot, SLOT_HEADER.format);
    if (colour !== this.#colour || format !== this.#format) {
      this.#colour = colour;
      this.#format = format;
      init.colorSpace = unpackColour(colour);
      init.format = isOpaque(colour) ? opaqueName(format) : formatName(format);
    }
    this.#describe(views, slot);
    const width = views.word(slot, SLOT_HEADER.width);
    const height = views.word(slot, SLOT_HEADER.height);
    this.#packs ??= ignoresLayout();
    if (!this.#packs) {
      init.layout = views.layout(slot, 'output');
      init.codedWidth = width;
      init.codedHeight = height;
      try {
        return new VideoFrame(views.bytes(slot) as Uint8Array<ArrayBuffer>, init);
      } catch (error) {
        if ((width | height) % 2 === 0) throw error;
        this.#packs = true;
      }
    }
    // Firefox makes 4:2:0 frames in even sizes only.
    init.codedWidth = width + (width % 2);
    init.codedHeight = height + (height % 2);
    init.layout = undefined;
    if (this.#visible.width !== width || this.#visible.height !== height) {
      this.#visible = { x: 0, y: 0, width, height };
    }
    init.visibleRect = this.#visible;
    return new VideoFrame(this.#packer.pack(views, slot, init.codedWidth, init.codedHeight), init);
  }

  /** Times, orientation and display size. Hot: allocates nothing. */
  #describe(views: SlotViews, slot: number): void {
    const init = this.#init;
    init.timestamp = views.double(slot, SLOT_HEADER.timestampUs);
    const duration = views.double(slot, SLOT_HEADER.durationUs);
    init.duration = Number.isNaN(duration) ? undefined : duration;
    const orientation = views.word(slot, SLOT_HEADER.orientation);
    init.rotation = rotationOf(orientation);
    init.flip = isFlipped(orientation);
    const width = views.word(slot, SLOT_HEADER.displayWidth);
    const height = views.word(slot, SLOT_HEADER.displayHeight);
    const onItsSide = init.rotation % 180 !== 0 && takesSizeBeforeRotation();
    init.displayWidth = onItsSide ? height : width;
    init.displayHeight = onItsSide ? width : height;
  }
}

/** Whether parts of the slot's picture may be transparent. Hot: allocates nothing. */
export function hasAlpha(views: SlotViews, slot: number): boolean {
  const format = views.word(slot, SLOT_HEADER.format);
  return (
    (format === FORMATS.RGBA || format === FORMATS.BGRA) && !isOpaque(views.word(slot, SLOT_HEADER.colour))
  );
}

function opaqueName(format: number): VideoPixelFormat {
  if (format === FORMATS.RGBA) return 'RGBX';
  if (format === FORMATS.BGRA) return 'BGRX';
  return formatName(format);
}

let takesBefore: boolean | undefined;

/**
 * Whether the browser wants the display size of a turned frame as it is before the turn. Chromium 156 does, but it reports the
 * size after the turn. A test frame of two pixels shows the difference.
 */
function takesSizeBeforeRotation(): boolean {
  if (takesBefore === undefined) {
    const size = { codedWidth: 2, codedHeight: 1, displayWidth: 2, displayHeight: 1 };
    const init: VideoFrameBufferInit & { rotation: number } = {
      format: 'RGBA',
      timestamp: 0,
      rotation: 90,
      ...size,
    };
    const frame = new VideoFrame(new Uint8Array(8), init);
    takesBefore = frame.displayWidth !== size.displayWidth;
    frame.close();
  }
  return takesBefore;
}
