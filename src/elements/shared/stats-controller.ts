/**
 * Gives an element the numbers of its `pipeline` and renders it anew after each reading, four times a second,
 * never per frame, and not while it is out of sight. Main thread.
 */

import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Pipeline, Stats } from '../../types.ts';
import type { FrameFeed } from './frame-feed.ts';
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
  #frames: FrameFeed | null = null;
  #unlisten: (() => void) | undefined;
  #connected = false;
  readonly #framesOf: ((pipeline: Pipeline) => FrameFeed) | undefined;
  #inSight = true;
  readonly #sight: IntersectionObserver | null;

  /** `frames`: `frameFeedOf`, where the host shows the trace as well; a page without charts need not load it. */
  constructor(host: PipelineHost, { frames }: { frames?: (pipeline: Pipeline) => FrameFeed } = {}) {
    this.#host = host;
    this.#framesOf = frames;
    this.#sight = host instanceof Element ? new IntersectionObserver((entries) => this.#see(entries)) : null;
    host.addController(this);
  }

  /** Snapshot and means, or `null` without a pipeline. */
  get feed(): StatsFeed | null {
    return this.#feed;
  }

  /** The newest snapshot, or `null` without a pipeline. */
  get stats(): Stats | null {
    return this.#feed?.stats ?? null;
  }

  /** The last minute, frame by frame, or `null` without a pipeline or where the host does not show it. */
  get frames(): FrameFeed | null {
    return this.#frames;
  }

  hostConnected(): void {
    this.#connected = true;
    if (this.#host instanceof Element) this.#sight?.observe(this.#host);
    this.#follow();
  }

  hostDisconnected(): void {
    this.#connected = false;
    this.#sight?.disconnect();
    this.#leave();
  }

  hostUpdate(): void {
    if (this.#host.pipeline === this.#pipeline) return;
    this.#leave();
    this.#pipeline = this.#host.pipeline;
    this.#feed = this.#pipeline ? feedOf(this.#pipeline) : null;
    this.#frames = (this.#pipeline && this.#framesOf?.(this.#pipeline)) ?? null;
    this.#follow();
  }

  #follow(): void {
    if (!this.#connected || this.#unlisten) return;
    const update = () => {
      // Even its text costs a layout of the page at each reading.
      if (this.#inSight) this.#host.requestUpdate();
    };
    this.#unlisten = this.#frames ? this.#frames.listen(update) : this.#feed?.listen(update);
  }

  #see(entries: IntersectionObserverEntry[]): void {
    this.#inSight = entries.at(-1)?.isIntersecting ?? true;
    if (this.#inSight) this.#host.requestUpdate();
  }

  #leave(): void {
    this.#unlisten?.();
    this.#unlisten = undefined;
  }
}
