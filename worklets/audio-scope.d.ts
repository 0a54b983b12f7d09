/** The globals of an audio worklet, which TypeScript's libraries do not describe. */

/** See the Web Audio specification. */
declare abstract class AudioWorkletProcessor {
  readonly port: MessagePort;
  /** By input or output, by channel. Whether the processor goes on living without input. */
  abstract process(inputs: Float32Array[][], outputs: Float32Array[][]): boolean;
}

/** Hertz. */
declare const sampleRate: number;
/** Number of the first frame of the quantum at hand. */
declare const currentFrame: number;
declare function registerProcessor(
  name: string,
  processor: new (options: { processorOptions: never }) => AudioWorkletProcessor,
): void;
