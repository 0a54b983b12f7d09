/**
 * The `canvas` sink: the browser converts the frame, on a 2D context. If there is no `VideoFrame`, the pixels are RGBA already
 * (see `src/sources/track.ts`) and are drawn unchanged.
 *
 * The first frame decides whether the canvas has alpha. A context cannot change that later, and capturing an opaque canvas costs
 * less. On an opaque canvas a transparent frame lies on black.
 */

import { FORMATS, PLANE, SLOT_HEADER } from '../../src/generated/layout.ts';
import type { SlotViews } from '../../src/memory/slots.ts';
import { FrameMaker, hasAlpha } from './frame.ts';
import type { WorkerSink } from './sink.ts';

/** Draws frames on a 2D canvas. */
export class CanvasSink implements WorkerSink {
  readonly #canvas: OffscreenCanvas;
  #context: OffscreenCanvasRenderingContext2D | undefined;
  readonly #frames = new FrameMaker();
  /** `ImageData` refuses shared memory, so the pixels need one more copy. */
  #image: ImageData | undefined;

  constructor(canvas: OffscreenCanvas) {
    this.#canvas = canvas;
  }

  async hand(views: SlotViews, slot: number): Promise<void> {
    const alpha = hasAlpha(views, slot);
    this.#context ??= openContext(this.#canvas, alpha);
    if (typeof VideoFrame === 'undefined') {
      this.#put(this.#context, views, slot);
      return;
    }
    const frame = this.#frames.make(views, slot);
    const { displayWidth, displayHeight } = frame;
    this.#fit(displayWidth, displayHeight);
    // The previous frame must not shine through.
    this.#context.globalCompositeOperation = alpha ? 'copy' : 'source-over';
    this.#context.drawImage(frame, 0, 0, displayWidth, displayHeight);
    frame.close();
  }

  #fit(width: number, height: number): void {
    if (this.#canvas.width !== width) this.#canvas.width = width;
    if (this.#canvas.height !== height) this.#canvas.height = height;
  }

  #put(context: OffscreenCanvasRenderingContext2D, views: SlotViews, slot: number): void {
    const width = views.word(slot, SLOT_HEADER.width);
    const height = views.word(slot, SLOT_HEADER.height);
    this.#fit(width, height);
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
    context.putImageData(this.#image, 0, 0);
  }

  async close(): Promise<void> {}
}

function openContext(canvas: OffscreenCanvas, alpha: boolean): OffscreenCanvasRenderingContext2D {
  const context = canvas.getContext('2d', { alpha, desynchronized: true });
  if (!context) throw new Error('the browser gives no 2D context for the output canvas');
  return context;
}
