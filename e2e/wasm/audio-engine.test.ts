/** The audio thread's work in Node, without an audio thread: the engine that the worklet calls for every quantum. */

import { expect, test } from 'vitest';
import type { AudioSettings } from '../../src/audio/control.ts';
import { createTrackRing, RING_STATE, TrackRing } from '../../src/audio/track-ring.ts';
import { AUDIO_CONTROL } from '../../src/generated/layout.ts';
import { SoundEngine } from '../../worklets/audio.ts';
import { readAudioWasm } from '../support/audio.ts';
import { largestStep } from '../support/sound.ts';

const RATE = 48_000;
const QUANTUM = 128;
const PIECE = 480;
const HZ = 440;
const PEAK = 0.25;
const SETTINGS: AudioSettings = { effects: [], simd: true, bypass: false, muted: false, delayMs: 0 };
const MODULES = {
  scalar: new WebAssembly.Module(readAudioWasm('scalar')),
  simd: new WebAssembly.Module(readAudioWasm('simd')),
};

const sine = (frame: number): number => PEAK * Math.sin((2 * Math.PI * HZ * frame) / RATE);

/** An engine, and the output of its quanta. */
class Bench {
  readonly engine: SoundEngine;
  readonly out: number[] = [];
  /** `currentFrame`. */
  frame = 0;

  constructor(ring: SharedArrayBuffer | null = null, tone = false) {
    const options = { memory: null, channels: 1, denoise: null, settings: SETTINGS };
    this.engine = new SoundEngine({ ...MODULES, ...options, ring, tone }, RATE);
  }

  /** Runs one quantum. `input`: the samples that a node delivers. */
  run(input: readonly Float32Array[] = []): void {
    const output = new Float32Array(QUANTUM);
    expect(this.engine.run(input, [output], this.frame)).toBe(QUANTUM);
    this.out.push(...output);
    this.frame += QUANTUM;
  }

  runFor(seconds: number): void {
    for (const end = this.frame + seconds * RATE; this.frame < end; ) this.run();
  }

  get gaps(): number[] {
    const at = AUDIO_CONTROL.glitches >> 2;
    return [...this.engine.view.words.subarray(at, at + 2)];
  }
}

test('frames that it was not asked for are a gap, but for the leap of a context that starts', () => {
  const bench = new Bench(null, true);
  bench.run();
  bench.frame += 5 * QUANTUM;
  bench.runFor(0.1);
  expect(bench.gaps).toEqual([0, 0]);
  bench.frame += 3 * QUANTUM;
  bench.run();
  bench.run();
  expect(bench.gaps).toEqual([1, 3 * QUANTUM]);
  bench.frame += QUANTUM;
  bench.run();
  expect(bench.gaps).toEqual([2, 4 * QUANTUM]);
  // A new processor counts from its first quantum on.
  const next = new Bench(null, true);
  next.frame = bench.frame;
  next.run();
  next.frame += QUANTUM;
  next.run();
  expect(next.gaps).toEqual([1, QUANTUM]);
});

test('from a ring to silence, and on to a node: no step, and the node’s sound as it is', () => {
  const buffer = createTrackRing(RATE, 1);
  const ring = new TrackRing(buffer, 1);
  const bench = new Bench(buffer);
  let sent = 0;
  const deliver = () => {
    for (; sent + PIECE <= bench.frame; sent += PIECE) {
      const first = sent;
      ring.write({
        numberOfFrames: PIECE,
        numberOfChannels: 1,
        copyTo: (to, { frameOffset }) => {
          for (let i = 0; i < to.length; i++) to[i] = sine(first + frameOffset + i);
        },
      });
    }
  };
  for (let n = 0; n < 100; n++) {
    deliver();
    bench.run();
  }
  ring.state = RING_STATE.off;
  for (let n = 0; n < 10; n++) bench.run();
  const silent = bench.out.slice(-QUANTUM);
  expect(Math.max(...silent.map(Math.abs))).toBeLessThan(1e-3);
  // A node may be connected at any moment.
  for (let n = 0; n < 100; n++) {
    bench.run([Float32Array.from({ length: QUANTUM }, (_, i) => sine(n * QUANTUM + i + 30))]);
  }
  const own = (2 * Math.PI * HZ) / RATE;
  expect(largestStep({ samples: bench.out })).toBeLessThan(PEAK * (own + 0.03 + 2 / (0.005 * RATE)));
  const late = bench.out.slice(-QUANTUM);
  const [first = 0] = late;
  expect(Math.max(...late)).toBeCloseTo(PEAK, 2);
  expect(first).toBeCloseTo(sine(99 * QUANTUM + 30), 3);
  expect(bench.gaps).toEqual([0, 0]);
});

test('what no node brings is silence', () => {
  const bench = new Bench();
  bench.runFor(0.05);
  expect(Math.max(...bench.out.map(Math.abs))).toBe(0);
});
