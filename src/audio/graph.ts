/**
 * The nodes of the sound: from the source to the audio worklet, then to a track and, if wanted, to the speakers. If a
 * processor's module traps, a new processor replaces it. The new one starts with silence and fades in. Main thread.
 *
 *   inlet.ts: source node -> worklet node -> destination node (track)
 *                                        \-> gain node (0 unless monitored) -> speakers
 */

import type { AudioViews } from '../catalogue/effects.ts';
import { addWorklet, type WorkletHost } from '../engine/assets.ts';
import { LoadFailedError } from '../errors.ts';
import { AUDIO_CONTROL } from '../generated/layout.ts';
import type { Life } from '../pipeline/life.ts';
import type { AudioSettings } from './control.ts';
import { applySettings } from './control.ts';
import { Inlet } from './inlet.ts';
import { type AudioView, createAudioMemory, viewAudio, viewMemory } from './memory.ts';
import type { AudioModules } from './modules.ts';
import type { AudioSetup, FromAudio, ToAudio } from './protocol.ts';
import type { OpenAudioSource } from './sources.ts';

/** Most replacements of a processor within `RESTART_MS`. The limit stops a module that traps at once, for ever. */
const MOST_RESTARTS = 3;
const RESTART_MS = 10_000;
/** Time constant of switching the monitor on and off. */
const MONITOR_SECONDS = 0.01;

/** How long the audio thread may take until its script is loaded and ready. */
const WORKLET_START = { ms: 15_000, what: 'The script of the audio thread' } as const;

/** The parts of a graph. */
export interface GraphParts {
  source: OpenAudioSource;
  modules: AudioModules;
  /** See `AudioSetup`. */
  denoise: WebAssembly.Module | null;
  /** Whether the audio thread shares its memory with this thread. */
  isolated: boolean;
  settings: AudioSettings;
  monitor: boolean;
  /** A processor failed and could not be replaced. */
  onFailed(error: Error): void;
}

/** See above. */
export class AudioGraph {
  readonly context: AudioContext;
  #memory: WebAssembly.Memory | null;
  #view: AudioView;
  #views: AudioViews | null;
  readonly #parts: GraphParts;
  readonly #destination: MediaStreamAudioDestinationNode;
  readonly #monitor: GainNode;
  readonly #inlet: Inlet;
  #settings: AudioSettings;
  #denoise: WebAssembly.Module | null;
  #denoiseFrames = 0;
  #node: AudioWorkletNode | null = null;
  #restarts: number[] = [];

  private constructor(parts: GraphParts) {
    this.#parts = parts;
    this.#settings = parts.settings;
    this.#denoise = parts.denoise;
    const { pieces } = parts.source;
    // If the source does not come through a node, the browser does not convert its sample rate.
    const rate = pieces && { sampleRate: pieces.sampleRate };
    // Not 'interactive': Chromium then renders in bursts of 10 ms, and the track's 10 ms pieces would wait for the next burst.
    this.context = new AudioContext({ latencyHint: 0, ...rate });
    this.#memory = parts.isolated ? createAudioMemory() : null;
    this.#view = this.#memory
      ? viewAudio(this.#memory.buffer)
      : viewAudio(new ArrayBuffer(AUDIO_CONTROL.size), 0);
    this.#views = this.#memory && viewMemory(this.#memory);
    if (this.#views) applySettings(this.#views, parts.settings);
    this.#inlet = new Inlet(this.context, parts.source);
    const { channels } = parts.source;
    this.#destination = new MediaStreamAudioDestinationNode(this.context, {
      channelCount: channels,
      channelCountMode: 'explicit',
    });
    this.#monitor = new GainNode(this.context, { gain: parts.monitor ? 1 : 0 });
    this.#monitor.connect(this.context.destination);
  }

  /** Resolves when sound can flow. It flows once the context runs. */
  static async open(parts: GraphParts, life: Life): Promise<AudioGraph> {
    const graph = new AudioGraph(parts);
    life.own({ stop: () => graph.#close(), end: () => graph.#end() });
    await life.until(Promise.all([graph.#inlet.open(), addSoundWorklet(graph.context)]), WORKLET_START);
    await life.until(graph.#start(), WORKLET_START);
    return graph;
  }

  /** Shared with the audio thread. `null` if the page is not isolated, and after the end. */
  get memory(): WebAssembly.Memory | null {
    return this.#memory;
  }

  /** The control block itself, or a recent copy of it. */
  get view(): AudioView {
    return this.#view;
  }

  /** Carries the processed sound. */
  get track(): MediaStreamTrack {
    return this.#destination.stream.getAudioTracks()[0] as MediaStreamTrack;
  }

  /** Puts settings in force at the next quantum. */
  apply(settings: AudioSettings): void {
    this.#settings = settings;
    if (this.#views) applySettings(this.#views, settings);
    else this.#post({ type: 'settings', settings });
  }

  /** Whether the effect `denoise` can be applied now or soon. */
  get hasDenoise(): boolean {
    return this.#denoise !== null;
  }

  /** The effect's delay in frames. 0 until its module is ready. */
  get denoiseFrames(): number {
    return this.#denoiseFrames;
  }

  /** Gives the audio thread the effect's module. */
  setDenoise(module: WebAssembly.Module): void {
    this.#denoise = module;
    this.#post({ type: 'denoise', module });
  }

  /** Drops the source's sound that waits in the browser's buffer. Causes no click. */
  refresh(): Promise<void> {
    return this.#inlet.renew();
  }

  /** Whether the sound is also played on the speakers. */
  setMonitor(on: boolean): void {
    this.#monitor.gain.setTargetAtTime(on ? 1 : 0, this.context.currentTime, MONITOR_SECONDS);
  }

  async #close(): Promise<void> {
    this.#release();
    this.track.stop();
    if (this.context.state !== 'closed') await this.context.close();
  }

  /** Keeps the numbers readable, and no reference to the memory. */
  #end(): void {
    this.#close().catch(reportError);
    const frozen = viewAudio(new ArrayBuffer(AUDIO_CONTROL.size), 0);
    frozen.words.set(this.#view.words);
    this.#view = frozen;
    this.#views = null;
    this.#memory = null;
  }

  /** Ends the processor. Closes its port, because an open port keeps its listener and everything that this refers to. */
  #release(): void {
    if (!this.#node) return;
    this.#node.disconnect();
    this.#post({ type: 'stop' });
    this.#node.port.onmessage = null;
    this.#node.port.close();
    this.#node.onprocessorerror = null;
    this.#node = null;
  }

  #post(message: ToAudio): void {
    this.#node?.port.postMessage(message);
  }

  async #start(): Promise<void> {
    const { modules, source } = this.#parts;
    const { channels } = source;
    const processorOptions: AudioSetup = {
      ...modules,
      memory: this.#memory,
      denoise: this.#denoise,
      channels,
      tone: source.type === 'tone',
      ring: source.pieces?.buffer ?? null,
      settings: this.#settings,
    };
    const node = new AudioWorkletNode(this.context, 'ringlight-sound', {
      numberOfInputs: 1,
      numberOfOutputs: 1,
      outputChannelCount: [channels],
      // The browser mixes its input up or down to this number.
      channelCount: channels,
      channelCountMode: 'explicit',
      processorOptions,
    });
    this.#node = node;
    const ready = Promise.withResolvers<void>();
    node.port.onmessage = ({ data }: MessageEvent<FromAudio>) => {
      if (data.type === 'ready') ready.resolve();
      else if (data.type === 'snapshot') this.#mirror(data.buffer);
      else if (data.type === 'denoise') {
        this.#denoiseFrames = data.latencyFrames;
        if (data.error) reportError(new Error(data.error));
      } else {
        ready.reject(new Error(data.message));
        if (this.#node === node && this.context.state !== 'closed') this.#replace(data.message);
      }
    };
    node.onprocessorerror = () => ready.reject(new Error('the audio thread could not be started'));
    this.#inlet.lead(node);
    node.connect(this.#destination);
    node.connect(this.#monitor);
    await ready.promise;
  }

  /** Replaces a processor whose module trapped. The old one fades to silence. */
  #replace(message: string): void {
    const now = performance.now();
    this.#restarts = this.#restarts.filter((at) => now - at < RESTART_MS);
    this.#inlet.lead(null);
    this.#release();
    if (this.#restarts.push(now) > MOST_RESTARTS) {
      this.#parts.onFailed(new Error(message));
      return;
    }
    this.#start().catch((error: unknown) => {
      this.#parts.onFailed(error instanceof Error ? error : new Error(String(error)));
    });
  }

  #mirror(buffer: ArrayBuffer): void {
    this.#view.words.set(new Int32Array(buffer));
  }
}

const addSound = (context: WorkletHost) =>
  context.audioWorklet.addModule(new URL('../../worklets/audio.worklet.ts', import.meta.url));

/** @throws LoadFailedError */
async function addSoundWorklet(context: AudioContext): Promise<void> {
  const { address, added } = addWorklet(context, 'audio.worklet.js', addSound);
  try {
    await added;
  } catch (cause) {
    // If the context was closed meanwhile, nobody waits for this any more.
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new LoadFailedError(
      `${address}, the script of the audio thread, could not be loaded (${reason}). Serve the scripts of one build as JavaScript.`,
      { cause },
    );
  }
}
