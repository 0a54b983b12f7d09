/**
 * The way from the source into the graph. The browser's buffer of what a track delivers belongs to the source's node, so a new
 * node is an empty buffer: the new one is faded in while the old one is faded out. Main thread.
 *
 *   source node -> gain node -> audio worklet
 */

import type { OpenAudioSource } from './sources.ts';

/** From the change on, in seconds: by then the new buffer has something, and when it is done. */
const BEGIN_SECONDS = 0.03;
const END_SECONDS = 0.05;
/** When the old node is let go: later than that, whatever holds the page up. */
const RELEASE_MS = 200;

/** See above. */
export class Inlet {
  readonly #context: AudioContext;
  readonly #source: OpenAudioSource;
  #node: AudioNode | null = null;
  #gain: GainNode | null = null;
  #to: AudioNode | null = null;

  constructor(context: AudioContext, source: OpenAudioSource) {
    this.#context = context;
    this.#source = source;
  }

  /** Makes the source's first node, where it has one. @throws the errors of `OpenAudioSource.connect`. */
  async open(): Promise<void> {
    const { pieces } = this.#source;
    if (!pieces) return this.#connect();
    pieces.onOff = () => this.#connect().catch(reportError);
  }

  async #connect(): Promise<void> {
    this.#node = await this.#source.connect(this.#context);
    if (!this.#node) return;
    this.#gain = new GainNode(this.#context);
    this.#node.connect(this.#gain);
    if (this.#to) this.#gain.connect(this.#to);
  }

  /** Where it leads from now on; `null`: nowhere. */
  lead(to: AudioNode | null): void {
    this.#gain?.disconnect();
    this.#to = to;
    if (to) this.#gain?.connect(to);
  }

  /** What waits in the buffer of a track is dropped. Resolves when only the new one is left. */
  async renew(): Promise<void> {
    if (this.#source.type === 'file' || !this.#node) return;
    const node = await this.#source.connect(this.#context);
    const gain = new GainNode(this.#context, { gain: 0 });
    node?.connect(gain);
    if (this.#to) gain.connect(this.#to);
    const old = { node: this.#node, gain: this.#gain };
    const now = this.#context.currentTime;
    for (const [param, from, to] of [
      [gain.gain, 0, 1],
      [old.gain?.gain, 1, 0],
    ] as const) {
      param?.setValueAtTime(from, now + BEGIN_SECONDS).linearRampToValueAtTime(to, now + END_SECONDS);
    }
    this.#node = node;
    this.#gain = gain;
    await new Promise((resolve) => setTimeout(resolve, RELEASE_MS));
    old.node?.disconnect();
    old.gain?.disconnect();
  }
}
