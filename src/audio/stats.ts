/** Reads the sound's control block: the numbers of `stats().audio`. In: a view of it. Out: plain numbers. Main thread. */

import { AUDIO_CLOCK, AUDIO_CONTROL, AUDIO_METER, SAMPLE_RING } from '../generated/layout.ts';
import { readDistributionAt } from '../memory/stats.ts';
import type { Distribution } from '../terms.ts';
import type { AudioView } from './memory.ts';

/** Stands for silence and for all lower levels. */
const LOWEST_DB = -120;

/** The numbers that come from the control block alone. */
export interface AudioReading {
  /** Frames. */
  quantum: number;
  quantumUs: Distribution;
  gaps: number;
  missedFrames: number;
  overruns: number;
  rmsDb: number;
  peakDb: number;
  clipped: number;
  collections: number;
  latencyFrames: number;
}

/** Reads the numbers once. */
export function readAudio(view: AudioView, channels: number): AudioReading {
  const { words, floats, doubles } = view;
  const read = (offset: number) => Atomics.load(words, offset >> 2) >>> 0;
  const quanta = read(AUDIO_CONTROL.quanta);
  const frames = doubles[AUDIO_CONTROL.frames >> 3] as number;
  let square = 0;
  let peak = 0;
  for (let channel = 0; channel < channels; channel++) {
    const meter = AUDIO_CONTROL.outputMeters + channel * AUDIO_METER.size;
    square += (floats[(meter + AUDIO_METER.meanSquare) >> 2] as number) / channels;
    peak = Math.max(peak, floats[(meter + AUDIO_METER.peak) >> 2] as number);
  }
  return {
    quantum: quanta > 0 ? Math.round(frames / quanta) : 0,
    quantumUs: readDistributionAt(view, AUDIO_CONTROL.quantum),
    gaps: read(AUDIO_CONTROL.glitches),
    missedFrames: read(AUDIO_CONTROL.glitches + 4),
    overruns: read(AUDIO_CONTROL.ring + SAMPLE_RING.lost),
    rmsDb: decibels(Math.sqrt(square)),
    peakDb: decibels(peak),
    clipped: read(AUDIO_CONTROL.clipped),
    collections: read(AUDIO_CONTROL.clock + AUDIO_CLOCK.collections),
    latencyFrames: read(AUDIO_CONTROL.latencyFrames),
  };
}

/** Converts an amplitude to decibels. Full scale is 0. */
export function decibels(amplitude: number): number {
  return amplitude > 0 ? Math.max(LOWEST_DB, 20 * Math.log10(amplitude)) : LOWEST_DB;
}
