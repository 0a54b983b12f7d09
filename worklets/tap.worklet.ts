/**
 * A tap on the sound for pages that cannot share memory. It posts its input to the analysis thread about thirty times a second.
 * In: samples, and the port to post to. Out: `TappedFrames`. Audio thread.
 */

import type { TappedFrames } from '../src/analysis/protocol.ts';

/** Samples of one message. The analysis needs a power of two. These are 43 ms of stereo at 48 kHz. */
const SAMPLES = 4096;

class Tap extends AudioWorkletProcessor {
  #port: MessagePort | null = null;
  #channels = 0;
  #frames = new Float32Array(SAMPLES);
  #filled = 0;

  constructor() {
    super();
    this.port.onmessage = ({ data }: MessageEvent<MessagePort>) => {
      this.#port = data;
    };
  }

  override process([input]: Float32Array[][]): boolean {
    const channels = Math.min(2, input?.length ?? 0);
    if (!this.#port || !input || channels === 0) return true;
    if (channels !== this.#channels) {
      this.#channels = channels;
      this.#filled = 0;
    }
    const frames = (input[0] as Float32Array).length;
    for (let frame = 0; frame < frames; frame++) {
      for (let channel = 0; channel < channels; channel++) {
        this.#frames[this.#filled++] = (input[channel] as Float32Array)[frame] as number;
      }
      if (this.#filled === SAMPLES) this.#post(this.#port);
    }
    return true;
  }

  #post(port: MessagePort): void {
    const frames = this.#frames;
    const message: TappedFrames = { sampleRate, channels: this.#channels, frames };
    port.postMessage(message, [frames.buffer]);
    this.#frames = new Float32Array(SAMPLES);
    this.#filled = 0;
  }
}

registerProcessor('ringlight-tap', Tap);
