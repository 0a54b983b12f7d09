/**
 * The analysis of a pipeline's sound. It runs on a thread of its own, and only while somebody asks for it. In: the sound, from
 * the ring in its memory. Without shared memory: from a tap on its track. Out: readings and spectra. Main thread.
 *
 *   audio thread -> [ring of samples] -> analysis thread -> [AnalysisBlock] -> elements
 */

import { addWorklet, startWorker, type WorkletHost } from '../engine/assets.ts';
import {
  ANALYSIS_BLOCK_BYTES,
  AUDIO_CONTROL,
  AUDIO_CONTROL_BASE,
  SAMPLE_RING,
  SPECTRUM_COLUMNS,
} from '../generated/layout.ts';
import { AnalysisBlock, type AnalysisHead, emptyHead } from './block.ts';
import { loadAnalysisModule } from './modules.ts';
import type { FromAnalysis, ToAnalysis } from './protocol.ts';

/** The audio thread fills its ring only while this word is 1. It is reset here, because the analysis thread is terminated. */
const LISTENING = (AUDIO_CONTROL_BASE + AUDIO_CONTROL.ring + SAMPLE_RING.listening) >> 2;

const addTap = (context: WorkletHost) =>
  context.audioWorklet.addModule(new URL('../../worklets/tap.worklet.ts', import.meta.url));

/** The sound of a pipeline, as far as the analysis needs it. */
export interface AnalysedSound {
  /** The sound's memory. `null`: the page is not isolated, or the sound has ended. */
  readonly memory: WebAssembly.Memory | null;
  readonly context: BaseAudioContext;
  /** The output. */
  readonly track: MediaStreamTrack;
}

/** The analysis that the sound's instruments read. There is one per sound: see `analysisOf`. */
export class AudioAnalysis {
  /** The latest reading. `read` updates it. */
  readonly head: AnalysisHead = emptyHead();
  /** Why there are no results. `null`: nothing has failed. */
  error: Error | null = null;

  readonly #sound: AnalysedSound;
  #block: AnalysisBlock;
  #listeners = 0;
  #worker: Worker | null = null;
  #tap: AudioNode[] = [];

  constructor(sound: AnalysedSound) {
    this.#sound = sound;
    this.#block = new AnalysisBlock(this.#newBuffer());
  }

  /** Asks for the analysis. Returns a function that ends the request. The analysis runs while there are requests. */
  run(): () => void {
    if (this.#listeners++ === 0) this.#start();
    let asked = true;
    return () => {
      if (asked && --this.#listeners === 0) this.#stop();
      asked = false;
    };
  }

  /** Updates `head` and returns it. */
  read(): AnalysisHead {
    this.#block.readHead(this.head);
    return this.head;
  }

  /** Number of spectra so far. */
  get spectra(): number {
    return this.#block.count;
  }

  /** The decibels of spectrum `number`. It must be one of the last `SPECTRUM_COLUMNS - 2`, because older ones get overwritten. */
  spectrum(number: number): Float32Array {
    return this.#block.spectra[number % SPECTRUM_COLUMNS] as Float32Array;
  }

  #newBuffer(): ArrayBufferLike {
    return this.#sound.memory
      ? new SharedArrayBuffer(ANALYSIS_BLOCK_BYTES)
      : new ArrayBuffer(ANALYSIS_BLOCK_BYTES);
  }

  #start(): void {
    this.error = null;
    // The sound has ended.
    if (this.#sound.context.state === 'closed') return;
    const buffer = this.#newBuffer();
    this.#block = new AnalysisBlock(buffer);
    const worker = startWorker(
      'analysis.worker.js',
      'analysis',
      () => new Worker(new URL('../../worklets/analysis.worker.ts', import.meta.url), { type: 'module' }),
    );
    this.#worker = worker;
    worker.onmessage = ({ data }: MessageEvent<FromAnalysis>) => this.#take(worker, data);
    worker.onerror = (event) =>
      this.#fail(worker, event.message || 'the analysis thread could not be started');
    this.#feed(worker, buffer).catch((error: unknown) => this.#fail(worker, String(error)));
  }

  async #feed(worker: Worker, buffer: ArrayBufferLike): Promise<void> {
    const { memory } = this.#sound;
    const [module, tap] = await Promise.all([loadAnalysisModule(), memory ? null : this.#openTap()]);
    // The analysis was stopped meanwhile.
    if (this.#worker !== worker) return;
    const block = memory ? (buffer as SharedArrayBuffer) : null;
    const message: ToAnalysis = { type: 'start', module, memory, block, tap };
    worker.postMessage(message, tap ? [tap] : []);
  }

  /** Opens a second branch of the sound. It posts the samples to the port that this returns. */
  async #openTap(): Promise<MessagePort> {
    const { context, track } = this.#sound;
    await addWorklet(context, 'tap.worklet.js', addTap).added;
    const source = (context as AudioContext).createMediaStreamSource(new MediaStream([track]));
    const channel = new MessageChannel();
    const node = new AudioWorkletNode(context, 'ringlight-tap', { numberOfOutputs: 0 });
    node.port.postMessage(channel.port1, [channel.port1]);
    source.connect(node);
    this.#tap = [source, node];
    return channel.port2;
  }

  #take(worker: Worker, message: FromAnalysis): void {
    if (message.type === 'failed') {
      this.#fail(worker, message.message);
      return;
    }
    const { block } = message;
    this.#block.words.set(new Int32Array(block));
    worker.postMessage({ type: 'return', block } satisfies ToAnalysis, [block]);
  }

  #fail(worker: Worker, message: string): void {
    if (this.#worker !== worker) return;
    this.error = new Error(message);
    this.#stop();
  }

  #stop(): void {
    this.#worker?.terminate();
    this.#worker = null;
    const { memory } = this.#sound;
    if (memory) Atomics.store(new Int32Array(memory.buffer), LISTENING, 0);
    for (const node of this.#tap) node.disconnect();
    this.#tap = [];
  }
}

const analyses = new WeakMap<AnalysedSound, AudioAnalysis>();

/** Returns the analysis of a sound. All callers get the same one. */
export function analysisOf(sound: AnalysedSound): AudioAnalysis {
  let analysis = analyses.get(sound);
  if (!analysis) {
    analysis = new AudioAnalysis(sound);
    analyses.set(sound, analysis);
  }
  return analysis;
}
