/**
 * Entry of the audio thread. The browser calls it for every quantum. In: `AudioSetup`, then samples. Out: samples, and
 * `FromAudio`. A module that traps is never called again. The sound dies away until the main thread replaces the processor.
 */

import type { AudioSetup, FromAudio, ToAudio } from '../src/audio/protocol.ts';
import { Seam } from '../src/audio/seam.ts';
import { AUDIO_CONTROL, AUDIO_CONTROL_BASE } from '../src/generated/layout.ts';
import { SoundEngine } from './audio.ts';

/** Seconds between two copies of the control block. Used if there is no shared memory. */
const SNAPSHOT_SECONDS = 0.1;

class SoundProcessor extends AudioWorkletProcessor {
  #engine: SoundEngine | null = null;
  readonly #seam: Seam;
  #stopped = false;
  readonly #snapshotFrames: number;
  #nextSnapshot = 0;

  constructor({ processorOptions }: { processorOptions: AudioSetup }) {
    super();
    this.#seam = new Seam(sampleRate, processorOptions.channels);
    this.#snapshotFrames = processorOptions.memory ? Number.POSITIVE_INFINITY : sampleRate * SNAPSHOT_SECONDS;
    this.#nextSnapshot = this.#snapshotFrames;
    this.port.onmessage = ({ data }: MessageEvent<ToAudio>) => this.#obey(data);
    try {
      this.#engine = new SoundEngine(processorOptions, sampleRate);
      const { denoise } = processorOptions;
      if (denoise) this.#setDenoise(denoise);
      this.#post({ type: 'ready' });
    } catch (error) {
      this.#fail(error);
    }
  }

  /** Hot: allocates nothing. */
  override process(inputs: Float32Array[][], outputs: Float32Array[][]): boolean {
    const output = outputs[0];
    const frames = output?.[0]?.length ?? 0;
    if (!output || frames === 0) return !this.#stopped;
    let made = 0;
    try {
      made = this.#engine?.run(inputs[0] ?? output, output, currentFrame) ?? 0;
    } catch (error) {
      this.#fail(error);
    }
    this.#seam.join(output, made, frames);
    if (this.#engine && currentFrame >= this.#nextSnapshot) this.#snapshot();
    return !this.#stopped;
  }

  #obey(data: ToAudio): void {
    if (data.type === 'stop') {
      this.#stopped = true;
      this.#engine = null;
    } else if (data.type === 'denoise') this.#setDenoise(data.module);
    else this.#engine?.apply(data.settings);
  }

  /** If the sample rate has no converter, the effect does nothing and adds no delay. */
  #setDenoise(module: WebAssembly.Module): void {
    try {
      const latencyFrames = this.#engine?.setDenoise(module, sampleRate) ?? 0;
      this.#post({ type: 'denoise', latencyFrames, error: null });
    } catch (error) {
      this.#post({ type: 'denoise', latencyFrames: 0, error: String(error) });
    }
  }

  #snapshot(): void {
    this.#nextSnapshot = currentFrame + this.#snapshotFrames;
    const words = this.#engine?.view.words;
    if (!words) return;
    const bytes = new Uint8Array(words.buffer, AUDIO_CONTROL_BASE, AUDIO_CONTROL.ring);
    const buffer = bytes.slice().buffer as ArrayBuffer;
    this.#post({ type: 'snapshot', buffer }, [buffer]);
  }

  #fail(error: unknown): void {
    this.#engine = null;
    const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    this.#post({ type: 'failed', message });
  }

  #post(message: FromAudio, transfer: Transferable[] = []): void {
    this.port.postMessage(message, transfer);
  }
}

registerProcessor('ringlight-sound', SoundProcessor);
