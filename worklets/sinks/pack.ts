/**
 * Packs frames for browsers that ignore a frame's `layout` (Firefox 153): no gaps between rows or planes.
 * In: a slot. Out: a private buffer with its output. Present thread.
 */

import { PLANE, SLOT_HEADER } from '../../src/generated/layout.ts';
import type { SlotViews } from '../../src/memory/slots.ts';

/** Packs frames. Reuses its buffer for each frame. */
export class FramePacker {
  #packed = new Uint8Array(0);

  /**
   * Returns the planes of a frame of `codedWidth` x `codedHeight`: the slot's size, rounded up to even numbers. The contents of
   * the extra column and row are undefined. Returns the same buffer each time.
   */
  pack(views: SlotViews, slot: number, codedWidth: number, codedHeight: number): Uint8Array<ArrayBuffer> {
    const bytes = views.bytes(slot);
    const count = views.word(slot, SLOT_HEADER.planeCount);
    let size = 0;
    for (let plane = 0; plane < count; plane++) {
      const share = plane === 0 ? 1 : 4;
      size += ((codedWidth * codedHeight) / share) * views.plane(slot, plane, PLANE.channels);
    }
    if (this.#packed.length !== size) this.#packed = new Uint8Array(size);
    let at = 0;
    for (let plane = 0; plane < count; plane++) {
      const half = plane === 0 ? 1 : 2;
      const channels = views.plane(slot, plane, PLANE.channels);
      const rowBytes = views.plane(slot, plane, PLANE.width) * channels;
      const from = views.plane(slot, plane, PLANE.output);
      const stride = views.plane(slot, plane, PLANE.stride);
      for (let y = 0; y < views.plane(slot, plane, PLANE.height); y++) {
        const row = from + y * stride;
        this.#packed.set(bytes.subarray(row, row + rowBytes), at + (y * codedWidth * channels) / half);
      }
      at += (codedWidth * codedHeight * channels) / (half * half);
    }
    return this.#packed;
  }
}

let ignored: boolean | undefined;

/** Whether the browser reads a frame's bytes from the first one on and ignores its layout. A frame of one pixel shows this. */
export function ignoresLayout(): boolean {
  if (ignored === undefined) {
    const white = new Uint8Array(8).fill(255, 4);
    const frame = new VideoFrame(white, {
      format: 'RGBX',
      codedWidth: 1,
      codedHeight: 1,
      timestamp: 0,
      layout: [{ offset: 4, stride: 4 }],
    });
    const context = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
    context?.drawImage(frame, 0, 0);
    ignored = context?.getImageData(0, 0, 1, 1).data[0] === 0;
    frame.close();
  }
  return ignored;
}
