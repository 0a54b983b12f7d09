/**
 * Present: a finished frame goes to the sink, and its slot goes back to the ring.
 * In: slots. Out: calls of a `WorkerSink`, samples. Present worker, or the one worker.
 */

import type { Exports, Thread } from '../src/engine/instance.ts';
import type { RawSample } from '../src/engine/protocol.ts';
import { CONTROL, DROP_CAUSES, FILTER_WORDS, FRAME_SETTINGS, SLOT_HEADER } from '../src/generated/layout.ts';
import { arrivedAfter } from '../src/memory/control.ts';
import { controlWords } from '../src/memory/shared-memory.ts';
import { SlotViews } from '../src/memory/slots.ts';
import { post } from './post.ts';
import type { WorkerSink } from './sinks/sink.ts';

/** For `present_catch_up`: the sink has not held up the frames that wait. `usize::MAX`. */
const NOBODY_WAITED = 0xffff_ffff;

/** Takes frames from the ring and gives them to a sink. */
export class Presenter {
  readonly #exports: Exports;
  readonly #clock: () => number;
  readonly #words: Int32Array;
  readonly #views: SlotViews;
  readonly #sink: WorkerSink;
  /** The last request that was answered. */
  #sampled = 0;
  #stopped = false;

  constructor(thread: Thread, sink: WorkerSink) {
    this.#exports = thread.exports;
    this.#clock = thread.clock;
    this.#words = controlWords(thread.memory.buffer);
    this.#views = new SlotViews(thread.memory);
    this.#sink = sink;
  }

  /** Presents the finished frames in order. If the sink is slower than the source, it gets the newest of them. */
  async presentAll(): Promise<void> {
    let waiting = NOBODY_WAITED;
    for (;;) {
      waiting = this.#exports.present_catch_up(waiting);
      const slot = this.#exports.present_next();
      if (slot < 0) return;
      await this.#present(slot);
    }
  }

  /** Presents frames until `stop`. Waits for them in shared memory without blocking the thread. */
  async run(): Promise<void> {
    const done = CONTROL.done >> 2;
    while (!this.#stopped) {
      const seen = Atomics.load(this.#words, done);
      await this.presentAll();
      if (this.#stopped) break;
      const wait = Atomics.waitAsync(this.#words, done, seen);
      if (wait.async) await wait.value;
    }
  }

  /** Makes `run` return. */
  stop(): void {
    this.#stopped = true;
    Atomics.add(this.#words, CONTROL.done >> 2, 1);
    Atomics.notify(this.#words, CONTROL.done >> 2);
  }

  async #present(slot: number): Promise<void> {
    const request = Atomics.load(this.#words, CONTROL.sampleRequest >> 2);
    if (request !== this.#sampled && arrivedAfter(this.#views.double(slot, SLOT_HEADER.arrivalUs), request)) {
      this.#sampled = request;
      this.#postSample(slot);
    }
    let handed = false;
    try {
      const accepted = this.#sink.hand(this.#views, slot);
      this.#exports.present_hand_over(slot, this.#clock());
      handed = true;
      await accepted;
      this.#exports.present_accepted();
    } catch (error) {
      if (!handed) this.#exports.present_hand_over(slot, this.#clock());
      this.#exports.present_refused(DROP_CAUSES['sink-failed']);
      if (!this.#stopped) throw error;
    }
  }

  #postSample(slot: number): void {
    const settings = SLOT_HEADER.settings;
    const count = this.#views.word(slot, settings + FRAME_SETTINGS.filterCount);
    const sample: RawSample = {
      input: this.#views.copy(slot, 'input'),
      output: this.#views.copy(slot, 'output'),
      filters: Array.from({ length: FILTER_WORDS * count }, (_, index) =>
        this.#views.word(slot, settings + FRAME_SETTINGS.filters + 4 * index),
      ),
      sequence: this.#views.word(slot, SLOT_HEADER.sequence),
      arrivalUs: this.#views.double(slot, SLOT_HEADER.arrivalUs),
    };
    const buffers = [...sample.input.planes, ...sample.output.planes].map((plane) => plane.data.buffer);
    post({ type: 'sample', sample }, buffers as ArrayBuffer[]);
  }
}
