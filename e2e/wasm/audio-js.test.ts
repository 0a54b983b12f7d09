/** The JavaScript that the benchmark compares with the module computes the same. */

import { describe, expect, it } from 'vitest';
import { EFFECT_KINDS } from '../../src/generated/layout.ts';
import { BENCH_CHAINS } from '../bench/audio.ts';
import { makeJsAudio } from '../bench/audio-js.ts';
import { Audio } from '../support/audio.ts';
import { burstyNoise } from '../support/effects.ts';

const FRAMES = 48_000;
/** After this many frames the fades at the start are over: that of the module and that of its delay. */
const FADE = 480;

describe.each(Object.entries(BENCH_CHAINS))('%s', (_, effects) => {
  it('is the same in JavaScript', () => {
    const input = burstyNoise(FRAMES, 2, 0.5, 5);
    // The module fades its first echo in.
    for (const plane of input) plane.fill(0, 0, FADE);
    const audio = new Audio(48_000, 2);
    audio.configure({
      effects: effects.map(([name, ...parameters]) => [EFFECT_KINDS[name], ...parameters]),
    });
    const expected = audio.stream('scalar', input);
    const js = makeJsAudio(48_000, effects);
    let largest = 0;
    for (let at = 0; at < FRAMES; at += 128) {
      const output = [new Float32Array(128), new Float32Array(128)];
      js.process(
        input.map((plane) => plane.subarray(at, at + 128)),
        output,
      );
      for (const [channel, plane] of output.entries()) {
        for (const [i, sample] of plane.entries()) {
          const want = expected[channel]?.[at + i] as number;
          largest = Math.max(largest, Math.abs(sample - want));
        }
      }
    }
    expect(largest).toBeLessThan(1e-4);
  });
});
