/**
 * The sound's own way through the browser's buffers: how long it takes, and that it is not longer than it must be. In: a source
 * and its graph. Out: milliseconds. Main thread. Measured in docs/audio.md.
 */

import type { AudioGraph } from './graph.ts';
import { QueueMeter } from './queue.ts';
import type { OpenAudioSource } from './sources.ts';
import { readAudio } from './stats.ts';
import type { SoundLatency } from './sync.ts';

/** Browsers hand sound to a track's consumers in pieces of 10 ms. */
const PIECE_MS = 10;
/** Sound that waits more than a piece, and is later than people notice for that, is dropped; not more often than this. */
const MOST_SKEW_MS = 20;
const CATCH_UP_MS = 10_000;

/** See above. */
export class SoundWay {
  readonly #graph: AudioGraph;
  readonly #source: OpenAudioSource;
  readonly #queue = new QueueMeter();
  /** When what waited was dropped. */
  #renewedMs = Number.NEGATIVE_INFINITY;

  constructor(graph: AudioGraph, source: OpenAudioSource) {
    this.#graph = graph;
    this.#source = source;
  }

  /**
   * How late the sound is without our delay: what the ring keeps, or half a piece, on the average, until the graph could take what
   * has come, and what waits longer than that; then the piece that the browser fills for the track. `denoise`: the effect is in force.
   */
  latency(denoise: boolean): SoundLatency {
    const { context, denoiseFrames, view } = this.#graph;
    const { type, latencyMs, channels, pieces } = this.#source;
    const made = type === 'tone' || type === 'file';
    const nodeMs = Math.max(PIECE_MS, latencyMs) / 2 + (this.#queue.queueMs ?? 0);
    const inMs = made ? 0 : (pieces?.latencyMs ?? nodeMs);
    const frames = readAudio(view, channels).latencyFrames + (denoise ? denoiseFrames : 0);
    // A piece is full when the quantum after it is there, or all that the browser renders at once.
    const outMs = Math.min(PIECE_MS, context.baseLatency * 1000 || PIECE_MS);
    return { pathMs: inMs + outMs, effectsMs: (frames / context.sampleRate) * 1000 };
  }

  /** Looks how much waits. To be called some times a second. */
  read(): void {
    const { deliveredMs, pieces } = this.#source;
    // The ring knows for itself.
    if (deliveredMs !== null && (pieces?.latencyMs ?? null) === null)
      this.#queue.update(deliveredMs, this.#graph.context.currentTime * 1000);
  }

  /** Drops what waits, if the sound is too late for that. */
  catchUp(skewMs: number): void {
    const late = skewMs > MOST_SKEW_MS && (this.#queue.queueMs ?? 0) > PIECE_MS;
    if (late && performance.now() - this.#renewedMs > CATCH_UP_MS) this.renew();
  }

  /** Drops what waits. */
  renew(): void {
    this.#renewedMs = performance.now();
    this.#queue.restart();
    this.#graph.refresh().then(() => {
      // Its buffer began to fill a moment after it was made: this is as empty as it is known to be.
      this.#queue.restart();
      this.read();
    }, reportError);
  }
}
