/**
 * The life of the app's pipeline. There is at most one at a time: the old one is closed before the next one is made.
 * Only the newest wish counts. Comes in: options. Goes out: pipeline, phase, error. Main thread.
 */

import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { createPipeline } from '../../pipeline.ts';
import type { PipelineState } from '../../terms.ts';
import type { Pipeline, PipelineOptions } from '../../types.ts';

/** What the pipeline is at; `stopped`: there is none, or it is closed; `failed`: see `error`. */
export type Phase = 'stopped' | Exclude<PipelineState, 'closed'>;

/** What is wanted: a pipeline with these options, or none. */
interface Wish {
  readonly options: PipelineOptions | Promise<PipelineOptions> | null;
  readonly abort: AbortController;
}

/** Starts, restarts and stops pipelines for an element, which it renders anew at each change. */
export class PipelineController implements ReactiveController {
  pipeline: Pipeline | null = null;
  phase: Phase = 'stopped';
  /** Why `phase` is `failed`. */
  error: unknown = null;

  readonly #host: ReactiveControllerHost & Pick<Node, 'isConnected'>;
  #wish: Wish = { options: null, abort: new AbortController() };
  #work: Promise<void> | null = null;
  #unlisten: (() => void) | undefined;

  readonly #onSettings: (pipeline: Pipeline) => void;

  /** `onSettings`: filters, threads or SIMD of the pipeline were changed, by whomever. */
  constructor(
    host: ReactiveControllerHost & Pick<Node, 'isConnected'>,
    onSettings: (pipeline: Pipeline) => void = () => {},
  ) {
    this.#host = host;
    this.#onSettings = onSettings;
    host.addController(this);
  }

  /** Whether a pipeline runs or is about to. */
  get active(): boolean {
    return ['starting', 'running', 'stalled', 'lost'].includes(this.phase);
  }

  /** Makes a pipeline, in place of the present one. */
  start(options: PipelineOptions | Promise<PipelineOptions>): void {
    this.#wishFor({ options, abort: new AbortController() });
    this.#report('starting');
  }

  /** Closes the pipeline, or calls its start off. */
  stop(): void {
    this.#wishFor({ options: null, abort: new AbortController() });
    this.#report('stopped');
  }

  /** Says that a start would fail, without trying. */
  fail(error: unknown): void {
    this.stop();
    this.#report('failed', error);
  }

  /** An element that is moved within the page leaves it and is back at once. */
  hostDisconnected(): void {
    queueMicrotask(() => {
      if (!this.#host.isConnected) this.stop();
    });
  }

  #wishFor(wish: Wish): void {
    this.#wish.abort.abort();
    this.#wish = wish;
    this.#work ??= this.#fulfil()
      .catch((error: unknown) => this.#report('failed', error))
      .finally(() => {
        this.#work = null;
      });
  }

  /** Works until the pipeline is what the newest wish asks for. */
  async #fulfil(): Promise<void> {
    let wish: Wish;
    do {
      wish = this.#wish;
      await this.#close();
      if (wish.options && wish === this.#wish) await this.#open(wish, wish.options);
    } while (wish !== this.#wish);
  }

  async #open(wish: Wish, options: PipelineOptions | Promise<PipelineOptions>): Promise<void> {
    const start = open(options, wish.abort.signal).catch((error: unknown) => {
      // A cancelled start ends with an error. Nobody needs to see it.
      if (wish === this.#wish) this.#report('failed', error);
      return null;
    });
    // The browser's question to the user may stay open for ever. A cancelled start is not waited for.
    const pipeline = await Promise.race([start, aborted(wish.abort.signal)]);
    if (wish !== this.#wish) {
      void start.then((late) => late?.close());
      return;
    }
    if (!pipeline) return;
    const onState = (): void => this.#onState(pipeline);
    const onSettings = (): void => this.#onSettings(pipeline);
    pipeline.addEventListener('statechange', onState);
    pipeline.addEventListener('settingschange', onSettings);
    this.#unlisten = () => {
      pipeline.removeEventListener('statechange', onState);
      pipeline.removeEventListener('settingschange', onSettings);
    };
    this.pipeline = pipeline;
    this.#onState(pipeline);
    this.#host.requestUpdate();
  }

  async #close(): Promise<void> {
    this.#unlisten?.();
    this.#unlisten = undefined;
    const pipeline = this.pipeline;
    this.pipeline = null;
    this.#host.requestUpdate();
    await pipeline?.close();
  }

  #onState(pipeline: Pipeline): void {
    const { state } = pipeline;
    if (state === 'closed') this.stop();
    else if (state === 'failed') this.fail(pipeline.error);
    else this.#report(state);
  }

  #report(phase: Phase, error: unknown = null): void {
    this.phase = phase;
    this.error = error;
    this.#host.requestUpdate();
  }
}

async function open(options: PipelineOptions | Promise<PipelineOptions>, signal: AbortSignal) {
  return createPipeline({ ...(await options), signal });
}

function aborted(signal: AbortSignal): Promise<null> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(null);
    else signal.addEventListener('abort', () => resolve(null), { once: true });
  });
}
