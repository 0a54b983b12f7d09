/**
 * Gives an element the analysis of its pipeline's sound: runs it while the element is on the page, has the element draw on
 * its canvas at the display's rate and render its text four times a second; neither while it is out of sight. Main thread.
 */

import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { type AnalysedSound, type AudioAnalysis, analysisOf } from '../../analysis/analysis.ts';
import { READING_MS } from './stats-feed.ts';

/** Whatever has sound: a pipeline. */
export interface SoundSource {
  /** `null` without sound. */
  readonly audio: AnalysedSound | null;
}

/** An element that shows sound. */
export interface SoundHost extends ReactiveControllerHost, Element {
  /** What to show; `null` while there is none. */
  pipeline: SoundSource | null;
  /** Draws at the time `nowMs`; called once per frame of the display at most. */
  draw(analysis: AudioAnalysis | null, nowMs: number): void;
}

/** See above. */
export class SoundController implements ReactiveController {
  readonly #host: SoundHost;
  readonly #sight: IntersectionObserver;
  readonly #calm = matchMedia('(prefers-reduced-motion: reduce)');
  #inSight = true;
  #connected = false;
  #sound: AnalysedSound | null = null;
  #analysis: AudioAnalysis | null = null;
  #leave: (() => void) | undefined;
  #frame = 0;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(host: SoundHost) {
    this.#host = host;
    this.#sight = new IntersectionObserver((entries) => {
      this.#inSight = entries.at(-1)?.isIntersecting ?? true;
    });
    host.addController(this);
  }

  /** `null` without a pipeline, or where it has no sound. */
  get analysis(): AudioAnalysis | null {
    return this.#analysis;
  }

  /** Whether the user wants little motion: then the canvas, too, changes four times a second only. */
  get calm(): boolean {
    return this.#calm.matches;
  }

  hostConnected(): void {
    this.#connected = true;
    this.#sight.observe(this.#host);
    this.#follow();
  }

  hostDisconnected(): void {
    this.#connected = false;
    this.#sight.disconnect();
    this.#follow();
  }

  hostUpdate(): void {
    this.#follow();
  }

  /** The sound of a pipeline may come and go. */
  #follow(): void {
    const sound = (this.#connected && this.#host.pipeline?.audio) || null;
    if (sound === this.#sound) return;
    this.#rest();
    this.#sound = sound;
    this.#analysis = sound && analysisOf(sound);
    this.#leave = this.#analysis?.run();
    if (this.#connected && this.#host.pipeline) this.#watch();
  }

  #watch(): void {
    this.#timer = setInterval(() => this.#tick(), READING_MS);
    const step = (nowMs: number) => {
      this.#frame = requestAnimationFrame(step);
      if (this.#inSight && !this.calm) this.#host.draw(this.#analysis, nowMs);
    };
    this.#frame = requestAnimationFrame(step);
  }

  #tick(): void {
    if (!this.#inSight || document.visibilityState === 'hidden') return;
    this.#analysis?.read();
    if (this.calm) this.#host.draw(this.#analysis, performance.now());
    this.#host.requestUpdate();
  }

  #rest(): void {
    this.#leave?.();
    this.#leave = undefined;
    clearInterval(this.#timer);
    cancelAnimationFrame(this.#frame);
  }
}
