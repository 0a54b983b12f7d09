/** The sound's built modules: what they import, how large they are, and what comes out of them. */

import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import {
  AUDIO_CONTROL,
  AUDIO_CONTROL_BASE,
  AUDIO_MUTE,
  AUDIO_RING_FRAMES,
  EFFECT_KINDS,
  SAMPLE_RING,
} from '../../src/generated/layout.ts';
import { AUDIO_MODULES, Audio, readAudioWasm } from '../support/audio.ts';
import { randomBytes } from '../support/frame.ts';
import { FLAVOURS } from '../support/ring.ts';

/** White noise, seeded. */
function noise(frames: number, channels: number, seed = 1, peak = 0.5): Float32Array[] {
  const random = randomBytes(seed);
  const value = () => ((random() * 256 + random()) / 32_768 - 1) * peak;
  return Array.from({ length: channels }, () => Float32Array.from({ length: frames }, value));
}

/** Frames after which the start's fade is over. */
const FADE = 480;

describe.each(FLAVOURS)('the %s module of the sound', (flavour) => {
  it('imports the memory and nothing else', () => {
    expect(WebAssembly.Module.imports(AUDIO_MODULES[flavour])).toEqual([
      { module: 'env', name: 'memory', kind: 'memory' },
    ]);
  });

  it('is at most 40 kB compressed', () => {
    expect(gzipSync(readAudioWasm(flavour), { level: 9 }).length).toBeLessThanOrEqual(40_000);
  });

  it('says which flavour it is', () => {
    expect(new Audio().exports[flavour].is_simd()).toBe(flavour === 'simd' ? 1 : 0);
  });

  it('accepts its own control block and no other', () => {
    const audio = new Audio();
    for (const field of ['magic', 'version', 'bytes'] as const) {
      const at = (AUDIO_CONTROL_BASE + AUDIO_CONTROL[field]) / 4;
      audio.words[at] = (audio.words[at] as number) + 1;
      expect(audio.exports[flavour].audio_check()).toBe(0);
      audio.words[at] = (audio.words[at] as number) - 1;
      expect(audio.exports[flavour].audio_check()).toBe(1);
    }
  });

  it('takes usual rates and one or two channels, and refuses others', () => {
    const { audio_init } = new Audio().exports[flavour];
    for (const rate of [8000, 44_100, 48_000, 96_000, 192_000]) expect(audio_init(rate, 1)).toBe(0);
    for (const rate of [0, 7999, 192_001, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(audio_init(rate, 1)).toBe(-1);
    }
    expect(audio_init(48_000, 0)).toBe(-1);
    expect(audio_init(48_000, 3)).toBe(-1);
  });

  it.each([1, 2])('lets %i channels through, after the start’s fade', (channels) => {
    const audio = new Audio(48_000, channels);
    const input = noise(4096, channels);
    const output = audio.stream(flavour, input);
    for (const [channel, plane] of input.entries()) {
      expect(output[channel]?.subarray(FADE)).toEqual(plane.subarray(FADE));
      expect(Math.abs(output[channel]?.[0] as number)).toBeLessThan(0.01);
    }
  });

  it('turns up and down in a straight line', () => {
    const audio = new Audio(48_000, 1);
    const input = [new Float32Array(4800).fill(0.25)];
    audio.configure({ effects: [[EFFECT_KINDS.gain, 0]] });
    const output = audio.stream(flavour, input, 100, (frame) => {
      if (frame === 1000) audio.configure({ effects: [[EFFECT_KINDS.gain, 20 * Math.log10(2)]] });
    })[0] as Float32Array;
    expect(output[999]).toBe(0.25);
    expect(output[1239]).toBeCloseTo(0.375, 6);
    expect(output[1479]).toBeCloseTo(0.5, 6);
    expect(output[4799]).toBe(output[1479]);
  });

  it('makes a sine of 1 kHz at -12 dBFS', () => {
    const audio = new Audio(48_000, 2);
    const { audio_tone, audio_process, audio_input } = audio.exports[flavour];
    for (let at = 0; at < 48_000; at += 128) {
      audio_tone(128);
      const plane = audio.floats.subarray(audio_input(1) / 4, audio_input(1) / 4 + 128);
      for (const [index, sample] of plane.entries()) {
        const expected = 10 ** (-12 / 20) * Math.sin((2 * Math.PI * 1000 * (at + index)) / 48_000);
        expect(Math.abs(sample - expected)).toBeLessThan(2e-5);
      }
      audio_process(128);
    }
    // The meters: -12 dB of peak, 3 dB less of root mean square; after a second that is 3.6 % short at most.
    const meter = (offset: number) => audio.floats[(AUDIO_CONTROL_BASE + offset) / 4] as number;
    expect(10 * Math.log10(meter(AUDIO_CONTROL.outputMeters))).toBeCloseTo(-15.16, 1);
    expect(20 * Math.log10(meter(AUDIO_CONTROL.outputMeters + 4))).toBeCloseTo(-12, 1);
    expect(meter(AUDIO_CONTROL.inputMeters + 8)).toBeCloseTo(meter(AUDIO_CONTROL.inputMeters), 6);
  });

  it('fades to silence and back', () => {
    const audio = new Audio(48_000, 1);
    const input = [new Float32Array(9600).fill(0.5)];
    const output = audio.stream(flavour, input, 128, (frame) => {
      if (frame === 1280) audio.configure({ effects: [], flags: AUDIO_MUTE });
      if (frame === 5120) audio.configure({ effects: [] });
    })[0] as Float32Array;
    expect(output[1279]).toBe(0.5);
    expect(output.subarray(1760, 5120).every((sample) => sample === 0)).toBe(true);
    expect(output[9599]).toBe(0.5);
    const steps = output.subarray(1).map((sample, index) => Math.abs(sample - (output[index] as number)));
    expect(Math.max(...steps)).toBeLessThan(0.5 / 479);
  });

  it('delays the whole', () => {
    const audio = new Audio(48_000, 2);
    const input = noise(9600, 2);
    audio.configure({ effects: [], delayMs: 50 });
    const output = audio.stream(flavour, input, 480);
    for (const [channel, plane] of output.entries()) {
      expect(plane.subarray(2400 + FADE)).toEqual(input[channel]?.subarray(FADE, 9600 - 2400));
    }
  });

  it('hands what goes out to whoever listens, and counts what found no room', () => {
    const audio = new Audio(48_000, 2);
    const ring = AUDIO_CONTROL_BASE + AUDIO_CONTROL.ring;
    const word = (field: 'written' | 'lost' | 'read' | 'listening') => (ring + SAMPLE_RING[field]) / 4;
    const output = audio.stream(flavour, noise(1280, 2));
    expect(audio.words[word('written')]).toBe(0);
    audio.words[word('listening')] = 1;
    const heard = audio.stream(flavour, noise(1280, 2, 2));
    expect(audio.words[word('written')]).toBe(1280);
    const first = (AUDIO_CONTROL_BASE + AUDIO_CONTROL.samples) / 4;
    for (let frame = 0; frame < 1280; frame++) {
      expect(audio.floats[first + 2 * frame]).toBe(heard[0]?.[frame]);
      expect(audio.floats[first + 2 * frame + 1]).toBe(heard[1]?.[frame]);
    }
    expect(output).toHaveLength(2);
    const rest = AUDIO_RING_FRAMES - 1280;
    audio.stream(flavour, noise(rest + 256, 2, 3));
    expect(audio.words[word('written')]).toBe(AUDIO_RING_FRAMES);
    expect(audio.words[word('lost')]).toBe(256);
    audio.words[word('read')] = AUDIO_RING_FRAMES;
    audio.stream(flavour, noise(128, 2, 3));
    expect(audio.words[word('written')]).toBe(AUDIO_RING_FRAMES + 128);
  });

  it('stops at an effect that is done outside', () => {
    const audio = new Audio(48_000, 1);
    const { audio_begin, audio_resume, audio_external, audio_amount, audio_input } = audio.exports[flavour];
    audio.configure({ effects: [[EFFECT_KINDS.denoise, 70]] });
    const at = audio_input(0) / 4;
    for (let quantum = 0; quantum < 8; quantum++) {
      audio.floats.fill(0.5, at, at + 128);
      // The first call tells it to forget the earlier sound.
      expect(audio_begin(128)).toBe(quantum === 0 ? 1 | 2 : 1);
      expect(audio_amount()).toBe(70);
      const external = audio_external(0) / 4;
      expect(audio.floats[external + 127]).toBe(0.5);
      audio.floats.fill(0.25, external, external + 128);
      expect(audio_resume()).toBe(-1);
    }
    expect(audio.output(flavour, 128)[0]?.every((sample) => sample === 0.25)).toBe(true);
  });
});
