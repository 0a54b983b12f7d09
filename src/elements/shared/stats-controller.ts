/**
 * Gives an element the numbers of its `pipeline` and renders it anew after each reading, four times a second
 * and never per frame. Main thread.
 */

import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Pipeline, Stats } from '../../types.ts';
import { feedOf, type StatsFeed } from './stats-feed.ts';

/** An element that shows a pipeline. */
export interface PipelineHost extends ReactiveControllerHost {
  /** What to show; `null` while there is none. */
  pipeline: Pipeline | null;
}

/** Follows the host's `pipeline` property, whenever it changes. */
export class StatsController implements ReactiveController {
  readonly #host: PipelineHost;
  #pipeline: Pipeline | null = null;
  #feed: StatsFeed | null = null;
  #unlisten: (() => void) | undefined;
  #connected = false;

  constructor(host: PipelineHost) {
    this.#host = host;
    host.addController(this);
  }

  /** Snapshot and histories, or `null` without a pipeline. */
  get feed(): StatsFeed | null {
    return this.#feed;
  }

  /** The newest snapshot, or `null` without a pipeline. */
  get stats(): Stats | null {
    return this.#feed?.stats ?? null;
  }

  hostConnected(): void {
    this.#connected = true;
    this.#follow();
  }

  hostDisconnected(): void {
    this.#connected = false;
    this.#leave();
  }

  hostUpdate(): void {
    if (this.#host.pipeline === this.#pipeline) return;
    this.#leave();
    this.#pipeline = this.#host.pipeline;
    this.#feed = this.#pipeline ? feedOf(this.#pipeline) : null;
    this.#follow();
  }

  #follow(): void {
    if (this.#connected) this.#unlisten ??= this.#feed?.listen(() => this.#host.requestUpdate());
  }

  #leave(): void {
    this.#unlisten?.();
    this.#unlisten = undefined;
  }
}
