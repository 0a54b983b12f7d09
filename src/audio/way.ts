/**
 * Computes how long sound takes through the browser's buffers, and drops sound that makes this too long. In: a source and its
 * graph. Out: milliseconds. Main thread. docs/audio.md has measurements.
 */

import type { AudioGraph } from './graph.ts';
import { QueueMeter } from './queue.ts';
import type { OpenAudioSource } from './sources.ts';
import { readAudio } from './stats.ts';
import type { SoundLatency } from './sync.ts';

/** Browsers hand sound to a track's consumers in pieces of 10 ms. */
const PIECE_MS = 10;
/** Waiting sound is dropped if it is longer than a piece and makes the skew noticeable, but not more often than this. */
const MOST_SKEW_MS = 20;
const CATCH_UP_MS = 10_000;

/** See above. */
export class SoundWay {
  readonly #graph: AudioGraph;
  readonly #source: OpenAudioSource;
  readonly #queue = new QueueMeter();
  /** When waiting sound was last dropped. */
  #renewedMs = Number.NEGATIVE_INFINITY;

  constructor(graph: AudioGraph, source: OpenAudioSource) {
    this.#graph = graph;
    this.#source = source;
  }

  /**
   * The sound's latency without our delay. Before the graph it is the age that the ring tells. Without a ring it is half a piece
   * on average, plus the sound that waits longer. After the graph it is the piece that the browser fills for the track.
   * `denoise`: the effect is in force.
   */
  latency(denoise: boolean): SoundLatency {
    const { context, denoiseFrames, view } = this.#graph;
    const { type, latencyMs, channels, pieces } = this.#source;
    const made = type === 'tone' || type === 'file';
    const nodeMs = Math.max(PIECE_MS, latencyMs) / 2 + (this.#queue.queueMs ?? 0);
    const inMs = made ? 0 : (pieces?.latencyMs ?? nodeMs);
    const frames = readAudio(view, channels).latencyFrames + (denoise ? denoiseFrames : 0);
    // A piece is full when the next quantum is there, or the next burst that the browser renders at once.
    const outMs = Math.min(PIECE_MS, context.baseLatency * 1000 || PIECE_MS);
    return { pathMs: inMs + outMs, effectsMs: (frames / context.sampleRate) * 1000 };
  }

  /** Measures how much sound waits. To be called a few times a second. */
  read(): void {
    const { deliveredMs, pieces } = this.#source;
    // A ring knows its latency itself.
    if (deliveredMs !== null && (pieces?.latencyMs ?? null) === null)
      this.#queue.update(deliveredMs, this.#graph.context.currentTime * 1000);
  }

  /** Drops the waiting sound if it makes the sound too late. */
  catchUp(skewMs: number): void {
    const late = skewMs > MOST_SKEW_MS && (this.#queue.queueMs ?? 0) > PIECE_MS;
    if (late && performance.now() - this.#renewedMs > CATCH_UP_MS) this.renew();
  }

  /** Drops the waiting sound. */
  renew(): void {
    this.#renewedMs = performance.now();
    this.#queue.restart();
    this.#graph.refresh().then(() => {
      // The new buffer began to fill a moment after it was made. It is never known to be emptier than this.
      this.#queue.restart();
      this.read();
    }, reportError);
  }
}
