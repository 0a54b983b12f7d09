/**
 * The audio thread's clock. An audio worklet has no clock that is finer than a millisecond and makes no garbage. So this thread
 * counts a word of shared memory up as fast as it can, in short bursts. The audio thread notes the word before and after a
 * quantum. In: `ToAudioClock`, then those notes. Out: durations in the histogram, records in the trace. A burst takes `BURST_MS`
 * out of every `PERIOD_MS`. The owner terminates the worker.
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
    // Nobody wakes this wait. It ends by its timeout, or the worker is terminated.
    Atomics.wait(view.words, sleep, 0, PERIOD_MS - BURST_MS);
  }
};
