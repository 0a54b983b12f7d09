/**
 * Keeps the sound together with the picture. In: how late the picture is, lately. Out: by how much the sound has to be
 * delayed, and what is left. Pure.
 *
 * Both ways begin where something arrives in the page and end where it leaves for the stream. The picture's is measured; the
 * sound's is that of the browser's buffers on either side of the audio thread, which no API tells: see `pathMs`.
 */

import { AUDIO_MAX_DELAY_MS } from '../generated/layout.ts';
import { percentiles } from '../memory/stats.ts';

/** The weight of the newest reading. */
const WEIGHT = 0.25;
/** Frames that a reading needs. */
const FEWEST_FRAMES = 5;
/** The delay is left alone for less: each change is a short cross-fade. Far below what anybody notices, 20 ms and more. */
const LEAST_CHANGE_MS = 5;

/** Milliseconds. */
export interface SoundLatency {
  /** Of the browser's buffers. */
  pathMs: number;
  /** Of effects that look ahead. */
  effectsMs: number;
}

/** Follows the picture. */
export class PictureSync {
  #seen: Uint32Array | null = null;
  /** Whether what is known of the picture says something of how it is now. */
  #valid = false;
  #pictureMs = 0;
  #delayMs = 0;

  /** By how much the sound is to be delayed. */
  get delayMs(): number {
    return this.#delayMs;
  }

  /** How late the sound is against the picture; below 0: how early. */
  skewMs({ pathMs, effectsMs }: SoundLatency): number {
    return pathMs + effectsMs + this.#delayMs - this.#pictureMs;
  }

  /**
   * The page was out of sight, where browsers slow down or hold up what they like: frames up to now say nothing of how late
   * the picture is from now on, and the next reading counts in full.
   */
  restart(counts: Uint32Array): void {
    this.#seen = counts;
    this.#valid = false;
  }

  /**
   * Takes a reading of the latency's histogram. Returns whether the delay changed.
   * @param counts as `Pipeline.histogram('latency')` has them: all since the start.
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
    // Sound that is late already cannot be made earlier, and what is kept of it has an end.
    const wanted = Math.min(AUDIO_MAX_DELAY_MS, Math.max(0, this.#pictureMs - pathMs - effectsMs));
    if (Math.abs(wanted - this.#delayMs) < LEAST_CHANGE_MS) return false;
    this.#delayMs = wanted;
    return true;
  }
}
