/**
 * All messages of the sound: between the main thread and the audio thread, and to its workers. They carry control only. Sound
 * never travels by message. If the page is isolated, settings and numbers do not either.
 */

import type { TraceArea } from '../memory/trace-area.ts';
import type { AudioSettings } from './control.ts';
import type { AudioModules } from './modules.ts';

/** The `processorOptions` that the audio thread starts with. */
export interface AudioSetup extends AudioModules {
  /** Shared with the main thread. `null` if the page is not isolated. The audio thread then makes its own memory. */
  memory: WebAssembly.Memory | null;
  /** Channels of input and output, 1 or 2. */
  channels: number;
  /** The module of the effect `denoise`, in the flavour that the browser can run; `null`: it comes later, if at all. */
  denoise: WebAssembly.Module | null;
  /** The test tone takes the place of what comes in. */
  tone: boolean;
  /** What comes in, where it does not come through a node: a `TrackRing`. */
  ring: SharedArrayBuffer | null;
  /** In force from the first quantum on. */
  settings: AudioSettings;
}

/** Main thread to audio thread. */
export type ToAudio =
  /** Where there is no shared memory. */
  | { type: 'settings'; settings: AudioSettings }
  /** The effect `denoise` is wanted for the first time; this comes before its settings. */
  | { type: 'denoise'; module: WebAssembly.Module }
  /** This processor is not needed any more. */
  | { type: 'stop' };

/** Audio thread to main thread. */
export type FromAudio =
  /** The modules are instantiated. */
  | { type: 'ready' }
  /** A copy of the control block up to the ring of samples. Sent if there is no shared memory. */
  | { type: 'snapshot'; buffer: ArrayBuffer }
  /** The effect `denoise` is ready and delays the sound by this many frames. `error` says why it will do nothing. */
  | { type: 'denoise'; latencyFrames: number; error: string | null }
  /** The module trapped. The sound dies away, and there is silence from then on. */
  | { type: 'failed'; message: string };

/** Main thread to the worker that keeps the audio thread's clock. */
export type ToAudioClock = {
  type: 'start';
  memory: WebAssembly.Memory;
  trace: TraceArea;
  /** `performance.timeOrigin` of the pipeline's owner. */
  epochMs: number;
};

/** Main thread to the worker that reads a track's sound. */
export type ToPieces =
  | {
      type: 'start';
      /** A `TrackRing` with this number of channels. */
      buffer: SharedArrayBuffer;
      channels: number;
      /** All pieces must have this sample rate. */
      sampleRate: number;
      /** A stream of `AudioData`. */
      readable: ReadableStream;
    }
  /** Releases the track. */
  | { type: 'stop' };

/** The worker that reads a track's sound to the main thread. */
export type FromPieces =
  /** No more samples will come, because the pieces' rate has changed or they cannot be read. */
  | { type: 'off' }
  /** The worker has released the track and may be terminated. */
  | { type: 'stopped' };
