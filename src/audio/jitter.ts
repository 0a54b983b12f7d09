/**
 * The jitter buffer before the audio thread. Pieces of a track come when they come, quanta are taken when the output device asks:
 * two clocks. In: a `TrackRing`. Out: as many samples as a quantum wants, no older than the pieces' coming makes
 * necessary. Audio thread.
 *
 * Once a window it looks at the fewest frames that were left after a quantum. What was never needed is skipped; where it
 * came near to nothing, some frames are played again: both by a cross-fade. That evens out what two clocks differ by, too.
 * Where nothing was left after all, sound dies away at once, comes back by a fade when there is enough (`seam.ts`), and more is kept
 * from then on. A buffer whose depth follows what arrives late is what every receiver of real-time audio has (RFC 3550, 6.4.4 and A.8).
 */

import type { Seam } from './seam.ts';
import { RING_STATE, type TrackRing } from './track-ring.ts';

/** Seconds of a cross-fade. */
const FADE = 0.005;
/** Of a window; the first one after a start is short. */
const WINDOW = 2;
const FIRST_WINDOW = 0.25;
/** What is to be left, at least, after any quantum: at first, and when the machine keeps us waiting again and again. */
const LEAST_KEPT = 0.003;
const MOST_KEPT = 0.04;
/** What may be left above that. */
const SLACK = 0.002;
/** Pieces that are waited for at the very start; after a gap it goes on with the first one. */
const FIRST_PIECES = 2;
/** By how much less is kept after a window without a gap. */
const CALM = 0.8;

/** See above. */
export class JitterBuffer {
  readonly #ring: TrackRing;
  readonly #seam: Seam;
  readonly #rate: number;
  readonly #channels: number;
  /** The next frame. */
  #at = 0;
  #plays = false;
  #begun = false;
  /** The longer one of a piece and a quantum. */
  #atOnce = 0;
  /** Frames to keep. */
  #keep: number;
  /** The fewest left in this window, and frames until its end. */
  #least = 0;
  #untilEnd = 0;
  /** Where the place is that is faded away from, against the next frame; frames of the fade that are left. */
  #offset = 0;
  #fading = 0;
  /** Nothing has been delivered since the track was muted: nothing is missing. */
  #excused = false;

  /** `seam`: what comes after this in the audio thread, and knows what went through last. */
  constructor(ring: TrackRing, seam: Seam, rate: number, channels: number) {
    this.#ring = ring;
    this.#seam = seam;
    this.#rate = rate;
    this.#channels = channels;
    this.#keep = LEAST_KEPT * rate;
  }

  /** Whether nothing will come through the ring any more: the source has a node. */
  get isOff(): boolean {
    return this.#ring.state === RING_STATE.off;
  }

  /** Fills the planes with `frames` samples each. How many were missing. Hot: allocates nothing. */
  take(planes: readonly Float32Array[], frames: number): number {
    const { written } = this.#ring;
    this.#atOnce = Math.max(this.#ring.piece, frames);
    if (!this.#plays && !this.#start(written)) {
      this.#seam.join(planes, 0, frames);
      return this.#missing(frames);
    }
    let level = (written - this.#at) | 0;
    // It did not run for a while, or the ring is another one's by now.
    if (level < 0 || level > this.#ring.frames / 2) {
      this.#enter(written);
      level = (written - this.#at) | 0;
    }
    const there = Math.min(frames, level);
    this.#copy(planes, there);
    this.#seam.join(planes, there, frames);
    const left = level - there;
    if (there < frames) {
      this.#plays = false;
      const late = this.#missing(frames - there);
      if (late > 0) this.#keep = Math.min(MOST_KEPT * this.#rate, 2 * this.#keep);
      return late;
    }
    this.#least = Math.min(this.#least, left);
    this.#untilEnd -= frames;
    if (this.#untilEnd <= 0) this.#adjust(left);
    return 0;
  }

  /** The end of a track is no fault of anybody's, nor is what was not there before the start, or while it is muted. */
  #missing(frames: number): number {
    this.#excused ||= this.#ring.muted;
    return this.#begun && !this.#excused && this.#ring.state === RING_STATE.filling ? frames : 0;
  }

  /** Begins, or goes on, if there is enough. */
  #start(written: number): boolean {
    const level = (written - this.#at) | 0;
    const enough = this.#begun ? this.#atOnce : this.#first;
    if (this.#ring.piece === 0 || (level >= 0 && level < enough)) return false;
    this.#plays = true;
    this.#excused = false;
    if (this.#begun) this.#goOn();
    else this.#enter(written);
    this.#begun = true;
    return true;
  }

  /** Frames between this place and what is written last, at a start. */
  get #first(): number {
    return FIRST_PIECES * this.#atOnce + Math.round(this.#keep);
  }

  /** At the newest place that is safe. */
  #enter(written: number): void {
    this.#at = (written - this.#first) | 0;
    this.#ring.kept = this.#first - this.#ring.piece;
    this.#goOn();
  }

  #goOn(): void {
    this.#seam.cut();
    this.#fading = 0;
    this.#open(FIRST_WINDOW);
  }

  get #fadeFrames(): number {
    return Math.round(FADE * this.#rate);
  }

  #open(seconds: number): void {
    this.#untilEnd = seconds * this.#rate;
    this.#least = this.#ring.frames;
  }

  /** The end of a window. `left`: frames that are there now. */
  #adjust(left: number): void {
    const more = Math.round(this.#least - this.#keep);
    if (more > SLACK * this.#rate || more < -this.#keep / 2) {
      this.#at = (this.#at + more) | 0;
      this.#offset = -more;
      this.#fading = this.#fadeFrames;
      // The place that is left has no more frames than these, where it is the newer one: too few for a cross-fade.
      if (more < 0 && left < this.#fadeFrames) {
        this.#fading = 0;
        this.#seam.cut();
      }
      this.#ring.kept = this.#least - more;
    } else {
      this.#ring.kept = this.#least;
      this.#keep = Math.max(LEAST_KEPT * this.#rate, CALM * this.#keep);
    }
    this.#open(WINDOW);
  }

  #copy(planes: readonly Float32Array[], frames: number): void {
    const length = this.#fadeFrames;
    for (let channel = 0; channel < this.#channels; channel++) {
      const plane = planes[channel] as Float32Array;
      for (let i = 0; i < frames; i++) {
        const sample = this.#ring.sample(channel, this.#at + i);
        const fading = this.#fading - i;
        plane[i] = sample;
        if (fading <= 0) continue;
        const old = this.#ring.sample(channel, this.#at + i + this.#offset);
        plane[i] = sample + (old - sample) * (fading / length);
      }
    }
    this.#at = (this.#at + frames) | 0;
    this.#fading = Math.max(0, this.#fading - frames);
  }
}
