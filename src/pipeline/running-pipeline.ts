/**
 * A running pipeline. In: an engine, an open source, an open sink, and calls of the user. Out: the methods of `Pipeline`, its
 * numbers, samples and events. Main thread.
 */

import type { Sound } from '../audio/sound.ts';
import { checkList, EFFECT_LIST } from '../catalogue/check.ts';
import type { EffectSpec } from '../catalogue/effects.ts';
import { checkFilters, type FilterSpec } from '../catalogue/filters.ts';
import type { Engine, EngineEvents } from '../engine/engine.ts';
import { NotIsolatedError, PipelineFailedError } from '../errors.ts';
import { MAX_THREADS } from '../generated/layout.ts';
import type { FrameSettings } from '../memory/control.ts';
import type { TraceReader } from '../memory/lanes.ts';
import { readHistogram } from '../memory/stats.ts';
import type { OpenSink } from '../sinks/open.ts';
import type { OpenSource } from '../sources/source.ts';
import type { HistogramName, PipelineState, SinkName } from '../terms.ts';
import type { Trace, TraceSettings } from '../trace/trace.ts';
import type { Surroundings, Tracer } from '../trace/tracer.ts';
import type { Pipeline, Sample, Stats, TraceMark } from '../types.ts';
import { Display } from './display.ts';
import type { Environment } from './environment.ts';
import type { Life } from './life.ts';
import { LiveSettings } from './live-settings.ts';
import {
  checkHistogramName,
  checkInteger,
  checkOverride,
  checkSampleOptions,
  checkSeconds,
  checkSimdSetting,
  checkVideo,
} from './options.ts';
import { Samples } from './samples.ts';
import { stallReason } from './stall-reason.ts';
import { StatsReader } from './stats-reader.ts';
import { LOOK_MS, Watchdog } from './watchdog.ts';

/** The parts of a pipeline. */
export interface PipelineParts {
  life: Life;
  environment: Environment;
  source: OpenSource;
  sound: Sound | null;
  sink: OpenSink;
  settings: FrameSettings;
  traceSeconds: number;
  debug: boolean;
  whenSourceEnds: 'end' | 'hold';
}

const ENDED_EARLY = 'The source ended while the pipeline started. Start it again with a source that is live.';

/** In these states frames flow, or may flow later. */
const ALIVE: readonly PipelineState[] = ['starting', 'running', 'stalled', 'lost'];

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
  /** The engine calls these functions. */
  readonly events: EngineEvents;
  readonly #parts: PipelineParts;
  readonly #numbers: StatsReader;
  readonly #settings: LiveSettings;
  readonly #watchdog = new Watchdog();
  readonly #samples = new Samples();
  readonly #display = new Display((timeMs, frames) => this.#tracer?.displayed(timeMs, frames));
  #engine: Engine | undefined;
  #tracer: Tracer | undefined;
  #state: PipelineState = 'starting';
  #stateReason = '';
  #error: Error | null = null;
  #closing: Promise<void> | undefined;
  /** Number of calls of `setThreads`, and the number of the call that is in force. */
  #threadWishes = 0;
  #wishInForce = 0;
  /** The browser's message for the last frame that could not be read. */
  #copyFailure = '';

  constructor(parts: PipelineParts) {
    super();
    this.#parts = parts;
    this.#settings = new LiveSettings(parts.settings);
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
    this.#numbers = new StatsReader(source);
    this.events = {
      onFirstFrame: () => this.#enter('running'),
      onCopyFailed: (message) => {
        this.#copyFailure = message;
      },
      onEnded: () => this.#sourceEnded(),
      onSample: (sample) => this.#samples.give(sample),
      onTrack: (track) => {
        sink.track = track;
        this.stream.addTrack(track);
      },
      onFailed: (error) => this.#fail(error),
    };
  }

  /**
   * Call it when the engine is ready. From now on the pipeline watches itself. `kind`: the class of its traces.
   * @throws PipelineFailedError if the source has ended already
   */
  run(engine: Engine, kind: typeof Tracer): void {
    const { life, source, debug, whenSourceEnds } = this.#parts;
    if (source.ended() && whenSourceEnds === 'end') throw new PipelineFailedError(ENDED_EARLY);
    this.#engine = engine;
    const tracer = new kind(engine.trace, () => this.#surroundings, debug);
    this.#tracer = tracer;
    this.#settings.run({ engine, tracer, audio: this.audio });
    this.audio?.run({
      pictureLatency: () => this.histogram('latency'),
      trace: engine.trace,
      onChange: () => this.dispatchEvent(new CustomEvent('audiochange')),
    });
    const timer = setInterval(() => this.#look(), LOOK_MS);
    life.own({ off: () => clearInterval(timer) });
    life.onAbort = () => void this.close();
    source.onEnded = this.events.onEnded;
    if (source.ended()) this.#sourceEnded();
  }

  get state(): PipelineState {
    return this.#state;
  }

  get stateReason(): string {
    return this.#stateReason;
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
    const wish = ++this.#threadWishes;
    await this.prepareThreads(threads);
    // Threads of an earlier call may get ready later. They must not replace a newer wish. A refused wish changes nothing.
    if (wish < this.#wishInForce) return;
    this.#wishInForce = wish;
    this.#apply({ threads });
  }

  async prepareThreads(threads: number): Promise<void> {
    checkInteger(threads, 'threads', 1, MAX_THREADS);
    if (threads > this.maxThreads) throw new NotIsolatedError(this.soloReason ?? '');
    try {
      if (this.#alive) await this.#engine?.prepareThreads(threads);
    } catch (error) {
      // After the end nobody needs them.
      if (this.#alive) throw error;
    }
  }

  setSimd(on: boolean): void {
    this.#apply({ simd: checkSimdSetting(on, 'simd', this.simdSupported) });
  }

  setEffects(effects: readonly EffectSpec[]): void {
    if (!this.audio) {
      // The table of the effects is loaded only with sound. Without it only the shape of the list is checked.
      checkList(effects, 'effects', EFFECT_LIST, (effect) => effect);
      return;
    }
    this.audio.setEffects(effects);
    this.dispatchEvent(new CustomEvent('settingschange'));
  }

  override(change: Partial<FrameSettings> | null): number {
    const checked = checkOverride(change, this.#engine?.threads ?? 1, this.simdSupported);
    if (this.#alive) this.#settings.override(checked);
    return this.#settings.version;
  }

  #apply(change: Partial<FrameSettings>): void {
    if (!this.#alive) return;
    this.#settings.change(change);
    this.dispatchEvent(new CustomEvent('settingschange'));
  }

  stats(): Stats {
    return {
      state: this.#state,
      ...this.#surroundings,
      ...this.#numbers.read(this.#view, this.#settings.wanted, this.#display.count),
      audio: this.audio?.stats() ?? null,
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
    if (!this.#alive) throw this.#noMoreFrames();
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

  mark(mark: TraceMark): void {
    if (this.#alive) this.#running.mark(mark);
  }

  async sample(options: { signal?: AbortSignal } = {}): Promise<Sample> {
    const signal = checkSampleOptions(options);
    if (!this.#alive) throw this.#noMoreFrames();
    return this.#samples.take(() => this.#engine?.requestSample(), signal);
  }

  attach(video: HTMLVideoElement): () => void {
    checkVideo(video);
    return this.#alive ? this.#display.attach(video, this.stream) : () => undefined;
  }

  close(): Promise<void> {
    return this.#end('closed');
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  get #alive(): boolean {
    return ALIVE.includes(this.#state);
  }

  get #running(): Tracer {
    if (!this.#tracer) throw new Error('a trace before the engine runs');
    return this.#tracer;
  }

  get #surroundings(): Surroundings {
    const { isolated } = this.#parts.environment;
    return { source: this.#numbers.source(this.#view), sink: this.sink, isolated };
  }

  get #view() {
    if (!this.#engine) throw new Error('stats() before the engine runs');
    return this.#engine.view();
  }

  /** Runs several times a second. Checks whether frames get through, and whether anybody still uses the output. */
  #look(): void {
    const { sink } = this.#parts;
    if (sink.track?.readyState === 'ended') {
      void this.close();
      return;
    }
    const look = this.#numbers.look(this.#view, this.#engine?.beats ?? null);
    // A track that somebody stops fires no event, and not every feed ends with it.
    if (this.#parts.source.ended()) this.#sourceEnded();
    if (!this.#alive || this.#state === 'lost') return;
    const verdict = this.#watchdog.look(look);
    const reason = stallReason(verdict, this.#copyFailure);
    if (verdict.lost) this.#fail(new Error(`the ${verdict.hung} thread makes no progress`));
    else if (reason !== null) this.#enter('stalled', reason);
    else if (this.#state === 'stalled') this.#enter(look.delivered > 0 ? 'running' : 'starting');
  }

  #sourceEnded(): void {
    if (!this.#alive || this.#state === 'lost') return;
    if (this.#parts.whenSourceEnds === 'hold') this.#enter('lost', 'The source has ended.');
    else void this.#end('ended');
  }

  #fail(cause: Error): void {
    if (!this.#alive) return;
    // If the consumer has stopped the track, the sink fails. That is a close: see `#look`.
    if (this.#parts.sink.track?.readyState === 'ended') {
      void this.close();
      return;
    }
    this.#error = new PipelineFailedError(
      `A thread of the pipeline failed (${cause.message}). Start it again; if it fails again, reload the page.`,
      { cause },
    );
    // This gives everything back. `state` and `error` stay.
    void this.#end('failed');
  }

  /** Ends once, in a state. Later calls wait for the same end, also calls from a listener of the event. */
  #end(state: 'closed' | 'ended' | 'failed'): Promise<void> {
    if (this.#closing !== undefined) {
      if (state === 'closed' && this.#state === 'ended') this.#enter('closed');
      return this.#closing;
    }
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#closing = promise;
    this.#release(state).then(resolve, (error: unknown) => {
      reportError(error);
      resolve();
    });
    return promise;
  }

  async #release(state: 'closed' | 'ended' | 'failed'): Promise<void> {
    const { life, source, sink } = this.#parts;
    source.onEnded = null;
    // A generator's track fires `ended` by itself.
    let told = false;
    sink.track?.addEventListener('ended', () => {
      told = true;
    });
    const closed = life.close(state !== 'failed', this.#error ?? undefined);
    this.#enter(state);
    this.#samples.refuse(this.#noMoreFrames());
    await closed;
    if (this.#engine) this.#tracer?.close(this.#engine.trace);
    this.#display.close();
    // Consumers must learn of an end that the caller did not ask for. In Firefox only the handler `onended` gets this event.
    if (state !== 'closed' && !told) sink.track?.dispatchEvent(new Event('ended'));
  }

  #noMoreFrames(): Error {
    return (
      this.#error ??
      new DOMException(`The pipeline is ${this.#state}: no frame will come.`, 'InvalidStateError')
    );
  }

  #enter(state: PipelineState, reason = ''): void {
    if (this.#state === state) return;
    // A first frame may arrive after the end. It must not start the pipeline again.
    if (!this.#alive && !(this.#state === 'ended' && state === 'closed')) return;
    this.#state = state;
    this.#stateReason = reason;
    this.dispatchEvent(new CustomEvent('statechange', { detail: state }));
  }
}
