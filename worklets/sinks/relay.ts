/**
 * For browsers that cannot capture a canvas which a worker draws on (Firefox). The worker draws on a canvas of its own and sends
 * each picture to the main thread, which only shows it. In: slots. Out: `ImageBitmap`s. Present thread.
 */

import type { SlotViews } from '../../src/memory/slots.ts';
import type { WorkerSink } from './sink.ts';

/** Sends on what another sink draws. A frame is accepted when the main thread has shown it. */
export class RelaySink implements WorkerSink {
  readonly #inner: WorkerSink;
  readonly #canvas: OffscreenCanvas;
  readonly #port: MessagePort;
  #shown: (() => void) | undefined;

  /** `inner` draws on `canvas`; `port` leads to `showRelayed` in `src/sinks/relay.ts`. */
  constructor(inner: WorkerSink, canvas: OffscreenCanvas, port: MessagePort) {
    this.#inner = inner;
    this.#canvas = canvas;
    this.#port = port;
    port.onmessage = () => this.#shown?.();
  }

  async hand(views: SlotViews, slot: number): Promise<void> {
    // It draws before it returns, and its promise only reports failures. So nothing has changed on the canvas since.
    await this.#inner.hand(views, slot);
    const bitmap = this.#canvas.transferToImageBitmap();
    await new Promise<void>((resolve) => {
      this.#shown = resolve;
      this.#port.postMessage(bitmap, [bitmap]);
    });
  }

  async close(): Promise<void> {
    // The main thread will not show this frame any more.
    this.#shown?.();
    this.#port.close();
    await this.#inner.close();
  }
}
