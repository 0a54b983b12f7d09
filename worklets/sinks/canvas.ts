/**
 * The `canvas` sink: the browser's own conversion, on a 2D context. Where there is no `VideoFrame` the
 * pixels are RGBA already (see `src/sources/feed.ts`) and are put as they are.
 */

import { FORMATS, PLANE, SLOT_HEADER } from '../../src/generated/layout.ts';
import type { SlotViews } from '../../src/memory/slots.ts';
import { FrameMaker } from './frame.ts';
import type { WorkerSink } from './sink.ts';

/** Draws frames on a 2D canvas. */
export class CanvasSink implements WorkerSink {
  readonly #canvas: OffscreenCanvas;
  readonly #context: OffscreenCanvasRenderingContext2D;
  readonly #frames = new FrameMaker();
  /** `ImageData` refuses shared memory: the pixels take one more step. */
  #image: ImageData | undefined;

  constructor(canvas: OffscreenCanvas) {
    this.#canvas = canvas;
    const context = canvas.getContext('2d', { alpha: false, desynchronized: true });
    if (!context) throw new Error('the browser gives no 2D context for the output canvas');
    this.#context = context;
  }

  async hand(views: SlotViews, slot: number): Promise<void> {
    const width = views.word(slot, SLOT_HEADER.width);
    const height = views.word(slot, SLOT_HEADER.height);
    if (typeof VideoFrame === 'undefined') {
      this.#fit(width, height);
      this.#put(views, slot, width, height);
      return;
    }
    const frame = this.#frames.make(views, slot);
    this.#fit(frame.displayWidth, frame.displayHeight);
    this.#context.drawImage(frame, 0, 0);
    frame.close();
  }

  #fit(width: number, height: number): void {
    if (this.#canvas.width !== width) this.#canvas.width = width;
    if (this.#canvas.height !== height) this.#canvas.height = height;
  }

  #put(views: SlotViews, slot: number, width: number, height: number): void {
    if (views.word(slot, SLOT_HEADER.format) !== FORMATS.RGBA) {
      throw new Error('this browser has no VideoFrame, so a 2D canvas shows RGBA only: use the webgl sink');
    }
    if (this.#image?.width !== width || this.#image.height !== height) {
      this.#image = new ImageData(width, height);
    }
    const bytes = views.bytes(slot);
    const address = views.plane(slot, 0, PLANE.output);
    const stride = views.plane(slot, 0, PLANE.stride);
    for (let y = 0; y < height; y++) {
      const row = address + y * stride;
      this.#image.data.set(bytes.subarray(row, row + 4 * width), 4 * width * y);
    }
    this.#context.putImageData(this.#image, 0, 0);
  }

  async close(): Promise<void> {}
}
