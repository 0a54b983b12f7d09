/**
 * Views of one `AnalysisBlock` and its spectra (`wasm/layout/src/analysis.rs`). The analysis thread writes, the page reads, under
 * a sequence lock; both without making garbage. Any thread.
 */

import {
  ANALYSIS_BLOCK,
  ANALYSIS_BLOCK_BYTES,
  AUDIO_READING,
  SPECTRUM_BINS,
  SPECTRUM_COLUMNS,
} from '../generated/layout.ts';

/** How loud the sound is: dB below full scale, dBTP, LUFS. Minus infinity is silence, or not yet known. */
export interface AudioReading {
  /** Per channel, over the last 300 ms; a full-scale sine has -3. */
  rmsDb: readonly [number, number];
  /** Per channel, the largest sample since the reading before. */
  peakDb: readonly [number, number];
  /** Per channel, the largest value between samples since the reading before. */
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

/** The head of a block, copied. */
export interface AnalysisHead extends AudioReading {
  /** Readings so far; 0: there is none yet. */
  readings: number;
  /** Spectra so far. */
  spectra: number;
  /** Frames that came while the analysis was late, and were lost to it; never to the sound. */
  overruns: number;
  /** Hertz; 0: not known yet. */
  sampleRate: number;
  /** 1 or 2; 0: not known yet. */
  channels: number;
}

type HeadField = Exclude<keyof typeof ANALYSIS_BLOCK, 'size'>;
type ReadingField = Exclude<keyof typeof AUDIO_READING, 'size'>;

const word = (field: HeadField): number => ANALYSIS_BLOCK[field] >> 2;
const reading = (field: ReadingField): number => (ANALYSIS_BLOCK.reading + AUDIO_READING[field]) >> 2;
/** Attempts to read the head while the other thread writes it; each takes it far less than a microsecond. */
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
  /** One view per spectrum that is kept: number n at `n % SPECTRUM_COLUMNS`. */
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

  /** The analysis thread begins, and then ends, to write the head. */
  lock(): void {
    Atomics.add(this.words, word('sequence'), 1);
  }

  /** Writes one number of the head, between two calls of `lock`. */
  set(field: 'readings' | 'spectra' | 'overruns' | 'channels', value: number): void {
    Atomics.store(this.words, word(field), value);
  }

  /** Writes rate and reading, between two calls of `lock`. `reading` as the module has it. */
  setReading(sampleRate: number, reading: Float32Array): void {
    this.floats[word('sampleRate')] = sampleRate;
    this.floats.set(reading, ANALYSIS_BLOCK.reading >> 2);
  }

  /** Spectra so far. */
  get count(): number {
    return Atomics.load(this.words, word('spectra')) >>> 0;
  }

  /** Copies the head. `false`: the other thread was put aside while it wrote; the head is as it was. */
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
    // Zeros would be full scale.
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
