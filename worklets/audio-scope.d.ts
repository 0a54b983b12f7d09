/** The globals of an audio worklet, which TypeScript's libraries do not describe. */

/** See the Web Audio specification. */
declare abstract class AudioWorkletProcessor {
  readonly port: MessagePort;
  /** The arrays are indexed by input or output, then by channel. Returns whether the processor lives on without input. */
  abstract process(inputs: Float32Array[][], outputs: Float32Array[][]): boolean;
}

/** Hertz. */
declare const sampleRate: number;
/** Number of the current quantum's first frame. */
declare const currentFrame: number;
declare function registerProcessor(
  name: string,
  processor: new (options: { processorOptions: never }) => AudioWorkletProcessor,
): void;
