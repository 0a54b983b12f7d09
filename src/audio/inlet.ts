/**
 * The way from the source into the graph. The browser's buffer of a track's sound belongs to the source's node. A new node
 * therefore has an empty buffer. The new node fades in while the old one fades out. Main thread.
 *
 *   source node -> gain node -> audio worklet
 */

import type { OpenAudioSource } from './sources.ts';

/** Seconds after the change at which the cross-fade begins and ends. At its beginning the new buffer has sound. */
const BEGIN_SECONDS = 0.03;
const END_SECONDS = 0.05;
/** When the old node is released. It is well after the cross-fade, even if the page is held up. */
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

  /** Makes the source's first node, if it has one. @throws the errors of `OpenAudioSource.connect`. */
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

  /** Sets the node that the sound goes to. `null`: none. */
  lead(to: AudioNode | null): void {
    this.#gain?.disconnect();
    this.#to = to;
    if (to) this.#gain?.connect(to);
  }

  /** Drops the sound that waits in a track's buffer. Resolves when only the new node is left. */
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
