/**
 * A pipeline that runs: settings in, numbers and samples out, until it is closed.
 * Implements `Pipeline` over an engine, an open source and an open sink. Main thread.
 */

import type { Sound } from '../audio/sound.ts';
import type { EffectSpec } from '../catalogue/effects.ts';
import { checkFilters, decodeFilters, type FilterSpec } from '../catalogue/filters.ts';
import { observeVitals } from '../elements/shared/vitals.ts';
import type { Engine, EngineEvents } from '../engine/engine.ts';
import type { RawSample } from '../engine/protocol.ts';
import { PipelineFailedError } from '../errors.ts';
import { MAX_THREADS } from '../generated/layout.ts';
import type { FrameSettings } from '../memory/control.ts';
import {
  LedgerReader,
  Rate,
  readCollections,
  readDiscarded,
  readDistribution,
  readHistogram,
  readRing,
  readSource,
  readWorkers,
} from '../memory/stats.ts';
import type { OpenSink } from '../sinks/open.ts';
import type { OpenSource } from '../sources/source.ts';
import type { HistogramName, PipelineState, SinkName } from '../terms.ts';
import type { TraceReader } from '../trace/lanes.ts';
import type { Trace, TraceSettings } from '../trace/trace.ts';
import { type Surroundings, Tracer } from '../trace/tracer.ts';
import type { Pipeline, Sample, Stats } from '../types.ts';
import type { Environment } from './environment.ts';
import {
  checkHistogramName,
  checkInteger,
  checkOverride,
  checkSampleOptions,
  checkSeconds,
  checkSimdSetting,
  checkVideo,
} from './options.ts';

/** What a pipeline is made of. */
export interface PipelineParts {
  environment: Environment;
  source: OpenSource;
  sound: Sound | null;
  sink: OpenSink;
  settings: FrameSettings;
  traceSeconds: number;
  debug: boolean;
}

/** See `Pipeline`. */
export class RunningPipeline extends EventTarget implements Pipeline {
  readonly stream: MediaStream;
  readonly canvas: HTMLCanvasElement | null;
  readonly sink: SinkName;
  readonly sinkReason: string;
  readonly sourceNote: string;
  readonly soloReason: string | null;
  readonly simdSupported: boolean;
  readonly audio: Sound | null;
  readonly events: EngineEvents;
  readonly #parts: PipelineParts;
  readonly #ledger = new LedgerReader();
  readonly #rate = new Rate();
  readonly #vitals = observeVitals();
  #settings: FrameSettings;
  /** Pool threads that are there. */
  #prepared: number;
  /** Put over the settings for a measurement, without anybody else being told. */
  #override: Partial<FrameSettings> | null = null;
  #engine: Engine | undefined;
  #tracer: Tracer | undefined;
  /** Of the settings in force: the settings' sequence lock goes up by two with each change. */
  #version = 2;
  #state: PipelineState = 'starting';
  #error: Error | null = null;
  #closing: Promise<void> | undefined;
  #displayed: number | null = null;
  #detach: (() => void) | undefined;
  #samples: PromiseWithResolvers<Sample>[] = [];

  constructor(parts: PipelineParts) {
    super();
    this.#parts = parts;
    this.#settings = parts.settings;
    this.#prepared = parts.settings.threads;
    const { environment, sink, sound, source } = parts;
    this.stream = sink.stream;
    this.audio = sound;
    if (sound) this.stream.addTrack(sound.track);
    this.canvas = sink.canvas;
    this.sink = sink.name;
    this.sinkReason = sink.reason;
    this.sourceNote = source.note;
    this.soloReason = environment.soloReason;
    this.simdSupported = environment.simd;
    this.events = {
      onFirstFrame: () => this.#enter('running'),
      onEnded: () => this.#enter('ended'),
      onSample: (sample) => this.#giveSample(sample),
      onTrack: (track) => this.stream.addTrack(track),
      onFailed: (error) => this.#fail(error),
    };
    source.onEnded = this.events.onEnded;
  }

  /** The engine is ready. `signal` closes the pipeline when it aborts. */
  run(engine: Engine, signal?: AbortSignal): void {
    this.#engine = engine;
    this.#tracer = new Tracer(engine.trace, () => this.#surroundings, this.#parts.debug);
    this.#tracer.settings(this.#settings, this.#version);
    this.audio?.run({
      pictureLatency: () => this.histogram('latency'),
      trace: engine.trace,
      onChange: () => this.dispatchEvent(new CustomEvent('audiochange')),
    });
    const abort = () => void this.close();
    if (signal?.aborted) abort();
    else signal?.addEventListener('abort', abort, { once: true });
  }

  get state(): PipelineState {
    return this.#state;
  }

  get error(): Error | null {
    return this.#error;
  }

  get maxThreads(): number {
    return this.soloReason === null ? MAX_THREADS : 1;
  }

  setFilters(filters: readonly FilterSpec[]): void {
    this.#apply({ filters: checkFilters(filters) });
  }

  async setThreads(threads: number): Promise<void> {
    await this.prepareThreads(threads);
    this.#apply({ threads });
  }

  async prepareThreads(threads: number): Promise<void> {
    checkInteger(threads, 'threads', 1, this.maxThreads);
    await this.#engine?.prepareThreads(threads);
    this.#prepared = Math.max(this.#prepared, threads);
  }

  setSimd(on: boolean): void {
    this.#apply({ simd: checkSimdSetting(on, 'simd', this.simdSupported) });
  }

  setEffects(effects: readonly EffectSpec[]): void {
    if (!this.audio) return;
    this.audio.setEffects(effects);
    this.dispatchEvent(new CustomEvent('settingschange'));
  }

  override(change: Partial<FrameSettings> | null): number {
    this.#override = checkOverride(change, this.#prepared, this.simdSupported);
    this.#putInForce();
    return this.#version;
  }

  #apply(change: Partial<FrameSettings>): void {
    if (this.#state === 'closed' || this.#state === 'failed') return;
    this.#settings = { ...this.#settings, ...change };
    this.#putInForce();
    this.dispatchEvent(new CustomEvent('settingschange'));
  }

  #putInForce(): void {
    if (this.#state === 'closed' || this.#state === 'failed') return;
    const inForce = { ...this.#settings, ...this.#override };
    this.#engine?.apply(inForce);
    this.audio?.setSimd(inForce.simd);
    this.#version += 2;
    this.#tracer?.settings(inForce, this.#version, this.#override !== null);
  }

  stats(): Stats {
    const { threads, simd, filters } = this.#settings;
    const view = this.#view;
    const ledger = this.#ledger.read(view);
    const distribution = (name: HistogramName) => readDistribution(view, name);
    return {
      state: this.#state,
      ...this.#surroundings,
      threads,
      simd,
      filters: filters.map((filter) => ({ ...filter })),
      ...ledger,
      dropped: { ...ledger.dropped },
      displayed: this.#displayed,
      discardedAtSource: readDiscarded(view) + this.#parts.source.discarded(),
      fps: this.#rate.update(performance.now(), ledger.presented),
      frameTimeUs: distribution('frameTime'),
      latencyUs: distribution('latency'),
      gcFreeLatencyUs: distribution('gcFreeLatency'),
      presentIntervalUs: distribution('presentInterval'),
      stagesUs: {
        copy: distribution('copy'),
        wait: distribution('wait'),
        kernel: distribution('kernel'),
        present: distribution('present'),
      },
      gc: readCollections(view),
      workers: readWorkers(view, threads),
      ring: readRing(view),
      audio: this.audio?.stats() ?? null,
      vitals: { ...this.#vitals },
    };
  }

  histogram(name: HistogramName): Uint32Array {
    return readHistogram(this.#view, checkHistogramName(name));
  }

  get tracing(): boolean {
    return this.#tracer?.recording ?? false;
  }

  get settingsLog(): readonly TraceSettings[] {
    return this.#running.settingsLog;
  }

  startTrace(): void {
    this.#running.start();
    this.dispatchEvent(new CustomEvent('tracechange'));
  }

  stopTrace(): Trace {
    const trace = this.#running.stop();
    this.dispatchEvent(new CustomEvent('tracechange'));
    return trace;
  }

  recentTrace(seconds = this.#parts.traceSeconds): Trace {
    return this.#running.recent(checkSeconds(seconds));
  }

  traceReader(): TraceReader {
    return this.#running.reader();
  }

  get #running(): Tracer {
    if (!this.#tracer) throw new Error('a trace before the engine runs');
    return this.#tracer;
  }

  get #surroundings(): Surroundings {
    const { environment, source } = this.#parts;
    const { isolated } = environment;
    return { source: { ...readSource(this.#view), frameRate: source.frameRate }, sink: this.sink, isolated };
  }

  get #view() {
    if (!this.#engine) throw new Error('stats() before the engine runs');
    return this.#engine.view();
  }

  async sample(options: { signal?: AbortSignal } = {}): Promise<Sample> {
    const signal = checkSampleOptions(options);
    if (signal?.aborted) return Promise.reject(signal.reason);
    if (this.#state !== 'running' && this.#state !== 'starting') {
      return Promise.reject(this.#noMoreFrames());
    }
    const request = Promise.withResolvers<Sample>();
    this.#samples.push(request);
    signal?.addEventListener('abort', () => {
      this.#samples = this.#samples.filter((other) => other !== request);
      request.reject(signal.reason);
    });
    this.#engine?.requestSample();
    return request.promise;
  }

  /** One frame answers everybody who has asked so far. */
  #giveSample({ filters: flat, ...raw }: RawSample): void {
    const filters = decodeFilters(flat);
    for (const request of this.#samples.splice(0)) request.resolve({ ...raw, filters });
  }

  attach(video: HTMLVideoElement): () => void {
    checkVideo(video);
    this.#detach?.();
    let attached = true;
    let before = 0;
    this.#displayed ??= 0;
    const count = (_: number, metadata: VideoFrameCallbackMetadata) => {
      if (!attached) return;
      // The element's own count goes on when it is attached anew.
      this.#displayed = (this.#displayed ?? 0) + (before === 0 ? 1 : metadata.presentedFrames - before);
      before = metadata.presentedFrames;
      this.#tracer?.displayed(metadata.presentationTime, metadata.presentedFrames);
      video.requestVideoFrameCallback(count);
    };
    if ('requestVideoFrameCallback' in video) video.requestVideoFrameCallback(count);
    else this.#displayed = null;
    video.muted = true;
    video.playsInline = true;
    video.srcObject = this.stream;
    // Refused where the user must click first, or when it is detached at once; the element then shows its controls.
    video.play().catch(() => undefined);
    const detach = () => {
      if (!attached) return;
      attached = false;
      video.srcObject = null;
      this.#detach = undefined;
    };
    this.#detach = detach;
    return detach;
  }

  close(): Promise<void> {
    this.#closing ??= this.#close(this.#state === 'failed' ? 'failed' : 'closed');
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #close(state: 'closed' | 'failed'): Promise<void> {
    const { source, sink } = this.#parts;
    source.onEnded = null;
    this.#enter(state);
    await this.#engine?.close();
    this.#tracer?.close();
    await this.audio?.close();
    source.close();
    this.#detach?.();
    for (const track of sink.stream.getTracks()) track.stop();
    for (const request of this.#samples.splice(0)) request.reject(this.#noMoreFrames());
  }

  #fail(cause: Error): void {
    if (this.#state === 'closed' || this.#state === 'failed') return;
    this.#error = new PipelineFailedError(
      `A thread of the pipeline failed (${cause.message}). Start it again; if it fails again, reload the page.`,
      { cause },
    );
    this.#enter('failed');
    // Everything is given back; `state` and `error` stay to be read.
    void this.close();
  }

  #noMoreFrames(): Error {
    return (
      this.#error ??
      new DOMException(`The pipeline is ${this.#state}: no frame will come.`, 'InvalidStateError')
    );
  }

  #enter(state: PipelineState): void {
    if (this.#state === state) return;
    // A first frame that was on its way when the pipeline ended does not start it again.
    if (state === 'running' && this.#state !== 'starting') return;
    if (state === 'ended' && (this.#state === 'closed' || this.#state === 'failed')) return;
    this.#state = state;
    this.dispatchEvent(new CustomEvent('statechange', { detail: state }));
  }
}
