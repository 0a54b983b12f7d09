/**
 * The work of the audio thread: sends each quantum through the module. In: planes of samples from the browser. Out: planes of
 * samples, and numbers in the control block. Audio thread.
 */

import { type AudioSettings, applySettings } from '../src/audio/control.ts';
import { JitterBuffer } from '../src/audio/jitter.ts';
import { type AudioView, createAudioMemory, viewAudio, viewMemory } from '../src/audio/memory.ts';
import type { AudioSetup } from '../src/audio/protocol.ts';
import { Seam } from '../src/audio/seam.ts';
import { TrackRing } from '../src/audio/track-ring.ts';
import {
  AUDIO_CLOCK,
  AUDIO_CLOCK_QUANTA,
  AUDIO_CONTROL,
  AUDIO_MAX_QUANTUM,
  AUDIO_SETTINGS,
} from '../src/generated/layout.ts';
import { onCollection } from './canary.ts';
import { Denoise } from './denoise.ts';

/**
 * Seconds after a context's beginning in which `currentFrame` may leap. Chromium's contexts leap once, by 4 to 8 quanta, when
 * the device that they wait for has started. Nothing is audible before that.
 */
const START = 0.1;

/** The module's exports; see `wasm/audio/src/lib.rs`. */
interface AudioExports {
  audio_check(): number;
  audio_init(sampleRate: number, channels: number): number;
  audio_input(channel: number): number;
  audio_output(channel: number): number;
  audio_begin(frames: number): number;
  audio_resume(): number;
  audio_external(channel: number): number;
  audio_amount(): number;
  audio_tone(frames: number): void;
}

const SIMD = (AUDIO_CONTROL.settings + AUDIO_SETTINGS.simd) >> 2;
const GLITCHES = AUDIO_CONTROL.glitches >> 2;
const TICK = (AUDIO_CONTROL.clock + AUDIO_CLOCK.tick) >> 2;
const MEASURED = (AUDIO_CONTROL.clock + AUDIO_CLOCK.measured) >> 2;
const TICKS = (AUDIO_CONTROL.clock + AUDIO_CLOCK.ticks) >> 2;
const COLLECTIONS = (AUDIO_CONTROL.clock + AUDIO_CLOCK.collections) >> 2;

/** Both builds of the module on one memory. The settings say which one runs. */
export class SoundEngine {
  readonly view: AudioView;
  readonly #channels: number;
  readonly #sampleRate: number;
  readonly #tone: boolean;
  readonly #seam: Seam;
  readonly #jitter: JitterBuffer | null;
  readonly #scalar: AudioExports;
  readonly #simd: AudioExports;
  readonly #memory: WebAssembly.Memory;
  /** Views of the planes. Each is as long as a quantum. */
  #inputs: Float32Array[] = [];
  #outputs: Float32Array[] = [];
  #denoise: Denoise | null = null;
  /** Views of the planes that `denoise` is applied to, by address. Each of the two chains has its own planes. */
  readonly #external = new Map<number, Float32Array[]>();
  /** Whether samples of the source were missing in the last quantum. */
  #gap = false;
  /** Whether the source has changed from the ring to a node. */
  #left = false;
  /** Frames of a quantum. */
  #frames = 0;
  /** Expected `currentFrame` of the next quantum. -1 before the first. */
  #expected = -1;

  /** @throws Error if module, memory and sample rate do not match. */
  constructor(setup: AudioSetup, sampleRate: number) {
    this.#channels = setup.channels;
    this.#sampleRate = sampleRate;
    this.#tone = setup.tone;
    const { ring, channels } = setup;
    this.#seam = new Seam(sampleRate, channels);
    this.#jitter = ring && new JitterBuffer(new TrackRing(ring, channels), this.#seam, sampleRate, channels);
    this.#memory = setup.memory ?? createAudioMemory();
    this.view = viewAudio(this.#memory.buffer);
    this.#scalar = this.#instantiate(setup.scalar);
    this.#simd = setup.simd ? this.#instantiate(setup.simd) : this.#scalar;
    if (!setup.memory) this.apply(setup.settings);
    if (this.#scalar.audio_init(sampleRate, setup.channels) !== 0) {
      throw new Error(`sound of ${sampleRate} Hz and ${setup.channels} channels cannot be processed`);
    }
    const { words } = this.view;
    onCollection(() => Atomics.add(words, COLLECTIONS, 1));
  }

  #instantiate(module: WebAssembly.Module): AudioExports {
    const { exports } = new WebAssembly.Instance(module, { env: { memory: this.#memory } });
    const dsp = exports as unknown as AudioExports;
    if (dsp.audio_check() === 1) return dsp;
    throw new Error('the sound module and the memory have different layouts: run npm run build:wasm');
  }

  /** Puts settings in force. Used if there is no shared memory. */
  apply(settings: AudioSettings): void {
    applySettings(viewMemory(this.#memory), settings);
  }

  /**
   * Processes one quantum. `frame` is the first frame's number. Returns how many frames it has. Hot: allocates nothing.
   * @throws WebAssembly.RuntimeError if the module traps. It must not be called again then.
   */
  run(input: readonly Float32Array[], output: readonly Float32Array[], frame: number): number {
    const { words } = this.view;
    const begun = Atomics.load(words, TICK);
    const frames = (output[0] as Float32Array).length;
    if (frames !== this.#frames) this.#resize(frames);
    if (this.#expected >= START * this.#sampleRate && frame > this.#expected) {
      this.#glitch(frame - this.#expected);
    }
    this.#expected = frame + frames;
    const dsp = Atomics.load(words, SIMD) === 1 ? this.#simd : this.#scalar;
    if (this.#tone) dsp.audio_tone(frames);
    else if (this.#jitter && !this.#jitter.isOff) this.#pull(this.#jitter, frames);
    else this.#take(input, frames);
    let code = dsp.audio_begin(frames);
    while (code >= 0) {
      this.#denoise?.apply(code, this.#externals(dsp, frames), frames, dsp.audio_amount());
      code = dsp.audio_resume();
    }
    for (let channel = 0; channel < output.length; channel++) {
      // Mono sound goes to all channels.
      const plane = this.#outputs[channel] ?? this.#outputs[0];
      (output[channel] as Float32Array).set(plane as Float32Array);
    }
    if (begun !== 0) this.#measure(begun);
    return frames;
  }

  /** Makes the effect `denoise` available. Returns its delay in frames. @throws Error if it cannot be applied. */
  setDenoise(module: WebAssembly.Module, sampleRate: number): number {
    this.#denoise = new Denoise(module, sampleRate, this.#channels);
    return this.#denoise.latency;
  }

  /** Hot: allocates only views, once per chain. */
  #externals(dsp: AudioExports, frames: number): Float32Array[] {
    const first = dsp.audio_external(0);
    const known = this.#external.get(first);
    if (known) return known;
    const views = Array.from(
      { length: this.#channels },
      (_, channel) => new Float32Array(this.#memory.buffer, dsp.audio_external(channel), frames),
    );
    this.#external.set(first, views);
    return views;
  }

  /** Copies the input in. It has no channel if nothing is connected or a track has ended, one of two in a change. Hot. */
  #take(input: readonly Float32Array[], frames: number): void {
    for (let channel = 0; channel < this.#channels; channel++) {
      const given = input[channel] ?? input[0];
      if (given) (this.#inputs[channel] as Float32Array).set(given);
    }
    // The sound from a node does not continue the sound from the ring.
    if (this.#jitter && !this.#left) this.#seam.cut();
    this.#left = true;
    this.#seam.join(this.#inputs, input.length > 0 ? frames : 0, frames);
  }

  /** Takes a quantum from the ring. A gap counts once, however many quanta it lasts. Hot. */
  #pull(jitter: JitterBuffer, frames: number): void {
    const missing = jitter.take(this.#inputs, frames);
    if (missing > 0) this.#glitch(missing, !this.#gap);
    this.#gap = missing > 0;
  }

  /** Counts missed frames. Hot. */
  #glitch(frames: number, fresh = true): void {
    const { words } = this.view;
    if (fresh) Atomics.add(words, GLITCHES, 1);
    Atomics.add(words, GLITCHES + 1, frames);
  }

  /** Notes beginning and end of a quantum while the clock runs. The clock's thread makes a duration of them. Hot. */
  #measure(begun: number): void {
    const { words } = this.view;
    const at = TICKS + 2 * (Atomics.load(words, MEASURED) & (AUDIO_CLOCK_QUANTA - 1));
    words[at] = begun;
    words[at + 1] = Atomics.load(words, TICK);
    // The clock's thread reads the words written above after it has seen this.
    Atomics.add(words, MEASURED, 1);
  }

  /** Adapts to another size of the quantum. In today's browsers this happens only at the first quantum. */
  #resize(frames: number): void {
    if (frames > AUDIO_MAX_QUANTUM) throw new Error(`a quantum of ${frames} frames is too long`);
    const { buffer } = this.#memory;
    const view = (address: number) => new Float32Array(buffer, address, frames);
    const channels = Array.from({ length: this.#channels }, (_, channel) => channel);
    this.#inputs = channels.map((channel) => view(this.#scalar.audio_input(channel)));
    this.#outputs = channels.map((channel) => view(this.#scalar.audio_output(channel)));
    this.#external.clear();
    this.#frames = frames;
  }
}
