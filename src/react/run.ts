/**
 * Runs one pipeline from its start to its end. In: options, and later changes that need no new pipeline. Out: views. Main thread.
 */

import { checkSignal } from '../catalogue/check.ts';
import { createPipeline } from '../pipeline.ts';
import type { PipelineState } from '../terms.ts';
import type { Pipeline, PipelineOptions } from '../types.ts';
import { LIVE_SETTINGS, type LiveSetting } from './changes.ts';

/** What `useRinglight` returns. */
export interface Ringlight {
  /** `null` until the start has succeeded. */
  readonly pipeline: Pipeline | null;
  /** `pipeline.stream`, or `null`. */
  readonly stream: MediaStream | null;
  /** `pipeline.state`. Before there is a pipeline: `starting`, or `failed`. `idle`: nothing was started, as on a server. */
  readonly state: PipelineState | 'idle';
  /**
   * Why the start or the pipeline failed. If the state is neither `failed` nor `closed`: a changed option was refused, and the
   * pipeline goes on with the value that it had.
   */
  readonly error: Error | null;
}

/** Nothing was started. */
export const IDLE: Ringlight = Object.freeze({ pipeline: null, stream: null, state: 'idle', error: null });

/** See above. */
export class Run {
  #options: PipelineOptions;
  #pipeline: Pipeline | null = null;
  readonly #show: (view: Ringlight) => void;
  /** Aborts a start, and closes a running pipeline. */
  readonly #end = new AbortController();
  readonly #refused = new Map<LiveSetting, Error>();

  constructor(options: PipelineOptions, show: (view: Ringlight) => void) {
    this.#options = options;
    this.#show = show;
  }

  /** The newest options. */
  get options(): PipelineOptions {
    return this.#options;
  }

  /** Call it once. */
  start(): void {
    this.#show({ ...IDLE, state: 'starting' });
    void this.#start(this.#options);
  }

  /** Applies what differs: at once, or when the pipeline has started. */
  change(options: PipelineOptions): void {
    const before = this.#options;
    this.#options = options;
    if (this.#pipeline) this.#apply(this.#pipeline, before);
  }

  /** Shows no more views. Devices are off when it returns. */
  end(): void {
    this.#end.abort(new DOMException('The component was unmounted, or its options changed.', 'AbortError'));
  }

  async #start(options: PipelineOptions): Promise<void> {
    const end = this.#end.signal;
    try {
      const given = checkSignal(options.signal);
      const signal = given ? AbortSignal.any([end, given]) : end;
      const pipeline = await createPipeline({ ...options, signal });
      if (end.aborted) return;
      this.#pipeline = pipeline;
      pipeline.addEventListener('statechange', () => this.#tell(), { signal: end });
      this.#tell();
      this.#apply(pipeline, options);
    } catch (error) {
      if (!end.aborted) this.#show({ ...IDLE, state: 'failed', error: toError(error) });
    }
  }

  /** `before`: the options that are in force. */
  #apply(pipeline: Pipeline, before: PipelineOptions): void {
    for (const setting of LIVE_SETTINGS) {
      if (!setting.isSame(before, this.#options)) void this.#applyOne(pipeline, setting, this.#options);
    }
  }

  async #applyOne(pipeline: Pipeline, setting: LiveSetting, options: PipelineOptions): Promise<void> {
    let error: Error | null = null;
    try {
      await setting.apply(pipeline, options);
    } catch (reason) {
      error = toError(reason);
    }
    // The caller has a newer value since. Its own result counts.
    if (this.#end.signal.aborted || !setting.isSame(options, this.#options)) return;
    if (error) this.#refused.set(setting, error);
    // No error was shown, so the view does not change.
    else if (!this.#refused.delete(setting)) return;
    this.#tell();
  }

  #tell(): void {
    const pipeline = this.#pipeline;
    if (!pipeline) return;
    const { stream, state } = pipeline;
    const [refused = null] = this.#refused.values();
    this.#show({ pipeline, stream, state, error: pipeline.error ?? refused });
  }
}

function toError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason), { cause: reason });
}
