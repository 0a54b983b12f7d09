/**
 * Lets sound stop and go on without a click. In: planes of a quantum. The first frames exist, the others may be missing. Out: the
 * same planes. If frames are missing, the last sound dies away. The sound after a gap, or from another place, is faded in.
 * Audio thread.
 */

/** Seconds of a fade in. */
const FADE = 0.005;
/** What is left of a sample in the next one, while sound dies away. */
const DECAY = 0.97;
/** Smaller values count as silence. Values beyond `LOUDEST`, and NaN, would not die away: they are set to 0. */
const SILENT = 1e-6;
const LOUDEST = 64;

/** See above. */
export class Seam {
  /** Frames of a fade. */
  readonly #length: number;
  /** The last sample of each channel. */
  readonly #last: Float32Array;
  /** What is left of the sound before the fade, while that lasts. */
  readonly #tail: Float32Array;
  /** Frames of the fade that are left. */
  #fading = 0;
  #cut = true;

  constructor(rate: number, channels: number) {
    this.#length = Math.round(FADE * rate);
    this.#last = new Float32Array(channels);
    this.#tail = new Float32Array(channels);
  }

  /** The next frame does not go on with what came before it. */
  cut(): void {
    this.#cut = true;
  }

  /** `there`: how many of `frames` frames are sound; the planes get the others. Hot: allocates nothing. */
  join(planes: readonly Float32Array[], there: number, frames: number): void {
    if (there > 0 && this.#cut) {
      this.#cut = false;
      this.#fading = this.#length;
      this.#tail.set(this.#last);
    }
    const fading = Math.min(there, this.#fading);
    for (let channel = 0; channel < this.#last.length; channel++) {
      const plane = planes[channel] as Float32Array;
      if (fading > 0) this.#fade(plane, channel, fading);
      let last = there > 0 ? (plane[there - 1] as number) : (this.#last[channel] as number);
      if (!(Math.abs(last) <= LOUDEST)) last = 0;
      for (let i = there; i < frames; i++) {
        last *= DECAY;
        plane[i] = last;
      }
      this.#last[channel] = Math.abs(last) < SILENT ? 0 : last;
    }
    this.#fading -= fading;
    if (there < frames) this.#cut = true;
  }

  #fade(plane: Float32Array, channel: number, frames: number): void {
    let tail = this.#tail[channel] as number;
    for (let i = 0; i < frames; i++) {
      const sample = plane[i] as number;
      tail *= DECAY;
      plane[i] = sample + (tail - sample) * ((this.#fading - i) / this.#length);
    }
    this.#tail[channel] = tail;
  }
}
