/**
 * Runs the built `.wasm` files of de-noise and analysis in Node. Each has a memory of its own. The files are in `wasm/prebuilt`, or
 * in the folder that the environment variable `RINGLIGHT_WASM_DIR` names.
 */

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { AnalysisExports } from '../../worklets/analysis.ts';
import type { DenoiseExports } from '../../worklets/denoise.ts';
import type { Flavour } from './ring.ts';

/** Reads the bytes of a built module. */
export function readSoundWasm(name: 'denoise' | 'analysis', flavour: Flavour): Buffer<ArrayBuffer> {
  const folder =
    process.env.RINGLIGHT_WASM_DIR ?? fileURLToPath(new URL('../../wasm/prebuilt', import.meta.url));
  return readFileSync(`${folder}/${name}.${flavour}.wasm`) as Buffer<ArrayBuffer>;
}

function instantiate(name: 'denoise' | 'analysis', flavour: Flavour): WebAssembly.Exports {
  return new WebAssembly.Instance(new WebAssembly.Module(readSoundWasm(name, flavour)), {}).exports;
}

/** A new instance of the de-noise module. */
export const denoiseModule = (flavour: Flavour): DenoiseExports =>
  instantiate('denoise', flavour) as unknown as DenoiseExports;

/** A new instance of the analysis module. */
export const analysisModule = (flavour: Flavour): AnalysisExports =>
  instantiate('analysis', flavour) as unknown as AnalysisExports;

/** Uniform noise within ±1 from a seed. */
export function noise(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 31 - 1;
  };
}

/** Low noise as in a room. It falls by 6 dB per octave from 400 Hz on. */
export function room(sampleRate: number, seconds: number, level: number): Float32Array {
  const next = noise(7);
  const pole = Math.exp((-2 * Math.PI * 400) / sampleRate);
  let low = 0;
  return Float32Array.from({ length: sampleRate * seconds }, () => {
    low = pole * low + Math.sqrt(1 - pole) * level * next();
    return low;
  });
}

/** A sound like a sustained vowel: harmonics of 140 Hz with formants. */
export function vowel(sampleRate: number, seconds: number, level: number): Float32Array {
  const gain = (hz: number) =>
    0.05 + 1 / (1 + ((hz - 700) / 130) ** 2) + 0.5 / (1 + ((hz - 1220) / 170) ** 2);
  return Float32Array.from({ length: sampleRate * seconds }, (_, i) => {
    const phase = (2 * Math.PI * 140 * i) / sampleRate + 0.02 * Math.sin((10 * Math.PI * i) / sampleRate);
    let sum = 0;
    for (let k = 1; k < 36; k++) sum += gain(140 * k) * Math.sin(k * phase);
    return level * sum;
  });
}

/** The root mean square in dB. */
export function levelDb(signal: Float32Array): number {
  let sum = 0;
  for (const sample of signal) sum += sample * sample;
  return 10 * Math.log10(sum / signal.length + 1e-20);
}

/** Runs a signal through an initialised denoiser, `quantum` frames at a time. All channels get the same signal. */
export function denoised(
  module: DenoiseExports,
  signal: Float32Array,
  quantum: number,
  channels = 1,
): Float32Array {
  const planes = Array.from(
    { length: channels },
    (_, channel) =>
      new Float32Array(module.memory.buffer, module.denoise_buffer(channel), module.denoise_capacity()),
  );
  const out = new Float32Array(signal.length);
  for (let at = 0; at < signal.length; at += quantum) {
    const piece = signal.subarray(at, at + quantum);
    for (const plane of planes) plane.set(piece);
    module.denoise_process(piece.length);
    out.set((planes[0] as Float32Array).subarray(0, piece.length), at);
  }
  return out;
}
