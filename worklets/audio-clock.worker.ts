/**
 * The audio thread's clock. An audio worklet has none of its own finer than a millisecond that makes no garbage; so this
 * thread, in short bursts, counts up a word of shared memory as fast as it can, and the audio thread notes what it
 * says before and after a quantum. In: `ToAudioClock`, then those notes. Out: durations in the histogram, records in the
 * trace. A burst takes `BURST_MS` out of every `PERIOD_MS`; ended from outside.
 */

import { viewAudio } from '../src/audio/memory.ts';
import type { ToAudioClock } from '../src/audio/protocol.ts';
import { AUDIO_CLOCK, AUDIO_CONTROL, AUDIO_LANE } from '../src/generated/layout.ts';
import { LaneWriter } from '../src/memory/lanes.ts';
import { AudioClock } from './audio-clock.ts';

/** Long enough for two wake-ups of an audio thread that is called every 10 ms. */
const BURST_MS = 12;
const PERIOD_MS = 240;

self.onmessage = ({ data }: MessageEvent<ToAudioClock>) => {
  const { memory, trace, epochMs } = data;
  const view = viewAudio(memory.buffer);
  const offsetMs = performance.timeOrigin - epochMs;
  const clock = new AudioClock(view, new LaneWriter(trace, AUDIO_LANE), () => performance.now() + offsetMs);
  const sleep = (AUDIO_CONTROL.clock + AUDIO_CLOCK.sleep) >> 2;
  for (;;) {
    clock.burst(BURST_MS);
    clock.watch();
    // Nobody ever wakes it: the time passes, or the worker is terminated.
    Atomics.wait(view.words, sleep, 0, PERIOD_MS - BURST_MS);
  }
};
