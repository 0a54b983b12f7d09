/** The `video` sink: frames go into a track generator's stream, and from there wherever a track can go. */

import type { SlotViews } from '../../src/memory/slots.ts';
import { FrameMaker } from './frame.ts';
import type { WorkerSink } from './sink.ts';

/** Writes frames to a generator's `writable`. */
export class GeneratorSink implements WorkerSink {
  readonly #writer: WritableStreamDefaultWriter<VideoFrame>;
  readonly #frames = new FrameMaker();

  constructor(writable: WritableStream<VideoFrame>) {
    this.#writer = writable.getWriter();
  }

  hand(views: SlotViews, slot: number): Promise<void> {
    // The stream closes the frame.
    return this.#writer.write(this.#frames.make(views, slot));
  }

  async close(): Promise<void> {
    // A track that was stopped from outside has closed the stream already.
    await this.#writer.close().catch(() => undefined);
  }
}
