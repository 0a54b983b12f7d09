/** The built analysis modules, and the thread's driver of them: levels, loudness, spectra, the ring, no allocation. */

import { describe, expect, it } from 'vitest';
import { AnalysisBlock, emptyHead } from '../../src/analysis/block.ts';
import {
  ANALYSIS_BLOCK_BYTES,
  AUDIO_CONTROL,
  AUDIO_CONTROL_BASE,
  AUDIO_RING_FRAMES,
  SAMPLE_RING,
  SPECTRUM_BINS,
  SPECTRUM_COLUMNS,
  SPECTRUM_HOP,
  SPECTRUM_SAMPLES,
} from '../../src/generated/layout.ts';
import { Analysis, PostedBlocks, RingReader } from '../../worklets/analysis.ts';
import { Audio } from '../support/audio.ts';
import { FLAVOURS, type Flavour } from '../support/ring.ts';
import { analysisModule, noise, readSoundWasm } from '../support/sound-modules.ts';

/** One channel of a sine. */
const sine =
  (hz: number, amplitude: number, rate = 48_000) =>
  (i: number) =>
    amplitude * Math.sin((2 * Math.PI * hz * i) / rate);

const newBlock = () => new AnalysisBlock(new ArrayBuffer(ANALYSIS_BLOCK_BYTES));

function driver(flavour: Flavour): Analysis {
  return new Analysis(new WebAssembly.Module(readSoundWasm('analysis', flavour)));
}

/** Interleaved stereo, a power of two of samples. */
function interleaved(frames: number, sample: (frame: number, channel: number) => number): Float32Array {
  return Float32Array.from({ length: 2 * frames }, (_, i) => sample(i >> 1, i & 1));
}

describe.each(FLAVOURS)('the %s analysis module', (flavour) => {
  it('imports nothing, and says which flavour it is', () => {
    const module = new WebAssembly.Module(readSoundWasm('analysis', flavour));
    expect(WebAssembly.Module.imports(module)).toEqual([]);
    expect(analysisModule(flavour).analysis_is_simd()).toBe(flavour === 'simd' ? 1 : 0);
  });

  it('transforms by the definition', () => {
    const module = analysisModule(flavour);
    for (const length of [16, 480, 2048]) {
      const next = noise(length);
      const input = module.fft_init(length);
      const samples = Float32Array.from({ length }, next);
      new Float32Array(module.memory.buffer, input, length).set(samples);
      const bins = new Float32Array(module.memory.buffer, module.fft_run(), length + 2);
      for (let k = 0; k <= length / 2; k += 1 + (length >> 7)) {
        let [re, im] = [0, 0];
        for (let n = 0; n < length; n++) {
          const angle = (2 * Math.PI * ((k * n) % length)) / length;
          re += (samples[n] as number) * Math.cos(angle);
          im -= (samples[n] as number) * Math.sin(angle);
        }
        expect(Math.hypot((bins[2 * k] as number) - re, (bins[2 * k + 1] as number) - im)).toBeLessThan(
          1e-5 * length,
        );
      }
    }
  });

  it('measures a tone: RMS, peaks, loudness, spectrum', () => {
    const analysis = driver(flavour);
    const block = newBlock();
    analysis.configure(48_000, 2);
    // -23 dBFS at 1 kHz in both channels is -23 LUFS (EBU Tech 3341, case 1).
    const tone = sine(1000, 10 ** (-23 / 20));
    for (let at = 0; at < 4 * 48_000; at += 4096) {
      analysis.push(
        interleaved(4096, (frame) => tone(at + frame)),
        0,
        4096,
      );
      analysis.write(block, 0);
    }
    const head = emptyHead();
    expect(block.readHead(head)).toBe(true);
    for (const channel of [0, 1] as const) {
      expect(head.rmsDb[channel]).toBeCloseTo(-26.01, 1);
      expect(head.peakDb[channel]).toBeCloseTo(-23, 1);
      expect(head.truePeakDb[channel]).toBeCloseTo(-23, 1);
    }
    for (const lufs of [head.momentaryLufs, head.shortTermLufs, head.integratedLufs]) {
      expect(Math.abs(lufs + 23)).toBeLessThan(0.1);
    }
    expect(head).toMatchObject({ sampleRate: 48_000, channels: 2, overruns: 0, readings: 47 });
    const spectrum = block.spectra[(head.spectra - 1) % SPECTRUM_COLUMNS] as Float32Array;
    const loudest = spectrum.indexOf(Math.max(...spectrum));
    expect(loudest).toBe(Math.round((1000 * SPECTRUM_SAMPLES) / 48_000));
    expect(spectrum).toHaveLength(SPECTRUM_BINS);
    expect(head.spectra).toBe(Math.floor((47 * 4096) / SPECTRUM_HOP));
  });

  it('allocates nothing once it has begun', () => {
    const module = analysisModule(flavour);
    expect(module.analysis_init(48_000, 2)).toBe(1);
    const samples = new Float32Array(module.memory.buffer, module.analysis_input(), 8192);
    const next = noise(5);
    for (let i = 0; i < samples.length; i++) samples[i] = next();
    const before = [module.analysis_allocations(), module.memory.buffer.byteLength];
    for (let second = 0; second < 60; second++) {
      for (let i = 0; i < 12; i++) module.analysis_push(4000);
      module.analysis_read();
    }
    expect([module.analysis_allocations(), module.memory.buffer.byteLength]).toEqual(before);
    expect(module.analysis_allocations()).toBeGreaterThan(0);
  });

  it.each([1, 2])('reads what the sound module writes into its ring, %i channels', (channels) => {
    const audio = new Audio(48_000, channels);
    const ring = new RingReader(audio.memory);
    const analysis = driver(flavour);
    const block = newBlock();
    const head = emptyHead();
    const seconds = (from: number, to: number) => {
      for (let at = from * 48_000; at < to * 48_000; at += 128) {
        const left = Float32Array.from({ length: 128 }, (_, i) => sine(1000, 0.25)(at + i));
        audio.process('scalar', channels === 2 ? [left, new Float32Array(128)] : [left]);
        if (at % 1280 === 0) ring.drain(analysis);
      }
      ring.drain(analysis);
      analysis.write(block, ring.lost);
      block.readHead(head);
    };
    // Without a listener nothing is written, so nothing is lost.
    seconds(0, 1);
    expect(head).toMatchObject({ sampleRate: 0, overruns: 0, spectra: 0 });
    ring.listen();
    seconds(1, 2);
    expect(head).toMatchObject({ sampleRate: 48_000, channels, overruns: 0 });
    expect(head.spectra).toBe(Math.floor(48_000 / SPECTRUM_HOP));
    expect(head.rmsDb[0]).toBeCloseTo(-15.05, 1);
    expect(head.rmsDb[1]).toBe(Number.NEGATIVE_INFINITY);
  });

  it('counts what came while it was late, and goes on', () => {
    const audio = new Audio(48_000, 2);
    const ring = new RingReader(audio.memory);
    ring.listen();
    const analysis = driver(flavour);
    const silence = [new Float32Array(128), new Float32Array(128)];
    const quanta = AUDIO_RING_FRAMES / 128 + 5;
    for (let i = 0; i < quanta; i++) audio.process('scalar', silence);
    expect(ring.lost).toBe(5 * 128);
    ring.drain(analysis);
    audio.process('scalar', silence);
    expect(ring.lost).toBe(5 * 128);
    const read = (AUDIO_CONTROL_BASE + AUDIO_CONTROL.ring + SAMPLE_RING.read) / 4;
    expect(audio.words[read]).toBe(AUDIO_RING_FRAMES);
    // A reader that starts again does not count earlier losses.
    ring.listen();
    expect(ring.lost).toBe(0);
  });

  it('begins anew with another rate, and its spectra are counted on', () => {
    const analysis = driver(flavour);
    const block = newBlock();
    const head = emptyHead();
    analysis.configure(48_000, 2);
    analysis.push(new Float32Array(2 * 4096), 0, 4096);
    analysis.write(block, 0);
    analysis.configure(44_100, 1);
    const tone = Float32Array.from({ length: 4096 }, (_, i) => sine(3000, 1, 44_100)(i));
    analysis.push(tone, 0, 4096);
    analysis.write(block, 0);
    block.readHead(head);
    expect(head).toMatchObject({ sampleRate: 44_100, channels: 1, spectra: 8 });
    const spectrum = block.spectra[7] as Float32Array;
    expect(spectrum.indexOf(Math.max(...spectrum))).toBe(Math.round((3000 * SPECTRUM_SAMPLES) / 44_100));
    expect(() => analysis.configure(1000, 1)).toThrow('1000 Hz');
  });
});

it('does not hand out a head that is being written', () => {
  const block = newBlock();
  block.set('readings', 7);
  const head = emptyHead();
  block.lock();
  expect(block.readHead(head)).toBe(false);
  expect(head.readings).toBe(0);
  block.lock();
  expect(block.readHead(head)).toBe(true);
  expect(head.readings).toBe(7);
});

it('has two copies to post, and no third', () => {
  const posted = new PostedBlocks();
  posted.own.set('readings', 3);
  const first = posted.take() as ArrayBuffer;
  const head = emptyHead();
  new AnalysisBlock(first).readHead(head);
  expect(head.readings).toBe(3);
  expect(posted.take()).toBeInstanceOf(ArrayBuffer);
  expect(posted.take()).toBeUndefined();
  posted.give(first);
  expect(posted.take()).toBe(first);
});
