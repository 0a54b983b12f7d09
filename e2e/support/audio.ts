/**
 * Runs the sound's built `.wasm` files in Node, without the worklet. Both flavours share one memory. In: samples. Out: samples.
 * The files are in `wasm/prebuilt`, or in the folder that the environment variable `RINGLIGHT_WASM_DIR` names.
 */

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as layout from '../../src/generated/layout.ts';
import type { Flavour } from './ring.ts';

/** The module's exports, see `wasm/audio/src/lib.rs`. */
export interface AudioExports {
  audio_check(): number;
  is_simd(): number;
  audio_init(sampleRate: number, channels: number): number;
  audio_input(channel: number): number;
  audio_output(channel: number): number;
  audio_process(frames: number): void;
  audio_begin(frames: number): number;
  audio_resume(): number;
  audio_external(channel: number): number;
  audio_amount(): number;
  audio_tone(frames: number): void;
  audio_book(microseconds: number): void;
}

/** An effect in the module's form: one of `EFFECT_KINDS`, then its parameters. */
export type EncodedEffect = readonly number[];

/** The settings that the main thread writes. */
export interface AudioSettings {
  effects: readonly EncodedEffect[];
  /** Default 0. */
  delayMs?: number;
  /** `AUDIO_BYPASS`, `AUDIO_MUTE`. Default 0. */
  flags?: number;
}

/** Reads the bytes of a built module. */
export function readAudioWasm(flavour: Flavour): Buffer<ArrayBuffer> {
  const folder =
    process.env.RINGLIGHT_WASM_DIR ?? fileURLToPath(new URL('../../wasm/prebuilt', import.meta.url));
  return readFileSync(`${folder}/audio.${flavour}.wasm`) as Buffer<ArrayBuffer>;
}

/** The compiled modules. */
export const AUDIO_MODULES: Record<Flavour, WebAssembly.Module> = {
  scalar: new WebAssembly.Module(readAudioWasm('scalar')),
  simd: new WebAssembly.Module(readAudioWasm('simd')),
};

/** A memory with a control block, and the exports of both flavours on it. */
export class Audio {
  readonly memory: WebAssembly.Memory;
  readonly exports: Record<Flavour, AudioExports>;
  readonly channels: number;
  readonly words: Int32Array;
  readonly floats: Float32Array;

  constructor(sampleRate = 48_000, channels = 2) {
    const { AUDIO_PAGES, AUDIO_CONTROL, AUDIO_CONTROL_BASE } = layout;
    this.memory = new WebAssembly.Memory({ initial: AUDIO_PAGES, maximum: AUDIO_PAGES, shared: true });
    this.words = new Int32Array(this.memory.buffer);
    this.floats = new Float32Array(this.memory.buffer);
    this.channels = channels;
    const at = (offset: number) => (AUDIO_CONTROL_BASE + offset) / 4;
    this.words[at(AUDIO_CONTROL.magic)] = layout.AUDIO_MAGIC;
    this.words[at(AUDIO_CONTROL.version)] = layout.AUDIO_VERSION;
    this.words[at(AUDIO_CONTROL.bytes)] = AUDIO_CONTROL.size;
    const instantiate = (flavour: Flavour) => {
      const { exports } = new WebAssembly.Instance(AUDIO_MODULES[flavour], { env: { memory: this.memory } });
      return exports as unknown as AudioExports;
    };
    this.exports = { scalar: instantiate('scalar'), simd: instantiate('simd') };
    if (this.exports.scalar.audio_check() !== 1) throw new Error('another layout');
    if (this.exports.scalar.audio_init(sampleRate, channels) !== 0)
      throw new Error('no such rate or channels');
  }

  /** Reads a word of the control block. */
  control(field: Exclude<keyof typeof layout.AUDIO_CONTROL, 'size'>, offset = 0): number {
    return this.words[(layout.AUDIO_CONTROL_BASE + layout.AUDIO_CONTROL[field] + offset) / 4] as number;
  }

  /** Writes the settings as the main thread does. */
  configure({ effects, delayMs = 0, flags = 0 }: AudioSettings): void {
    const { AUDIO_SETTINGS, EFFECT_WORDS } = layout;
    const base = layout.AUDIO_CONTROL_BASE + layout.AUDIO_CONTROL.settings;
    const at = (offset: number) => (base + offset) / 4;
    Atomics.add(this.words, at(AUDIO_SETTINGS.version), 1);
    this.words[at(AUDIO_SETTINGS.flags)] = flags;
    this.floats[at(AUDIO_SETTINGS.delayMs)] = delayMs;
    this.words[at(AUDIO_SETTINGS.effectCount)] = effects.length;
    for (const [index, [kind = 0, ...parameters]] of effects.entries()) {
      const effect = at(AUDIO_SETTINGS.effects) + index * EFFECT_WORDS;
      this.words[effect] = kind;
      this.floats.fill(0, effect + 1, effect + EFFECT_WORDS);
      this.floats.set(parameters, effect + 1);
    }
    Atomics.add(this.words, at(AUDIO_SETTINGS.version), 1);
  }

  /** Processes a quantum. Returns the output, with a plane per channel. */
  process(flavour: Flavour, input: readonly Float32Array[]): Float32Array[] {
    const exports = this.exports[flavour];
    const frames = input[0]?.length ?? 0;
    for (const [channel, plane] of input.entries()) this.floats.set(plane, exports.audio_input(channel) / 4);
    exports.audio_process(frames);
    return this.output(flavour, frames);
  }

  /** The output of the last quantum. */
  output(flavour: Flavour, frames: number): Float32Array[] {
    return Array.from({ length: this.channels }, (_, channel) => {
      const at = this.exports[flavour].audio_output(channel) / 4;
      return this.floats.slice(at, at + frames);
    });
  }

  /** Processes a whole signal in quanta of `quantum` frames. Calls `before` before each, with the number of its first frame. */
  stream(
    flavour: Flavour | ((quantum: number) => Flavour),
    input: readonly Float32Array[],
    quantum = 128,
    before?: (frame: number) => void,
  ): Float32Array[] {
    const frames = input[0]?.length ?? 0;
    const out = input.map(() => new Float32Array(frames));
    for (let at = 0, number = 0; at < frames; at += quantum, number++) {
      before?.(at);
      const end = Math.min(frames, at + quantum);
      const name = typeof flavour === 'string' ? flavour : flavour(number);
      const planes = this.process(
        name,
        input.map((plane) => plane.subarray(at, end)),
      );
      for (const [channel, plane] of planes.entries()) out[channel]?.set(plane, at);
    }
    return out;
  }
}
