/**
 * All messages of the sound's analysis: between the main thread and the analysis thread, and from the tap to the analysis
 * thread. If memory can be shared, samples and results travel there and not in messages.
 */

/** Main thread to analysis thread. */
export type ToAnalysis =
  | {
      type: 'start';
      module: WebAssembly.Module;
      /** The sound's memory. Its ring has the samples. `null`: they come in messages of the tap. */
      memory: WebAssembly.Memory | null;
      /** `ANALYSIS_BLOCK_BYTES` for the results. `null`: they are posted. */
      block: SharedArrayBuffer | null;
      /** The tap's messages arrive here. `null`: there is no tap. */
      tap: MessagePort | null;
    }
  /** The page has read a posted block. The block may be used again. */
  | { type: 'return'; block: ArrayBuffer };

/** Analysis thread to main thread. */
export type FromAnalysis =
  /** New results, if no memory can be shared. */
  | { type: 'block'; block: ArrayBuffer }
  /** The module could not be started, or it trapped. There will be no more results. */
  | { type: 'failed'; message: string };

/** Tap to analysis thread: interleaved frames. */
export interface TappedFrames {
  sampleRate: number;
  channels: number;
  frames: Float32Array<ArrayBuffer>;
}
