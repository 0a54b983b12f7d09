/**
 * Adds to the trace of the page's pipeline what only the page knows: its long tasks and its web-vitals. Comes in: what the
 * browser tells of the page. Goes out: marks. Main thread.
 */

import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Pipeline, VitalMark } from '../../types.ts';
import { observeVitals, onVitals } from '../shared/vitals.ts';

/** Follows the host's pipeline. */
export class PageMarks implements ReactiveController {
  readonly #host: ReactiveControllerHost & { readonly pipeline: Pipeline | null };
  #pipeline: Pipeline | null = null;
  #stop: (() => void) | undefined;

  constructor(host: ReactiveControllerHost & { readonly pipeline: Pipeline | null }) {
    this.#host = host;
    host.addController(this);
  }

  hostUpdated(): void {
    this.#follow(this.#host.pipeline);
  }

  hostDisconnected(): void {
    this.#follow(null);
  }

  #follow(pipeline: Pipeline | null): void {
    if (pipeline === this.#pipeline) return;
    this.#stop?.();
    this.#pipeline = pipeline;
    this.#stop = pipeline ? markPage(pipeline) : undefined;
  }
}

/** Marks what is known of the page, and what comes. Returns how to stop it. */
function markPage(pipeline: Pipeline): () => void {
  const tasks = observeLongTasks(pipeline);
  const vitals = observeVitals();
  const marked = new Map<string, number>();
  const markVitals = () => {
    for (const [name, value] of Object.entries(vitals) as [VitalMark['name'], number | null][]) {
      if (value === null || marked.get(name) === value) continue;
      marked.set(name, value);
      pipeline.mark({ kind: 'vital', name, value });
    }
  };
  markVitals();
  const unlisten = onVitals(markVitals);
  return () => {
    tasks?.disconnect();
    unlisten();
  };
}

/** `null` where the browser tells of no long tasks. */
function observeLongTasks(pipeline: Pipeline): PerformanceObserver | null {
  if (!PerformanceObserver.supportedEntryTypes?.includes('longtask')) return null;
  const observer = new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) {
      pipeline.mark({ kind: 'long-task', timeUs: startTime * 1000, durationUs: duration * 1000 });
    }
  });
  observer.observe({ type: 'longtask' });
  return observer;
}
