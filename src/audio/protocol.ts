/**
 * Every message that has to do with sound: between the main thread and the audio thread, and to the clock's worker. Control
 * only: sound never travels by message, and where the page is isolated neither do settings and numbers.
 */

import type { TraceArea } from '../memory/lanes.ts';
import type { AudioSettings } from './control.ts';
import type { AudioModules } from './modules.ts';

/** What the audio thread is started with, as `processorOptions`. */
export interface AudioSetup extends AudioModules {
  /** Shared with the main thread; `null` where the page is not isolated: then the audio thread makes its own. */
  memory: WebAssembly.Memory | null;
  /** 1 or 2: what comes in, what goes out. */
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
  /** A copy of the control block up to the ring of samples, where there is no shared memory. */
  | { type: 'snapshot'; buffer: ArrayBuffer }
  /** The effect `denoise` is there, this many frames late; or why it will do nothing. */
  | { type: 'denoise'; latencyFrames: number; error: string | null }
  /** The module trapped; what was heard dies away, and there is silence from then on. */
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
      /** A `TrackRing`, for as many channels. */
      buffer: SharedArrayBuffer;
      channels: number;
      /** That all pieces have to be of. */
      sampleRate: number;
      /** Of `AudioData`. */
      readable: ReadableStream;
    }
  /** Lets go of the track. */
  | { type: 'stop' };

/** And back. */
export type FromPieces =
  /** Nothing more will come, because pieces are of another rate now, or cannot be read. */
  | { type: 'off' }
  /** The track is let go; the worker may be terminated. */
  | { type: 'stopped' };
