/**
 * Makes a `VideoFrame` of a slot's output: the one copy on the way out.
 * In: a slot. Out: a frame that its taker closes. Present thread.
 */

import { unpackColour } from '../../src/frame-codes.ts';
import { SLOT_HEADER } from '../../src/generated/layout.ts';
import { formatName, type SlotViews } from '../../src/slots.ts';

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
    init.codedWidth = views.word(slot, SLOT_HEADER.width);
    init.codedHeight = views.word(slot, SLOT_HEADER.height);
    init.timestamp = views.double(slot, SLOT_HEADER.timestampUs);
    init.layout = views.layout(slot, 'output');
    return new VideoFrame(views.bytes(slot) as Uint8Array<ArrayBuffer>, init);
  }
}
