/**
 * Keeps the sound together with the picture. In: the picture's recent latency. Out: how much to delay the sound, and the skew
 * that remains. Pure.
 *
 * Both latencies begin where data arrives in the page and end where it leaves for the stream. The picture's latency is
 * measured. The sound's latency is that of the browser's buffers before and after the audio thread. No API tells it: see
 * `pathMs`.
 */

import { AUDIO_MAX_DELAY_MS } from '../generated/layout.ts';
import { percentiles } from '../memory/stats.ts';

/** Weight of the newest reading in the average. */
const WEIGHT = 0.25;
/** Fewest frames that a reading needs. */
const FEWEST_FRAMES = 5;
/** Smaller changes of the delay are left out, as each is a short cross-fade. People notice a skew only from 20 ms. */
const LEAST_CHANGE_MS = 5;

/** Milliseconds. */
export interface SoundLatency {
  /** Latency of the browser's buffers. */
  pathMs: number;
  /** Latency of effects that look ahead. */
  effectsMs: number;
}

/** Computes the delay that makes the sound follow the picture. */
export class PictureSync {
  #seen: Uint32Array | null = null;
  /** Whether the known latency of the picture is still valid. */
  #valid = false;
  #pictureMs = 0;
  #delayMs = 0;

  /** How much the sound must be delayed. */
  get delayMs(): number {
    return this.#delayMs;
  }

  /** How much later the sound is than the picture. Negative if the sound is earlier. */
  skewMs({ pathMs, effectsMs }: SoundLatency): number {
    return pathMs + effectsMs + this.#delayMs - this.#pictureMs;
  }

  /**
   * Call it after the page was hidden. Browsers slow down or hold up hidden pages, so the frames until now say nothing about
   * the picture's latency from now on. The next reading counts in full.
   */
  restart(counts: Uint32Array): void {
    this.#seen = counts;
    this.#valid = false;
  }

  /**
   * Takes a reading of the latency's histogram. Returns whether the delay changed.
   * @param counts like `Pipeline.histogram('latency')`: all since the start.
   */
  update(counts: Uint32Array, { pathMs, effectsMs }: SoundLatency): boolean {
    const before = this.#seen;
    const fresh = before ? counts.map((count, bucket) => count - (before[bucket] as number)) : counts;
    if (fresh.reduce((sum, count) => sum + count, 0) >= FEWEST_FRAMES) {
      const [p50 = 0] = percentiles(fresh, [0.5]);
      this.#pictureMs += (this.#valid ? WEIGHT : 1) * (p50 / 1000 - this.#pictureMs);
      this.#seen = counts;
      this.#valid = true;
    }
    // Late sound cannot be made earlier, and the buffer that delays sound has a limit.
    const wanted = Math.min(AUDIO_MAX_DELAY_MS, Math.max(0, this.#pictureMs - pathMs - effectsMs));
    if (Math.abs(wanted - this.#delayMs) < LEAST_CHANGE_MS) return false;
    this.#delayMs = wanted;
    return true;
  }
}
