/** Signals for the sound's tests, the same as in `wasm/audio/tests`, and checksums of them. Pure. */

import { fnv1a } from './frame.ts';

/** White noise between -1 and 1. It gives the same numbers as in the Rust tests. */
export function whiteNoise(seed: number): () => number {
  let state = (Math.imul(seed, 2_654_435_769) | 1) >>> 0;
  return () => {
    state ^= state << 13;
    state >>>= 0;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return (state >>> 8) / (1 << 23) - 1;
  };
}

/** Noise that is alternately loud and soft. It is computed in the same precision as in the Rust tests. */
export function burstyNoise(frames: number, channels: number, peak: number, seed: number): Float32Array[] {
  const steps = [1, 0.01, 0.3, 0.001, 0.1].map(Math.fround);
  return Array.from({ length: channels }, (_, channel) => {
    const value = whiteNoise(seed + 17 * channel);
    const at = (i: number) =>
      Math.fround(value() * Math.fround(peak)) * (steps[Math.floor(i / 997) % 5] as number);
    return Float32Array.from({ length: frames }, (_, i) => at(i));
  });
}

/** FNV-1a over the samples' bits, plane after plane, as 16 hexadecimal digits. */
export function samplesChecksum(planes: readonly Float32Array[]): string {
  const bytes = planes.map((plane) => Buffer.from(plane.buffer, plane.byteOffset, plane.byteLength));
  return fnv1a(Buffer.concat(bytes)).toString(16).padStart(16, '0');
}
