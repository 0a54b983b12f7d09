/** The built de-noise modules: their exports, their effect on a voice in noise, and that they allocate nothing while they run. */

import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { FLAVOURS } from '../support/ring.ts';
import {
  denoised,
  denoiseModule,
  levelDb,
  noise,
  readSoundWasm,
  room,
  vowel,
} from '../support/sound-modules.ts';

const RATES = [44_100, 48_000, 96_000];

describe.each(FLAVOURS)('the %s de-noise module', (flavour) => {
  it('imports nothing, and says which flavour it is', () => {
    expect(WebAssembly.Module.imports(new WebAssembly.Module(readSoundWasm('denoise', flavour)))).toEqual([]);
    expect(denoiseModule(flavour).denoise_is_simd()).toBe(flavour === 'simd' ? 1 : 0);
  });

  it('is at most 230 kB compressed, 85 of them the model', () => {
    expect(gzipSync(readSoundWasm('denoise', flavour), { level: 9 }).length).toBeLessThanOrEqual(230_000);
  });

  it.each(RATES)('removes the noise of a room and keeps a voice, %i Hz', (rate) => {
    const module = denoiseModule(flavour);
    expect(module.denoise_init(rate, 1)).toBe(1);
    const hiss = room(rate, 3, 0.01);
    const later = (signal: Float32Array) => signal.subarray(2 * rate);
    expect(levelDb(later(hiss)) - levelDb(later(denoised(module, hiss, 128)))).toBeGreaterThan(20);
    expect(module.denoise_init(rate, 1)).toBe(1);
    const clean = vowel(rate, 3, 0.1);
    const out = denoised(
      module,
      clean.map((sample, i) => sample + (hiss[i] as number)),
      128,
    );
    expect(Math.abs(levelDb(later(out)) - levelDb(later(clean)))).toBeLessThan(2);
    expect(module.denoise_voice()).toBeGreaterThan(0.5);
  });

  it('gives the same for any quantum, and allocates nothing', () => {
    const module = denoiseModule(flavour);
    const signal = vowel(44_100, 1, 0.2);
    expect(module.denoise_init(44_100, 2)).toBe(1);
    const whole = denoised(module, signal, 4096, 2);
    for (const quantum of [1, 64, 127, 441, 1000]) {
      module.denoise_init(44_100, 2);
      const before = [module.denoise_allocations(), module.memory.buffer.byteLength];
      const out = denoised(module, signal, quantum, 2);
      module.denoise_reset();
      expect([module.denoise_allocations(), module.memory.buffer.byteLength]).toEqual(before);
      expect(Buffer.compare(Buffer.from(out.buffer), Buffer.from(whole.buffer))).toBe(0);
    }
    expect(module.denoise_allocations()).toBeGreaterThan(0);
  });

  it('takes no more memory however often it begins anew', () => {
    const module = denoiseModule(flavour);
    for (let i = 0; i < 4; i++) module.denoise_init(44_100, 2);
    const bytes = module.memory.buffer.byteLength;
    for (let i = 0; i < 40; i++) module.denoise_init(i % 2 ? 96_000 : 44_100, 2);
    expect(module.memory.buffer.byteLength).toBeLessThanOrEqual(bytes + 2 ** 18);
  });

  it('says its latency, and keeps it', () => {
    const module = denoiseModule(flavour);
    expect(module.denoise_latency()).toBe(0);
    expect(RATES.map((rate) => [module.denoise_init(rate, 2), module.denoise_latency()])).toEqual([
      [1, 950],
      [1, 959],
      [1, 1998],
    ]);
    module.denoise_init(48_000, 1);
    module.denoise_set_amount(0);
    const signal = Float32Array.from({ length: 9600 }, noise(3));
    const out = denoised(module, signal, 128);
    // The amount needs 20 ms to reach its new value.
    expect(out.subarray(4800)).toEqual(signal.subarray(4800 - 959, 9600 - 959));
  });

  it('is spoiled by nothing', () => {
    const module = denoiseModule(flavour);
    const next = noise(11);
    const bad = [NaN, Infinity, -Infinity, 3e38, 1e-40];
    module.denoise_init(48_000, 1);
    const wild = Float32Array.from({ length: 24_000 }, (_, i) => bad[i % 7] ?? 4 * next());
    expect(denoised(module, wild, 128).every(Number.isFinite)).toBe(true);
    denoised(module, new Float32Array(48_000), 128);
    const clean = vowel(48_000, 1, 0.2);
    const out = denoised(module, clean, 128);
    const change = levelDb(out.subarray(24_000)) - levelDb(clean.subarray(24_000));
    expect(Math.abs(change)).toBeLessThan(3);
  });

  it('leaves everything as it is where it cannot begin', () => {
    const module = denoiseModule(flavour);
    expect([module.denoise_init(47_999, 1), module.denoise_buffer(0), module.denoise_latency()]).toEqual([
      0, 0, 0,
    ]);
    module.denoise_process(128);
  });
});

it('comes to the same in both flavours, but for rounding', () => {
  const [scalar, simd] = FLAVOURS.map((flavour) => {
    const module = denoiseModule(flavour);
    module.denoise_init(48_000, 1);
    const hiss = room(48_000, 2, 0.01);
    return denoised(
      module,
      vowel(48_000, 2, 0.1).map((sample, i) => sample + (hiss[i] as number)),
      128,
    );
  }) as [Float32Array, Float32Array];
  expect(levelDb(scalar.map((sample, i) => sample - (simd[i] as number)))).toBeLessThan(levelDb(scalar) - 60);
});
