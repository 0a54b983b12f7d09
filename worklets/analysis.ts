/**
 * The work of the analysis thread. In: frames from the ring in the sound's memory, or from the tap. Out: readings and spectra
 * in an `AnalysisBlock`. A timer wakes it at about a display's rate. It never spins and makes almost no garbage.
 */

import { AnalysisBlock } from '../src/analysis/block.ts';
import {
  ANALYSIS_BLOCK_BYTES,
  AUDIO_CONTROL,
  AUDIO_CONTROL_BASE,
  AUDIO_READING,
  AUDIO_RING_FRAMES,
  SAMPLE_RING,
  SPECTRUM_BINS,
  SPECTRUM_COLUMNS,
} from '../src/generated/layout.ts';

/** The module's exports; see `wasm/analysis/src/exports.rs`. */
export interface AnalysisExports {
  memory: WebAssembly.Memory;
  analysis_init(sampleRate: number, channels: number): number;
  analysis_input(): number;
  analysis_capacity(): number;
  analysis_push(frames: number): number;
  analysis_spectra(): number;
  analysis_read(): number;
  analysis_allocations(): number;
  analysis_is_simd(): number;
  fft_init(length: number): number;
  fft_run(): number;
}

/** Drives the module and passes on its results. */
export class Analysis {
  readonly #module: AnalysisExports;
  readonly #capacity: number;
  #sampleRate = 0;
  #channels = 0;
  #input = new Float32Array();
  #reading = new Float32Array();
  /** Views of the module's spectra. */
  #spectra: Float32Array[] = [];
  /** Number of spectra made so far, and number of those written to the block. */
  #made = 0;
  #written = 0;
  /** Number of the first spectrum since the module began anew. */
  #shift = 0;
  #readings = 0;

  constructor(module: WebAssembly.Module) {
    this.#module = new WebAssembly.Instance(module, {}).exports as unknown as AnalysisExports;
    this.#capacity = this.#module.analysis_capacity();
  }

  /** Begins anew if rate or channels have changed. @throws Error if the module does not support them. */
  configure(sampleRate: number, channels: number): void {
    if (sampleRate === this.#sampleRate && channels === this.#channels) return;
    const module = this.#module;
    if (module.analysis_init(Math.round(sampleRate), channels) !== 1) {
      throw new Error(`sound of ${sampleRate} Hz and ${channels} channels cannot be analysed`);
    }
    // The views are made after everything is allocated, because a memory that grows detaches its views.
    const { buffer } = module.memory;
    this.#input = new Float32Array(buffer, module.analysis_input(), this.#capacity * channels);
    this.#reading = new Float32Array(buffer, module.analysis_read(), AUDIO_READING.size >> 2);
    const first = module.analysis_spectra();
    this.#spectra = Array.from(
      { length: SPECTRUM_COLUMNS },
      (_, column) => new Float32Array(buffer, first + 4 * SPECTRUM_BINS * column, SPECTRUM_BINS),
    );
    this.#sampleRate = sampleRate;
    this.#channels = channels;
    // The spectra in the block keep their numbers.
    this.#made = this.#written;
    this.#shift = this.#written;
  }

  /** Takes interleaved frames from `samples`, a ring whose length is a power of two. `first` counts samples. Hot. */
  push(samples: Float32Array, first: number, frames: number): void {
    const mask = samples.length - 1;
    for (let at = 0; at < frames; at += this.#capacity) {
      const count = Math.min(this.#capacity, frames - at);
      const begin = first + at * this.#channels;
      for (let i = 0; i < count * this.#channels; i++) {
        this.#input[i] = samples[(begin + i) & mask] as number;
      }
      this.#made = this.#shift + this.#module.analysis_push(count);
    }
  }

  /** Writes a reading and the new spectra. Hot. */
  write(block: AnalysisBlock, overruns: number): void {
    const first = Math.max(this.#written, this.#made - SPECTRUM_COLUMNS + 2);
    for (let number = first; number < this.#made; number++) {
      const source = this.#spectra[(number - this.#shift) % SPECTRUM_COLUMNS];
      const target = block.spectra[number % SPECTRUM_COLUMNS];
      target?.set(source as Float32Array);
    }
    this.#written = this.#made;
    this.#module.analysis_read();
    block.lock();
    block.set('readings', ++this.#readings);
    block.set('spectra', this.#written);
    block.set('overruns', overruns);
    block.set('channels', this.#channels);
    block.setReading(this.#sampleRate, this.#reading);
    block.lock();
  }
}

const RING = AUDIO_CONTROL.ring >> 2;
const WRITTEN = RING + (SAMPLE_RING.written >> 2);
const LOST = RING + (SAMPLE_RING.lost >> 2);
const READ = RING + (SAMPLE_RING.read >> 2);
const LISTENING = RING + (SAMPLE_RING.listening >> 2);

/**
 * The reader's side of the ring of samples. `wasm/ring/src/samples.rs` has the protocol and says which accesses pair.
 * JavaScript's atomic accesses are all sequentially consistent. The protocol is repeated here because the sound's module has
 * one stack, so a second thread cannot call it.
 */
export class RingReader {
  readonly #words: Int32Array;
  readonly #floats: Float32Array;
  readonly #samples: Float32Array;
  readonly #mono: Float32Array;
  #lostBefore = 0;

  constructor({ buffer }: WebAssembly.Memory) {
    this.#words = new Int32Array(buffer, AUDIO_CONTROL_BASE, AUDIO_CONTROL.size >> 2);
    this.#floats = new Float32Array(buffer, AUDIO_CONTROL_BASE, AUDIO_CONTROL.size >> 2);
    const samples = AUDIO_CONTROL_BASE + AUDIO_CONTROL.samples;
    // Frame n lies at index n modulo the ring's frames. It has one sample per channel.
    this.#samples = new Float32Array(buffer, samples, 2 * AUDIO_RING_FRAMES);
    this.#mono = new Float32Array(buffer, samples, AUDIO_RING_FRAMES);
  }

  /** Makes the audio thread write frames from now on. */
  listen(): void {
    Atomics.store(this.#words, READ, Atomics.load(this.#words, WRITTEN));
    this.#lostBefore = Atomics.load(this.#words, LOST);
    Atomics.store(this.#words, LISTENING, 1);
  }

  /** Frames that were lost since `listen`. */
  get lost(): number {
    return (Atomics.load(this.#words, LOST) - this.#lostBefore) >>> 0;
  }

  /** Passes all frames that have arrived to `analysis`. Hot. */
  drain(analysis: Analysis): void {
    const channels = this.#words[AUDIO_CONTROL.channels >> 2] as number;
    const sampleRate = this.#floats[AUDIO_CONTROL.sampleRate >> 2] as number;
    const read = Atomics.load(this.#words, READ);
    const frames = (Atomics.load(this.#words, WRITTEN) - read) | 0;
    if (channels === 0 || frames <= 0) return;
    const samples = channels === 2 ? this.#samples : this.#mono;
    analysis.configure(sampleRate, channels);
    analysis.push(samples, (read & (AUDIO_RING_FRAMES - 1)) * channels, frames);
    Atomics.store(this.#words, READ, (read + frames) | 0);
  }
}

/** For pages that cannot share a block: this thread has a block of its own, and two copies are sent back and forth. */
export class PostedBlocks {
  readonly own = new AnalysisBlock(new ArrayBuffer(ANALYSIS_BLOCK_BYTES));
  readonly #free = [new ArrayBuffer(ANALYSIS_BLOCK_BYTES), new ArrayBuffer(ANALYSIS_BLOCK_BYTES)];

  /** Takes a copy back. */
  give(block: ArrayBuffer): void {
    this.#free.push(block);
  }

  /** A copy of this thread's own block, or `undefined` while the page has both copies. */
  take(): ArrayBuffer | undefined {
    const block = this.#free.pop();
    if (block) new Int32Array(block).set(this.own.words);
    return block;
  }
}
