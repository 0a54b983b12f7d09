/** The effect `denoise` within the sound's module, as the audio thread applies it. */

import { describe, expect, it } from 'vitest';
import { EFFECT_KINDS } from '../../src/generated/layout.ts';
import { Denoise } from '../../worklets/denoise.ts';
import { Audio } from '../support/audio.ts';
import { FLAVOURS } from '../support/ring.ts';
import { largestStep } from '../support/sound.ts';
import { levelDb, readSoundWasm, room, vowel } from '../support/sound-modules.ts';

const RATE = 48_000;
const DENOISE = [EFFECT_KINDS.denoise, 100];

/** Sends a signal through both modules. Calls `before` before each quantum. */
function through(
  audio: Audio,
  denoise: Denoise,
  signal: Float32Array,
  before: (quantum: number) => void = () => undefined,
): Float32Array {
  const dsp = audio.exports.scalar;
  const out = new Float32Array(signal.length);
  for (let at = 0, number = 0; at + 128 <= signal.length; at += 128, number++) {
    before(number);
    const piece = signal.subarray(at, at + 128);
    for (let channel = 0; channel < audio.channels; channel++) {
      audio.floats.set(piece, dsp.audio_input(channel) / 4);
    }
    let code = dsp.audio_begin(128);
    while (code >= 0) {
      const planes = Array.from(
        { length: audio.channels },
        (_, channel) => new Float32Array(audio.memory.buffer, dsp.audio_external(channel), 128),
      );
      denoise.apply(code, planes, 128, dsp.audio_amount());
      code = dsp.audio_resume();
    }
    out.set(audio.output('scalar', 128)[0] as Float32Array, at);
  }
  return out;
}

describe.each(FLAVOURS)('denoise, %s', (flavour) => {
  const module = new WebAssembly.Module(readSoundWasm('denoise', flavour));

  it.each([1, 2])('removes the noise of a room, %i channels', (channels) => {
    const audio = new Audio(RATE, channels);
    audio.configure({ effects: [DENOISE] });
    const hiss = room(RATE, 3, 0.01);
    const out = through(audio, new Denoise(module, RATE, channels), hiss);
    expect(levelDb(hiss.subarray(2 * RATE)) - levelDb(out.subarray(2 * RATE))).toBeGreaterThan(20);
  });

  it('is heard as much as is wanted', () => {
    const audio = new Audio(RATE, 1);
    audio.configure({ effects: [[EFFECT_KINDS.denoise, 0]] });
    const denoise = new Denoise(module, RATE, 1);
    const hiss = room(RATE, 2, 0.01);
    const out = through(audio, denoise, hiss);
    const late = hiss.subarray(RATE - denoise.latency, 1.9 * RATE - denoise.latency);
    const difference = out.subarray(RATE, 1.9 * RATE).map((sample, i) => sample - (late[i] as number));
    expect(levelDb(difference)).toBeLessThan(-120);
  });

  it('stays what it is when another effect comes: the second instance takes over', () => {
    const audio = new Audio(RATE, 1);
    audio.configure({ effects: [DENOISE] });
    const clean = vowel(RATE, 4, 0.05);
    const hiss = room(RATE, 4, 0.01);
    const signal = clean.map((sample, i) => sample + (hiss[i] as number));
    const still = through(audio, new Denoise(module, RATE, 1), signal);
    const changed = new Audio(RATE, 1);
    changed.configure({ effects: [DENOISE] });
    const out = through(changed, new Denoise(module, RATE, 1), signal, (quantum) => {
      const other = [EFFECT_KINDS.gain, 0];
      if (quantum % 200 === 199)
        changed.configure({ effects: quantum % 400 === 399 ? [DENOISE] : [DENOISE, other] });
    });
    // A gain of 0 dB changes nothing, so the sound must stay the same.
    const difference = out.map((sample, i) => sample - (still[i] as number));
    expect(levelDb(difference.subarray(2 * RATE))).toBeLessThan(levelDb(still) - 80);
    expect(largestStep({ samples: out })).toBeLessThan(1.05 * largestStep({ samples: still }));
  });

  it('says which rates it cannot do', () => {
    expect(() => new Denoise(module, 47_999, 1)).toThrow('47999 Hz');
  });
});
