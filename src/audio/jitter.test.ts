import { expect, test } from 'vitest';
import { largestStep } from '../../e2e/support/sound.ts';
import { seededNumbers } from '../trace/statistics.ts';
import { JitterBuffer } from './jitter.ts';
import { Seam } from './seam.ts';
import { createTrackRing, type Piece, RING_STATE, TrackRing } from './track-ring.ts';

const RATE = 48_000;
const PIECE = 480;
const QUANTUM = 128;
const HZ = 440;
const PEAK = 0.25;
/** The largest step between two samples of the sine, and of a cross-fade between two such sines. */
const OWN_STEP = (PEAK * 2 * Math.PI * HZ) / RATE;
const FADE_STEP = (2 * PEAK) / (0.005 * RATE);

const sine = (frame: number): number => PEAK * Math.sin((2 * Math.PI * HZ * frame) / RATE);

/** A sine, starting at frame `first`. The second channel is inverted. */
function piece(first: number, frames = PIECE, numberOfChannels = 1): Piece {
  return {
    numberOfFrames: frames,
    numberOfChannels,
    copyTo(to, { planeIndex, frameOffset, frameCount }) {
      for (let i = 0; i < frameCount; i++) {
        to[i] = (planeIndex === 0 ? 1 : -1) * sine(first + frameOffset + i);
      }
    },
  };
}

/** A device that delivers and a device that asks, each with its own clock. Time is counted in frames of the latter. */
class Bench {
  readonly ring: TrackRing;
  readonly jitter: JitterBuffer;
  readonly out: number[] = [];
  missing = 0;
  #time = 0;
  #sent = 0;
  readonly #plane: Float32Array;

  constructor(quantum = QUANTUM) {
    this.#plane = new Float32Array(quantum);
    this.ring = new TrackRing(createTrackRing(RATE, 1), 1);
    this.jitter = new JitterBuffer(this.ring, new Seam(RATE, 1), RATE, 1);
  }

  /** `late`: how many frames piece `n` is late. `speed`: speed of the delivering clock. */
  run(seconds: number, late: (n: number) => number = () => 0, speed = 1): void {
    for (const end = this.#time + seconds * RATE; this.#time < end; this.#time += this.#plane.length) {
      this.#deliver(late, speed);
      this.missing += this.jitter.take([this.#plane], this.#plane.length);
      this.out.push(...this.#plane);
    }
  }

  /** Pieces arrive, but nobody takes anything. */
  pause(seconds: number): void {
    for (const end = this.#time + seconds * RATE; this.#time < end; this.#time += this.#plane.length) {
      this.#deliver(() => 0, 1);
    }
  }

  #deliver(late: (n: number) => number, speed: number): void {
    while ((this.#sent + PIECE) / speed + late(this.#sent / PIECE) <= this.#time) {
      this.ring.write(piece(this.#sent));
      this.#sent += PIECE;
    }
  }

  /** The largest step in the output since `from`. */
  largestStep(from = 1): number {
    return largestStep({ samples: this.out }, from);
  }
}

test('nothing is missing, and no more is kept than 3 ms, when pieces come in time', () => {
  const bench = new Bench();
  bench.run(10);
  expect(bench.missing).toBe(0);
  expect(bench.ring.kept).toBeLessThanOrEqual(0.0055 * RATE);
  expect(bench.largestStep()).toBeLessThanOrEqual(OWN_STEP + FADE_STEP);
  // Once it has begun, the output is a sine without interruption.
  const last = bench.out.slice(-RATE);
  expect(Math.max(...last)).toBeCloseTo(PEAK, 3);
});

test.each([1, 32, 1024, 2048])('quanta of %s frames: nothing is missing', (quantum) => {
  const bench = new Bench(quantum);
  bench.run(6);
  expect(bench.missing).toBe(0);
  expect(bench.largestStep()).toBeLessThanOrEqual(OWN_STEP + FADE_STEP);
});

test('every sample of the source comes out, in order, where nothing has to be adjusted', () => {
  const bench = new Bench();
  bench.run(4);
  const out = bench.out.slice(-RATE);
  const phase = Math.asin(Math.max(-1, Math.min(1, (out[0] as number) / PEAK)));
  const rising = (out[1] as number) > (out[0] as number);
  const begin = rising ? phase : Math.PI - phase;
  for (const [i, sample] of out.entries()) {
    expect(Math.abs(sample - PEAK * Math.sin(begin + (2 * Math.PI * HZ * i) / RATE))).toBeLessThan(1e-3);
  }
});

test('pieces that come irregularly leave no gap once that is known', () => {
  for (let seed = 1; seed <= 5; seed++) {
    const bench = new Bench();
    const next = seededNumbers(seed);
    const late = Array.from({ length: 4000 }, () => Math.round(next() * 0.012 * RATE));
    bench.run(10, (n) => late[n] ?? 0);
    const { missing, out } = bench;
    bench.run(20, (n) => late[n] ?? 0);
    expect(bench.missing - missing, `seed ${seed}`).toBe(0);
    expect(bench.largestStep(out.length - 20 * RATE)).toBeLessThanOrEqual(OWN_STEP + FADE_STEP);
  }
});

test.each([0.999, 1.001])('a clock of %s is followed, without a gap and without a click', (speed) => {
  const bench = new Bench();
  bench.run(5, undefined, speed);
  const { missing } = bench;
  bench.run(60, undefined, speed);
  expect(bench.missing).toBe(missing);
  expect(bench.ring.kept).toBeLessThanOrEqual(0.01 * RATE);
  expect(bench.largestStep()).toBeLessThanOrEqual(OWN_STEP + FADE_STEP);
});

test('frames are played again without a click also where the next piece is late', () => {
  const ring = new TrackRing(createTrackRing(RATE, 1), 1);
  const jitter = new JitterBuffer(ring, new Seam(RATE, 1), RATE, 1);
  let windows = 0;
  Object.defineProperty(ring, 'kept', { set: () => windows++ });
  const plane = new Float32Array(QUANTUM);
  const out: number[] = [];
  let sent = 0;
  /** `frames` frames arrive, and one quantum is taken. */
  const turn = (frames: number) => {
    ring.write(piece(sent, frames));
    sent += frames;
    expect(jitter.take([plane], QUANTUM)).toBe(0);
    out.push(...plane);
  };
  // As many frames arrive as are taken, so the level stays constant: 144 frames, then 10.
  while (windows < 3) turn(QUANTUM);
  turn(QUANTUM - 134);
  const before = windows;
  while (windows === before) turn(QUANTUM);
  // 134 frames are played again. That is all there is.
  const from = out.length;
  turn(0);
  turn(2 * QUANTUM);
  for (let n = 0; n < 10; n++) turn(QUANTUM);
  expect(largestStep({ samples: out }, from)).toBeLessThanOrEqual(OWN_STEP + FADE_STEP + 0.03 * PEAK);
});

test.each([0.1, 0.9, 3])('what ran up in %s s when nobody took anything is dropped', (seconds) => {
  const bench = new Bench();
  bench.run(3);
  const from = bench.out.length;
  bench.pause(seconds);
  bench.run(0.1);
  expect(bench.ring.kept).toBeLessThanOrEqual(2 * PIECE);
  expect(bench.largestStep(from)).toBeLessThanOrEqual(OWN_STEP + Math.max(FADE_STEP, 0.03 * PEAK));
  bench.run(3);
  expect(bench.ring.kept).toBeLessThanOrEqual(0.0055 * RATE);
  expect(bench.missing).toBe(0);
});

test('a gap is counted, and neither its beginning nor its end is a click', () => {
  const bench = new Bench();
  bench.run(3);
  const from = bench.out.length;
  let stalled = true;
  bench.run(0.05, () => (stalled ? RATE : 0));
  expect(bench.missing).toBeGreaterThan(0.02 * RATE);
  stalled = false;
  const { missing } = bench;
  bench.run(1);
  expect(bench.missing - missing).toBeLessThanOrEqual(PIECE);
  // The first step of dying away is a thirtieth of the sample's value.
  expect(bench.largestStep(from)).toBeLessThanOrEqual(OWN_STEP + Math.max(FADE_STEP, 0.03 * PEAK));
});

test('the end of a track is silence, and nobody’s fault', () => {
  const bench = new Bench();
  bench.run(3);
  bench.ring.state = RING_STATE.ended;
  bench.run(1, () => 10 * RATE);
  expect(bench.missing).toBe(0);
  expect(Math.abs(bench.out.at(-1) as number)).toBeLessThan(1e-5);
});

test('a track that the browser mutes misses nothing until it delivers again; then gaps count as before', () => {
  const bench = new Bench();
  bench.run(3);
  const from = bench.out.length;
  const nothing = () => 100 * RATE;
  bench.ring.muted = true;
  bench.run(0.5, nothing);
  bench.ring.muted = false;
  // The first piece arrives a moment after the browser announces it.
  bench.run(0.05, nothing);
  bench.run(2);
  expect(bench.missing).toBe(0);
  expect(bench.largestStep(from)).toBeLessThanOrEqual(OWN_STEP + Math.max(FADE_STEP, 0.03 * PEAK));
  bench.run(0.05, nothing);
  expect(bench.missing).toBeGreaterThan(0.02 * RATE);
});

test('a stereo piece becomes the mean of its channels where one is wanted; mono goes to both where two are', () => {
  const mono = new TrackRing(createTrackRing(RATE, 1), 1);
  // The channels are opposite, so the mix must be silence, also if a piece crosses the ring's end.
  for (let n = 0; n < 300; n++) mono.write(piece(n * PIECE, PIECE, 2));
  for (let i = 0; i < mono.frames; i++) expect(mono.sample(0, mono.written - 1 - i)).toBe(0);
  const stereo = new TrackRing(createTrackRing(RATE, 2), 2);
  stereo.write(piece(0));
  for (let i = 0; i < PIECE; i++) {
    expect(stereo.sample(0, i)).toBeCloseTo(sine(i), 6);
    expect(stereo.sample(1, i)).toBeCloseTo(sine(i), 6);
  }
});
