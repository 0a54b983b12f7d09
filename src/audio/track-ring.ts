/**
 * A ring of samples in shared memory. It carries a track's sound to the audio thread. One writer: the worker that reads the
 * track. One reader: the audio thread (`jitter.ts`). In: pieces, whenever they arrive. Out: samples by number.
 *
 * The writer never waits for the reader. It writes around the ring. A reader that is more than half a ring behind begins anew,
 * so it never reads samples that are being written.
 */

/** Words of the header, which is one cache line. */
const WRITTEN = 0;
const STATE = 1;
const PIECE = 2;
const KEPT = 3;
const MUTED = 4;
const HEADER_BYTES = 64;

/** The state of the writer. */
export const RING_STATE = { filling: 0, ended: 1, off: 2 } as const;

/** The part of `AudioData` that this file needs. */
export interface Piece {
  readonly numberOfFrames: number;
  readonly numberOfChannels: number;
  copyTo(
    to: Float32Array,
    options: { planeIndex: number; frameOffset: number; frameCount: number; format: 'f32-planar' },
  ): void;
}

/** Makes memory for at least a second of `channels` channels. */
export function createTrackRing(sampleRate: number, channels: number): SharedArrayBuffer {
  let frames = 1;
  while (frames < sampleRate) frames *= 2;
  return new SharedArrayBuffer(HEADER_BYTES + channels * frames * Float32Array.BYTES_PER_ELEMENT);
}

/** Either end of the ring. Frames are counted modulo 2^32. */
export class TrackRing {
  /** Capacity in frames, a power of two. */
  readonly frames: number;
  readonly #words: Int32Array;
  readonly #planes: Float32Array[];
  readonly #mask: number;
  /** Samples of the second channel, which is mixed into the only one. */
  #other = new Float32Array(0);

  constructor(buffer: SharedArrayBuffer, channels: number) {
    const bytes = (buffer.byteLength - HEADER_BYTES) / channels;
    this.frames = bytes / Float32Array.BYTES_PER_ELEMENT;
    this.#mask = this.frames - 1;
    this.#words = new Int32Array(buffer, 0, HEADER_BYTES >> 2);
    this.#planes = Array.from(
      { length: channels },
      (_, channel) => new Float32Array(buffer, HEADER_BYTES + channel * bytes, this.frames),
    );
  }

  /** Frames written so far. */
  get written(): number {
    return Atomics.load(this.#words, WRITTEN);
  }

  /** Frames that the track delivers at once, as far as known. */
  get piece(): number {
    return Atomics.load(this.#words, PIECE);
  }

  /** One of `RING_STATE`. */
  get state(): number {
    return Atomics.load(this.#words, STATE);
  }

  set state(state: number) {
    Atomics.store(this.#words, STATE, state);
  }

  /** Whether the track is muted: the browser delivers nothing of it for now. */
  get muted(): boolean {
    return Atomics.load(this.#words, MUTED) === 1;
  }

  set muted(muted: boolean) {
    Atomics.store(this.#words, MUTED, muted ? 1 : 0);
  }

  /** Frames that always stay in the ring. They are the extra age of the samples when the reader takes them. */
  get kept(): number {
    return Atomics.load(this.#words, KEPT);
  }

  set kept(frames: number) {
    Atomics.store(this.#words, KEPT, frames);
  }

  /** Frame `index` of a channel. Hot. */
  sample(channel: number, index: number): number {
    return (this.#planes[channel] as Float32Array)[index & this.#mask] as number;
  }

  /** Writes a piece. One channel is copied to all. Two are mixed if only one is wanted. Only the writer may call it. */
  write(piece: Piece): void {
    const { numberOfFrames: frames, numberOfChannels: given } = piece;
    const at = this.written & this.#mask;
    const first = Math.min(frames, this.frames - at);
    for (const [channel, plane] of this.#planes.entries()) {
      const planeIndex = Math.min(channel, given - 1);
      const copy = (to: Float32Array, frameOffset: number) =>
        piece.copyTo(to, { planeIndex, frameOffset, frameCount: to.length, format: 'f32-planar' });
      copy(plane.subarray(at, at + first), 0);
      if (first < frames) copy(plane.subarray(0, frames - first), first);
    }
    if (given > 1 && this.#planes.length === 1) this.#mix(piece, at);
    if (frames > this.piece) Atomics.store(this.#words, PIECE, frames);
    Atomics.add(this.#words, WRITTEN, frames);
  }

  #mix(piece: Piece, at: number): void {
    const { numberOfFrames: frameCount } = piece;
    const plane = this.#planes[0] as Float32Array;
    if (this.#other.length !== frameCount) this.#other = new Float32Array(frameCount);
    piece.copyTo(this.#other, { planeIndex: 1, frameOffset: 0, frameCount, format: 'f32-planar' });
    for (let i = 0; i < frameCount; i++) {
      const to = (at + i) & this.#mask;
      plane[to] = 0.5 * ((plane[to] as number) + (this.#other[i] as number));
    }
  }
}
