/**
 * Makes a `VideoFrame` of a slot's output: the one copy on the way out.
 * In: a slot. Out: a frame that its taker closes. Present thread.
 */

import { SLOT_HEADER } from '../../src/generated/layout.ts';
import { unpackColour } from '../../src/memory/frame-codes.ts';
import { formatName, type SlotViews } from '../../src/memory/slots.ts';

/** Keeps what frames are made with, so that making one allocates just the frame. */
export class FrameMaker {
  readonly #init: VideoFrameBufferInit & { rotation?: number; flip?: boolean } = {
    format: 'I420',
    codedWidth: 0,
    codedHeight: 0,
    timestamp: 0,
  };
  #colour = -1;
  #format = -1;
  #needsEven = false;
  #visible = { x: 0, y: 0, width: 0, height: 0 };

  /** A `VideoFrame` with the slot's output, timestamp, colour space and orientation. */
  make(views: SlotViews, slot: number): VideoFrame {
    const init = this.#init;
    const colour = views.word(slot, SLOT_HEADER.colour);
    if (colour !== this.#colour) {
      this.#colour = colour;
      const { colorSpace, rotation, flip } = unpackColour(colour);
      init.colorSpace = colorSpace;
      init.rotation = rotation;
      init.flip = flip;
    }
    const format = views.word(slot, SLOT_HEADER.format);
    if (format !== this.#format) {
      this.#format = format;
      init.format = formatName(format);
    }
    init.timestamp = views.double(slot, SLOT_HEADER.timestampUs);
    init.layout = views.layout(slot, 'output');
    const width = views.word(slot, SLOT_HEADER.width);
    const height = views.word(slot, SLOT_HEADER.height);
    const bytes = views.bytes(slot) as Uint8Array<ArrayBuffer>;
    if (!this.#needsEven) {
      init.codedWidth = width;
      init.codedHeight = height;
      try {
        return new VideoFrame(bytes, init);
      } catch (error) {
        if ((width | height) % 2 === 0) throw error;
        this.#needsEven = true;
      }
    }
    // Firefox makes 4:2:0 frames of even size only. The column more lies in the row's padding, the row more in the
    // plane that follows; neither is visible.
    init.codedWidth = width + (width % 2);
    init.codedHeight = height + (height % 2);
    if (this.#visible.width !== width || this.#visible.height !== height) {
      this.#visible = { x: 0, y: 0, width, height };
    }
    init.visibleRect = this.#visible;
    return new VideoFrame(bytes, init);
  }
}
