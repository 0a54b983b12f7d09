/**
 * Every message that has to do with the analysis of sound: between the main thread and the analysis thread, and from the tap
 * where no memory can be shared. Where it can, samples and results travel in shared memory alone.
 */

/** Main thread to analysis thread. */
export type ToAnalysis =
  | {
      type: 'start';
      module: WebAssembly.Module;
      /** The sound's memory, whose ring has the samples; `null`: they come by messages of the tap. */
      memory: WebAssembly.Memory | null;
      /** Where results go, `ANALYSIS_BLOCK_BYTES`; `null`: they are posted. */
      block: SharedArrayBuffer | null;
      /** From the tap. */
      tap: MessagePort | null;
    }
  /** A posted block was read, and may be used again. */
  | { type: 'return'; block: ArrayBuffer };

/** Analysis thread to main thread. */
export type FromAnalysis =
  /** New results, where no memory can be shared. */
  | { type: 'block'; block: ArrayBuffer }
  /** The module could not be started, or trapped: no more results. */
  | { type: 'failed'; message: string };

/** Tap to analysis thread: interleaved frames. */
export interface TappedFrames {
  sampleRate: number;
  channels: number;
  frames: Float32Array<ArrayBuffer>;
}
