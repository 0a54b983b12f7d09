/** The `video` sink: frames go into a track generator's stream. The track can be used like any other. */

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
    // If the track was stopped from outside, the stream is closed already.
    await this.#writer.close().catch(() => undefined);
  }
}
