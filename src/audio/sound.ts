/**
 * The sound of a running pipeline. Read it from the top to follow a sample. In: the caller's options. Out: a track, numbers,
 * and the settings that the caller may change while it runs. Main thread.
 *
 *   source -> browser's buffer -> audio thread -> browser's buffer -> track
 *   sources.ts                    worklets/audio.ts, wasm/audio       graph.ts
 */

import { checkEffects, type EffectSpec } from '../catalogue/effects.ts';
import { startWorker } from '../engine/assets.ts';
import type { TraceArea } from '../memory/trace-area.ts';
import type { Life } from '../pipeline/life.ts';
import type { AudioState, AudioStats, PipelineAudio } from '../types.ts';
import type { AudioSettings } from './control.ts';
import { loadDenoiseModule, usesDenoise } from './denoise.ts';
import { AudioGraph } from './graph.ts';
import { loadAudioModules } from './modules.ts';
import type { CheckedAudio } from './options.ts';
import { Output } from './output.ts';
import type { ToAudioClock } from './protocol.ts';
import { type OpenAudioSource, openAudioSource } from './sources.ts';
import { readAudio } from './stats.ts';
import { PictureSync, type SoundLatency } from './sync.ts';
import { onShown, resumeOnGesture } from './wake.ts';
import { SoundWay } from './way.ts';

/** Milliseconds between two readings of the picture's latency. */
const SYNC_MS = 250;
/** What the sound needs from its pipeline. */
export interface SoundSurroundings {
  /** All latencies of the picture so far, like `Pipeline.histogram('latency')`. */
  pictureLatency(): Uint32Array;
  trace: TraceArea;
  /** Called when state or monitor changed. */
  onChange(): void;
}

/** See `PipelineAudio`. */
export class Sound implements PipelineAudio {
  readonly source: OpenAudioSource['type'];
  readonly #graph: AudioGraph;
  readonly #source: OpenAudioSource;
  readonly #sync = new PictureSync();
  readonly #way: SoundWay;
  readonly #output: Output;
  /** Aborts when the sound ends. */
  readonly #signal: AbortSignal;
  readonly #underrunsBefore: number;
  readonly #hasSimd: boolean;
  #settings: AudioSettings;
  #monitor: boolean;
  #state: AudioState = 'suspended';
  #error: Error | null = null;
  #onChange: () => void = () => undefined;
  #clock: Worker | undefined;
  #timer: ReturnType<typeof setInterval> | undefined;

  private constructor(
    source: OpenAudioSource,
    graph: AudioGraph,
    settings: AudioSettings,
    monitor: boolean,
    hasSimd: boolean,
    life: Life,
  ) {
    this.#hasSimd = hasSimd;
    this.#signal = life.signal;
    this.source = source.type;
    this.#source = source;
    this.#graph = graph;
    this.#way = new SoundWay(graph, source);
    this.#settings = settings;
    this.#monitor = monitor;
    this.#underrunsBefore = this.#underruns ?? 0;
    source.onEnded = () => this.#enter('ended');
    const { context } = graph;
    const { signal } = life;
    life.own({ off: () => this.#end() });
    context.addEventListener('statechange', () => this.#follow(), { signal });
    this.#output = new Output(context, signal, {
      onChange: () => this.#onChange(),
      onFailed: (error) => this.#fail(error),
    });
    resumeOnGesture(context, signal);
    this.#follow();
  }

  /** Opens source and graph; `life` gives everything back. @throws the errors of `openMicrophone` and `loadModule` */
  static async open(
    { source: wanted, effects, monitor }: CheckedAudio,
    environment: { simd: boolean; isolated: boolean },
    simd: boolean,
    life: Life,
  ): Promise<Sound> {
    const settings: AudioSettings = { effects, simd, bypass: false, muted: false, delayMs: 0 };
    const { isolated } = environment;
    const source = await openAudioSource(wanted, isolated, life);
    const [modules, denoise] = await life.until(
      Promise.all([
        loadAudioModules(environment.simd, life.signal),
        usesDenoise(effects) ? loadDenoiseModule(environment.simd, life.signal) : null,
      ]),
    );
    let sound: Sound | null = null;
    const onFailed = (error: Error) => {
      if (sound) sound.#fail(error);
    };
    const parts = { source, modules, denoise, isolated, settings, monitor, onFailed };
    const graph = await AudioGraph.open(parts, life);
    sound = new Sound(source, graph, settings, monitor, environment.simd, life);
    return sound;
  }

  /** Called when the pipeline runs. From now on the sound is kept together with the picture and is measured. */
  run({ pictureLatency, trace, onChange }: SoundSurroundings): void {
    this.#onChange = onChange;
    this.#timer = setInterval(() => {
      this.#way.read();
      this.#way.catchUp(this.#sync.skewMs(this.#latency));
      if (this.#sync.update(pictureLatency(), this.#latency)) this.#apply({ delayMs: this.#sync.delayMs });
    }, SYNC_MS);
    onShown(() => this.#sync.restart(pictureLatency()), this.#signal);
    const { memory } = this.#graph;
    if (!memory) return;
    this.#clock = startWorker(
      'audio-clock.worker.js',
      'audio clock',
      () => new Worker(new URL('../../worklets/audio-clock.worker.ts', import.meta.url), { type: 'module' }),
    );
    const epochMs = performance.timeOrigin;
    this.#clock.postMessage({ type: 'start', memory, trace, epochMs } satisfies ToAudioClock);
  }

  get state(): AudioState {
    return this.#state;
  }

  get error(): Error | null {
    return this.#error;
  }

  get track(): MediaStreamTrack {
    return this.#graph.track;
  }

  get context(): AudioContext {
    return this.#graph.context;
  }

  get output(): PipelineAudio['output'] {
    return this.#output.device ? 'device' : 'none';
  }

  get memory(): WebAssembly.Memory | null {
    return this.#graph.memory;
  }

  get effects(): readonly EffectSpec[] {
    return this.#settings.effects;
  }

  get bypass(): boolean {
    return this.#settings.bypass;
  }

  get monitor(): boolean {
    return this.#monitor;
  }

  setEffects(effects: readonly EffectSpec[]): void {
    this.#apply({ effects: checkEffects(effects) });
  }

  setSimd(simd: boolean): void {
    this.#apply({ simd });
  }

  setBypass(bypass: boolean): void {
    if (typeof bypass !== 'boolean') throw new TypeError('bypass must be true or false');
    this.#apply({ bypass });
    this.#onChange();
  }

  setMonitor(on: boolean): void {
    if (typeof on !== 'boolean') throw new TypeError('monitor must be true or false');
    this.#monitor = on;
    this.#graph.setMonitor(on);
    this.#onChange();
  }

  async resume(): Promise<void> {
    if (this.#graph.context.state !== 'closed') await this.#graph.context.resume();
  }

  stats(): AudioStats {
    const { context } = this.#graph;
    const { latencyFrames, gaps, ...reading } = readAudio(this.#graph.view, this.#source.channels);
    const underruns = this.#underruns;
    const budgetUs = (reading.quantum / context.sampleRate) * 1e6;
    return {
      state: this.#state,
      source: this.source,
      sampleRate: context.sampleRate,
      channels: this.#source.channels,
      simd: this.#settings.simd,
      effects: this.#settings.effects.map((effect) => ({ ...effect })),
      ...reading,
      budgetUs,
      glitches: gaps,
      underruns: underruns === null ? null : underruns - this.#underrunsBefore,
      skewMs: this.#sync.skewMs(this.#latency),
      delayMs: this.#sync.delayMs,
    };
  }

  /** Ends the sound. Nobody listens any more. */
  #end(): void {
    this.#onChange = () => undefined;
    clearInterval(this.#timer);
    this.#clock?.terminate();
    this.#source.onEnded = null;
    if (this.#state !== 'failed') this.#state = 'closed';
  }

  get #latency(): SoundLatency {
    return this.#way.latency(usesDenoise(this.#settings.effects) && !this.#settings.bypass);
  }

  /** Underruns of the output device since the context was made. `null` if the browser does not count them. */
  get #underruns(): number | null {
    const { playbackStats } = this.#graph.context as { playbackStats?: { underrunEvents: number } };
    return playbackStats?.underrunEvents ?? null;
  }

  #apply(change: Partial<AudioSettings>): void {
    if (this.#state === 'closed') return;
    this.#settings = { ...this.#settings, ...change };
    if (this.#graph.hasDenoise || !usesDenoise(this.#settings.effects)) this.#graph.apply(this.#settings);
    else this.#applyWithDenoise().catch(reportError);
  }

  /** Applies the chain once the module of `denoise` is loaded. If it cannot be loaded, applies the chain without it. */
  async #applyWithDenoise(): Promise<void> {
    try {
      const module = await loadDenoiseModule(this.#hasSimd);
      if (this.#state !== 'closed' && !this.#graph.hasDenoise) this.#graph.setDenoise(module);
    } finally {
      if (this.#state !== 'closed') this.#graph.apply(this.#settings);
    }
  }

  #follow(): void {
    if (this.#state === 'ended' || this.#state === 'failed' || this.#state === 'closed') return;
    const { state } = this.#graph.context;
    if (state === 'closed') this.#fail(new Error('the browser closed the sound'));
    else {
      if (state === 'running' && this.#state !== 'running') this.#way.renew();
      this.#enter(state);
    }
  }

  #fail(error: Error): void {
    this.#error = error;
    this.#enter('failed');
  }

  #enter(state: AudioState): void {
    if (this.#state === state || this.#state === 'closed') return;
    this.#state = state;
    this.#onChange();
  }
}
