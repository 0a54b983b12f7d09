/**
 * The analysis of a pipeline's sound: a thread of its own that runs while somebody looks. In: the sound, by the ring in its
 * memory; by a tap on its track where nothing can be shared. Out: readings and spectra. Main thread.
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

/** Tells the audio thread that nobody reads its ring any more: the thread that did is gone. */
const LISTENING = (AUDIO_CONTROL_BASE + AUDIO_CONTROL.ring + SAMPLE_RING.listening) >> 2;

const addTap = (context: WorkletHost) =>
  context.audioWorklet.addModule(new URL('../../worklets/tap.worklet.ts', import.meta.url));

/** What is analysed: the sound of a pipeline. */
export interface AnalysedSound {
  /** The sound's memory; `null` where the page is not isolated, and after the sound's end. */
  readonly memory: WebAssembly.Memory | null;
  readonly context: BaseAudioContext;
  /** What is heard. */
  readonly track: MediaStreamTrack;
}

/** What the instruments of the sound read. One per sound: `analysisOf`. */
export class AudioAnalysis {
  /** The latest reading; renewed by `read`. */
  readonly head: AnalysisHead = emptyHead();
  /** Why there are no results; `null` while there may be. */
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

  /** The analysis runs until everybody who asked for it has called what this returns. */
  run(): () => void {
    if (this.#listeners++ === 0) this.#start();
    let asked = true;
    return () => {
      if (asked && --this.#listeners === 0) this.#stop();
      asked = false;
    };
  }

  /** Renews `head`. */
  read(): AnalysisHead {
    this.#block.readHead(this.head);
    return this.head;
  }

  /** Spectra so far. */
  get spectra(): number {
    return this.#block.count;
  }

  /** The decibels of spectrum `number`, one of the last `SPECTRUM_COLUMNS - 2`: those before may be overwritten any time. */
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
    // There is nothing to hear any more.
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
    // Stopped in the meantime.
    if (this.#worker !== worker) return;
    const block = memory ? (buffer as SharedArrayBuffer) : null;
    const message: ToAnalysis = { type: 'start', module, memory, block, tap };
    worker.postMessage(message, tap ? [tap] : []);
  }

  /** A second branch of the sound, by which its samples are posted. */
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

/** The analysis of a sound: the same one for everybody. */
export function analysisOf(sound: AnalysedSound): AudioAnalysis {
  let analysis = analyses.get(sound);
  if (!analysis) {
    analysis = new AudioAnalysis(sound);
    analyses.set(sound, analysis);
  }
  return analysis;
}
