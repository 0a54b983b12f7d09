/**
 * Views of one `AnalysisBlock` and its spectra (`wasm/layout/src/analysis.rs`). In: results of the analysis thread. Out: the same
 * for the page. A sequence lock protects the head. Any thread.
 */

import {
  ANALYSIS_BLOCK,
  ANALYSIS_BLOCK_BYTES,
  AUDIO_READING,
  SPECTRUM_BINS,
  SPECTRUM_COLUMNS,
} from '../generated/layout.ts';

/** How loud the sound is: in dB relative to full scale, dBTP and LUFS. Minus infinity: silence, or not known yet. */
export interface AudioReading {
  /** Per channel, over the last 300 ms. A sine at full scale has -3. */
  rmsDb: readonly [number, number];
  /** Per channel, the largest sample since the previous reading. */
  peakDb: readonly [number, number];
  /** Per channel, the largest value between samples since the previous reading. */
  truePeakDb: readonly [number, number];
  /** The largest true peak of any channel since the start. */
  maxTruePeakDb: number;
  /** Loudness of the last 400 ms. */
  momentaryLufs: number;
  /** Loudness of the last 3 s. */
  shortTermLufs: number;
  /** Loudness since the start, gated. */
  integratedLufs: number;
}

/** A copy of a block's head. */
export interface AnalysisHead extends AudioReading {
  /** Number of readings so far. */
  readings: number;
  /** Number of spectra so far. */
  spectra: number;
  /** Frames that the analysis missed because it was late. The sound itself misses none of them. */
  overruns: number;
  /** Hertz. 0: not known yet. */
  sampleRate: number;
  /** 1 or 2. 0: not known yet. */
  channels: number;
}

type HeadField = Exclude<keyof typeof ANALYSIS_BLOCK, 'size'>;
type ReadingField = Exclude<keyof typeof AUDIO_READING, 'size'>;

const word = (field: HeadField): number => ANALYSIS_BLOCK[field] >> 2;
const reading = (field: ReadingField): number => (ANALYSIS_BLOCK.reading + AUDIO_READING[field]) >> 2;
/** Attempts to read the head. An attempt fails while the other thread writes. */
const ATTEMPTS = 100;

/** A head in which nothing is known. */
export function emptyHead(): AnalysisHead {
  const silence = Number.NEGATIVE_INFINITY;
  return {
    readings: 0,
    spectra: 0,
    overruns: 0,
    sampleRate: 0,
    channels: 0,
    rmsDb: [silence, silence],
    peakDb: [silence, silence],
    truePeakDb: [silence, silence],
    maxTruePeakDb: silence,
    momentaryLufs: silence,
    shortTermLufs: silence,
    integratedLufs: silence,
  };
}

/** Views of one block. */
export class AnalysisBlock {
  readonly words: Int32Array;
  readonly floats: Float32Array;
  /** One view per kept spectrum. Spectrum n is at `n % SPECTRUM_COLUMNS`. */
  readonly spectra: readonly Float32Array[];

  constructor(buffer: ArrayBufferLike) {
    this.words = new Int32Array(buffer, 0, ANALYSIS_BLOCK_BYTES >> 2);
    this.floats = new Float32Array(buffer, 0, ANALYSIS_BLOCK_BYTES >> 2);
    const at = (column: number) => ANALYSIS_BLOCK.size + 4 * SPECTRUM_BINS * column;
    this.spectra = Array.from(
      { length: SPECTRUM_COLUMNS },
      (_, column) => new Float32Array(buffer, at(column), SPECTRUM_BINS),
    );
  }

  /** The analysis thread calls this before and after it writes the head. */
  lock(): void {
    Atomics.add(this.words, word('sequence'), 1);
  }

  /** Writes one number of the head, between two calls of `lock`. */
  set(field: 'readings' | 'spectra' | 'overruns' | 'channels', value: number): void {
    Atomics.store(this.words, word(field), value);
  }

  /** Writes the rate and the module's reading, between two calls of `lock`. */
  setReading(sampleRate: number, reading: Float32Array): void {
    this.floats[word('sampleRate')] = sampleRate;
    this.floats.set(reading, ANALYSIS_BLOCK.reading >> 2);
  }

  /** Number of spectra so far. */
  get count(): number {
    return Atomics.load(this.words, word('spectra')) >>> 0;
  }

  /** Copies the head. Returns `false` if the other thread was suspended while it wrote. Then `into` is unchanged. */
  readHead(into: AnalysisHead): boolean {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const before = Atomics.load(this.words, word('sequence'));
      if (before & 1) continue;
      const head = this.#copy();
      if (Atomics.load(this.words, word('sequence')) !== before) continue;
      Object.assign(into, head);
      return true;
    }
    return false;
  }

  #copy(): AnalysisHead {
    const integer = (field: HeadField) => (this.words[word(field)] as number) >>> 0;
    const float = (field: ReadingField) => this.floats[reading(field)] as number;
    const pair = (field: ReadingField): [number, number] => [
      float(field),
      this.floats[reading(field) + 1] as number,
    ];
    // Zeros would mean full scale.
    if (integer('readings') === 0) return emptyHead();
    return {
      readings: integer('readings'),
      spectra: integer('spectra'),
      overruns: integer('overruns'),
      sampleRate: this.floats[word('sampleRate')] as number,
      channels: integer('channels'),
      rmsDb: pair('rmsDb'),
      peakDb: pair('peakDb'),
      truePeakDb: pair('truePeakDb'),
      maxTruePeakDb: float('maxTruePeakDb'),
      momentaryLufs: float('momentaryLufs'),
      shortTermLufs: float('shortTermLufs'),
      integratedLufs: float('integratedLufs'),
    };
  }
}
