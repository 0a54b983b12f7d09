/** Both flavours of the sound's built modules give the same bits as the native build, also if they change during a signal. */

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { AUDIO_BYPASS, EFFECT_KINDS } from '../../src/generated/layout.ts';
import { Audio, type EncodedEffect } from '../support/audio.ts';
import { burstyNoise, samplesChecksum } from '../support/effects.ts';
import type { Flavour } from '../support/ring.ts';

/** Frames between two changes, as in `wasm/audio/tests/golden.rs`. */
const PART = 4096;

const GOLDEN = readFileSync(new URL('../../wasm/audio/tests/golden.txt', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => line.split(' ') as [string, string, string]);

const { gain, equalizer, gate, compressor, limiter, delay } = EFFECT_KINDS;

/** Each effect with parameters before and after a change: those of `wasm/audio/tests/golden.rs`. */
const PAIRS: Record<string, [EncodedEffect, EncodedEffect]> = {
  gain: [
    [gain, -6],
    [gain, 3],
  ],
  'high-pass': [
    [EFFECT_KINDS['high-pass'], 80, 0.71],
    [EFFECT_KINDS['high-pass'], 1000, 2],
  ],
  equalizer: [
    [equalizer, 6, -6, 9, 200, 1000, 5000],
    [equalizer, -9, 3, 0, 100, 2500, 8000],
  ],
  gate: [
    [gate, -20, 6, 2, 10, 50, -60],
    [gate, -10, 3, 1, 20, 20, -40],
  ],
  compressor: [
    [compressor, -24, 4, 5, 120, 6, 6],
    [compressor, -40, 20, 0.1, 50, 0, 12],
  ],
  limiter: [
    [limiter, -6, 5, 80],
    [limiter, -12, 2, 20],
  ],
  delay: [
    [delay, 20, 30, 30],
    [delay, 33.3, 60, 50],
  ],
};

function stream(name: string, channels: number, flavour: (quantum: number) => Flavour, quantum: number) {
  const pairs = name === 'all' ? Object.values(PAIRS) : [PAIRS[name] as [EncodedEffect, EncodedEffect]];
  const before = pairs.map(([effect]) => effect);
  const after = pairs.map(([, effect]) => effect).reverse();
  const audio = new Audio(48_000, channels);
  const output = audio.stream(flavour, burstyNoise(3 * PART, channels, 0.7, 4711), quantum, (frame) => {
    if (frame === 0) audio.configure({ effects: before });
    if (frame === PART) audio.configure({ effects: after, delayMs: 10.5 });
    if (frame === 2 * PART) audio.configure({ effects: after, delayMs: 10.5, flags: AUDIO_BYPASS });
  });
  return samplesChecksum(output);
}

describe.each(GOLDEN)('%s, %s channel(s)', (name, channels, golden) => {
  it.each(['scalar', 'simd'] as const)('gives the native bits in the %s flavour', (flavour) => {
    expect(stream(name, Number(channels), () => flavour, 128)).toBe(golden);
  });

  it('gives them in other quanta', () => {
    for (const quantum of [64, 512, 2048]) {
      expect(stream(name, Number(channels), () => 'simd', quantum)).toBe(golden);
    }
  });

  it('gives them while the flavours take turns', () => {
    const turns = (quantum: number) => (quantum % 3 === 1 ? 'simd' : 'scalar');
    expect(stream(name, Number(channels), turns, 64)).toBe(golden);
  });
});

it('covers every effect that the module does by itself', () => {
  expect(Object.keys(PAIRS)).toEqual(Object.keys(EFFECT_KINDS).filter((name) => name !== 'denoise'));
  expect(GOLDEN).toHaveLength(2 * (Object.keys(PAIRS).length + 1));
});
