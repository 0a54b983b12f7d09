/**
 * `<rl-engine>`: how the filters run: threads, SIMD, sink. Comes in: settings and pipeline. Goes out: live
 * changes to the pipeline, and `rl-change`. Main thread.
 */

import { html, LitElement, nothing } from 'lit';
import type { Pipeline } from '../../types.ts';
import { RlChangeEvent } from '../shared/change-event.ts';
import { define } from '../shared/define.ts';
import { panel } from '../shared/panel.ts';
import { RANGES, SINKS, type SimdMode, type SinkMode } from '../shared/settings.ts';
import { StatsController } from '../shared/stats-controller.ts';
import { baseStyles, controlStyles, panelStyles } from '../shared/styles.ts';
import { threadCount } from '../shared/threads.ts';
import { styles } from './rl-engine.styles.ts';

const SINK_LABELS: Record<SinkMode, string> = {
  auto: 'Automatic',
  video: 'Video element',
  webgl: 'WebGL canvas',
  canvas: '2D canvas',
};

/**
 * @summary Threads and SIMD, switched while it runs, and the sink, which a new start takes up.
 * @fires {RlChangeEvent} rl-change - With `threads`, `simd` or `sink`.
 * @csspart panel - The box around everything.
 */
export class RlEngine extends LitElement {
  static override styles = [baseStyles, panelStyles, controlStyles, styles];

  static override properties = {
    pipeline: { attribute: false },
    threads: { attribute: false },
    simd: {},
    sink: {},
  };

  /** Changed live; `null` while there is none. */
  declare pipeline: Pipeline | null;
  /** The threads that are chosen. */
  declare threads: number | 'auto';
  /** `auto`, `on` or `off`. */
  declare simd: SimdMode;
  /** `auto`, `video`, `webgl` or `canvas`. */
  declare sink: SinkMode;

  readonly #numbers = new StatsController(this);
  #unsettled = false;
  #settling = false;

  constructor() {
    super();
    this.pipeline = null;
    this.threads = 'auto';
    this.simd = 'auto';
    this.sink = 'auto';
  }

  /** Whether threads that the user asked for are still being started. */
  get settling(): boolean {
    return this.#settling;
  }

  protected override render() {
    return panel(
      'Engine',
      '',
      html`
        ${this.#threadsField()} ${this.#simdField()}
        <label class="field">
          <span class="label">Sink</span>
          <select @change=${this.#onSink}>
            ${SINKS.map(
              (sink) =>
                html`<option value=${sink} .selected=${sink === this.sink}>${SINK_LABELS[sink]}</option>`,
            )}
          </select>
        </label>
      `,
    );
  }

  #threadsField() {
    const { min, max } = RANGES.threads;
    const limit = this.pipeline?.maxThreads ?? max;
    const fixed = limit === min;
    const inForce = this.threads === 'auto' ? this.#numbers.stats?.threads : Math.min(this.threads, limit);
    return html`
      <div class="field">
        <span class="title">
          <label class="label" for="threads">Threads</label>
          <output for="threads">${this.threads === 'auto' ? 'auto ' : ''}${inForce ?? ''}</output>
        </span>
        <span class="row">
          <input
            id="threads"
            type="range"
            min=${min}
            max=${fixed ? max : limit}
            .value=${String(inForce ?? min)}
            ?disabled=${fixed}
            aria-describedby=${fixed ? 'threads-reason' : nothing}
            @input=${this.#onThreads}
          />
          <button type="button" aria-pressed=${this.threads === 'auto'} ?disabled=${fixed} @click=${this.#onAuto}>
            Auto
          </button>
        </span>
        ${fixed ? html`<p id="threads-reason" class="hint">Everything runs in one worker here.</p>` : nothing}
      </div>
    `;
  }

  #simdField() {
    const supported = this.pipeline?.simdSupported ?? true;
    const on = supported && (this.simd === 'auto' ? (this.#numbers.stats?.simd ?? true) : this.simd === 'on');
    return html`
      <div class="field">
        <button
          type="button"
          class="switch"
          role="switch"
          aria-checked=${on}
          ?disabled=${!supported}
          aria-describedby=${supported ? nothing : 'simd-reason'}
          @click=${() => this.#onSimd(!on)}
        >
          <span>SIMD</span>
          <span class="track"><span class="thumb"></span></span>
        </button>
        ${supported ? nothing : html`<p id="simd-reason" class="hint">This browser has no WebAssembly SIMD.</p>`}
      </div>
    `;
  }

  #onThreads(event: Event): void {
    this.#takeThreads(Number((event.target as HTMLInputElement).value));
  }

  #takeThreads(threads: number | 'auto'): void {
    this.threads = threads;
    this.#unsettled = true;
    this.#settleThreads().catch(reportError);
    this.dispatchEvent(new RlChangeEvent({ threads }));
  }

  /** One change at a time: a slider that is dragged asks faster than threads start. */
  async #settleThreads(): Promise<void> {
    if (this.#settling) return;
    this.#settling = true;
    try {
      while (this.#unsettled && this.pipeline) {
        this.#unsettled = false;
        await this.pipeline.setThreads(threadCount(this.threads, this.pipeline));
      }
    } finally {
      this.#settling = false;
    }
  }

  #onAuto(): void {
    this.#takeThreads('auto');
  }

  #onSimd(on: boolean): void {
    this.simd = on ? 'on' : 'off';
    this.pipeline?.setSimd(on);
    this.dispatchEvent(new RlChangeEvent({ simd: this.simd }));
  }

  #onSink(event: Event): void {
    this.sink = (event.target as HTMLSelectElement).value as SinkMode;
    this.dispatchEvent(new RlChangeEvent({ sink: this.sink }));
  }
}

define('rl-engine', RlEngine);

declare global {
  interface HTMLElementTagNameMap {
    'rl-engine': RlEngine;
  }
}
