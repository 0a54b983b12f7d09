/**
 * The jitter buffer before the audio thread. It stands between two clocks: pieces of a track arrive irregularly, and quanta are
 * taken when the output device asks. In: a `TrackRing`. Out: as many samples as a quantum wants, no older than the arrival of
 * the pieces makes necessary. Audio thread.
 *
 * At the end of each window it looks at the fewest frames that were left after a quantum. It skips frames that were never
 * needed. If almost none were left, it plays some frames again. It does both with a cross-fade. This also compensates for the
 * difference of the two clocks. If no frame is left, the sound dies away at once. It fades in again when there are enough frames
 * (`seam.ts`), and from then on more frames are kept. All receivers of real-time audio adapt the depth of their buffer to late
 * arrivals in this way (RFC 3550, 6.4.4 and A.8).
 */

import type { Seam } from './seam.ts';
import { RING_STATE, type TrackRing } from './track-ring.ts';

/** Seconds of a cross-fade. */
const FADE = 0.005;
/** Seconds of a window. The first window after a start is shorter. */
const WINDOW = 2;
const FIRST_WINDOW = 0.25;
/** Seconds that must be left after any quantum: at first, and at most when the machine delays this thread again and again. */
const LEAST_KEPT = 0.003;
const MOST_KEPT = 0.04;
/** Seconds that may be left beyond that. */
const SLACK = 0.002;
/** Pieces to wait for at the very start. After a gap it continues with the first piece. */
const FIRST_PIECES = 2;
/** Factor by which the kept amount shrinks after a window without a gap. */
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
  /** The longer of a piece and a quantum, in frames. */
  #atOnce = 0;
  /** Frames to keep. */
  #keep: number;
  /** The fewest frames left in this window, and the frames until its end. */
  #least = 0;
  #untilEnd = 0;
  /** The place that a cross-fade leaves, relative to the next frame, and the fade's remaining frames. */
  #offset = 0;
  #fading = 0;
  /** The track was muted and has delivered nothing since, so nothing is missing. */
  #excused = false;

  /** `seam`: the next stage in the audio thread. It knows the last samples. */
  constructor(ring: TrackRing, seam: Seam, rate: number, channels: number) {
    this.#ring = ring;
    this.#seam = seam;
    this.#rate = rate;
    this.#channels = channels;
    this.#keep = LEAST_KEPT * rate;
  }

  /** Whether the ring is out of use, because the source has a node. */
  get isOff(): boolean {
    return this.#ring.state === RING_STATE.off;
  }

  /** Fills each plane with `frames` samples. Returns how many were missing. Hot: allocates nothing. */
  take(planes: readonly Float32Array[], frames: number): number {
    const { written } = this.#ring;
    this.#atOnce = Math.max(this.#ring.piece, frames);
    if (!this.#plays && !this.#start(written)) {
      this.#seam.join(planes, 0, frames);
      return this.#missing(frames);
    }
    let level = (written - this.#at) | 0;
    // Too many frames wait: this thread did not run for a while, or many pieces came at once. The writer may soon overwrite the
    // next frame. A negative level means more than 2^31 frames.
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

  /** Counts missing frames. None are missing after the track's end, before the start, or while the track is muted. */
  #missing(frames: number): number {
    this.#excused ||= this.#ring.muted;
    return this.#begun && !this.#excused && this.#ring.state === RING_STATE.filling ? frames : 0;
  }

  /** Starts or resumes if there are enough frames. */
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

  /** Frames between the start place and the newest frame, at a start. */
  get #first(): number {
    return FIRST_PIECES * this.#atOnce + Math.round(this.#keep);
  }

  /** Starts at the newest place that is safe. */
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

  /** Adjusts the depth at the end of a window. `left`: frames that are there now. */
  #adjust(left: number): void {
    const more = Math.round(this.#least - this.#keep);
    if (more > SLACK * this.#rate || more < -this.#keep / 2) {
      this.#at = (this.#at + more) | 0;
      this.#offset = -more;
      this.#fading = this.#fadeFrames;
      // If the old place is the newer one, it has only these frames, too few for a cross-fade.
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
