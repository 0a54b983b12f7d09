/**
 * `<rl-recorder>`: takes traces. Comes in: a pipeline, clicks, the key R. Goes out: traces as files, or as an event.
 * Main thread, four times a second.
 */

import { html, LitElement, nothing, type PropertyValues } from 'lit';
import type { Trace } from '../../trace/trace.ts';
import type { Pipeline } from '../../types.ts';
import { define } from '../shared/define.ts';
import { formatCount } from '../shared/format.ts';
import { panel } from '../shared/panel.ts';
import { StatsController } from '../shared/stats-controller.ts';
import { baseStyles, controlStyles, panelStyles } from '../shared/styles.ts';
import { FORMATS, type Format, fileName, formatElapsed, isRecordKey, save } from './recording.ts';
import { styles } from './rl-recorder.styles.ts';
import { RlTraceEvent } from './trace-event.ts';

/** What the pipeline keeps by itself, in seconds. */
const RECENT_SECONDS = 30;
/** Traces that stay in the list, newest first. */
const MOST_KEPT = 5;

/**
 * @summary Starts and stops a trace (also by the key R), takes the last 30 seconds, and saves traces as files.
 * @fires {RlTraceEvent} rl-trace - The reader wants to see a trace; the event carries it. Bubbles, crosses shadow roots.
 * @csspart panel - The box around everything.
 * @csspart trace - One row per trace that was taken.
 * @cssproperty --rl-alarm - Colour of the light that is on while a trace is taken, and of lost records.
 */
export class RlRecorder extends LitElement {
  static override styles = [baseStyles, controlStyles, panelStyles, styles];

  static override properties = {
    pipeline: { attribute: false },
    kept: { state: true },
    takesKey: { state: true },
    said: { state: true },
  };

  /** What to record; `null` while there is none. */
  declare pipeline: Pipeline | null;
  declare private kept: readonly Trace[];
  /** The user must be able to switch off a key without Control or Alt, because speech input types letters. */
  declare private takesKey: boolean;
  declare private said: string;

  #startedMs = 0;
  readonly #watched = new WeakSet<Pipeline>();

  constructor() {
    super();
    this.pipeline = null;
    this.kept = [];
    this.takesKey = true;
    this.said = '';
    new StatsController(this);
  }

  /** Starts a trace, or ends the one that is being taken. */
  toggle(): void {
    const { pipeline } = this;
    if (!pipeline || isOver(pipeline)) return;
    if (pipeline.tracing) this.#finish(pipeline);
    else {
      pipeline.startTrace();
      this.said = 'Recording';
    }
  }

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener('keydown', this.#onKey);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener('keydown', this.#onKey);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('pipeline') && this.pipeline) this.#watch(this.pipeline);
  }

  protected override render() {
    const { pipeline } = this;
    const canRecord = pipeline !== null && !isOver(pipeline);
    const isOn = canRecord && pipeline.tracing;
    const elapsed = isOn ? formatElapsed(performance.now() - this.#startedMs) : '';
    return panel(
      'Trace',
      html`
        <label class="hint key">
          <input type="checkbox" .checked=${this.takesKey} @change=${this.#toggleKey} />
          <kbd>R</kbd> starts and stops
        </label>
      `,
      html`
        <div class="controls">
          <button
            type="button"
            class="record"
            aria-pressed=${isOn}
            aria-keyshortcuts=${this.takesKey ? 'R' : nothing}
            ?disabled=${!canRecord}
            @click=${this.toggle}
          >
            <i class="light" aria-hidden="true"></i>Record
          </button>
          <span class="elapsed" role="timer">${elapsed}</span>
          <button type="button" ?disabled=${!canRecord} @click=${this.#takeRecent}>Save last ${RECENT_SECONDS} s</button>
        </div>
        <p role="status" class="unseen">${this.said}</p>
        ${this.kept.map((trace, index) => this.#row(trace, index))}
      `,
    );
  }

  #row(trace: Trace, index: number) {
    const { startUs, endUs, startedAt } = trace.metadata;
    const time = new Date(startedAt).toLocaleTimeString();
    const { lost } = trace;
    return html`
      <div class="trace" part="trace" role="group" aria-label=${`Trace of ${time}`}>
        <p>
          <b>${formatElapsed((endUs - startUs) / 1000)}</b> from ${time}, ${formatCount(trace.frames.length)} frames,
          <span class=${lost > 0 ? 'lost' : ''}>${formatCount(lost)} records lost</span>
        </p>
        <div class="buttons">
          <button type="button" class="primary" @click=${() => this.dispatchEvent(new RlTraceEvent(trace))}>Open</button>
          ${FORMATS.map(
            (format) => html`
              <button type="button" title=${format.title} @click=${() => this.#save(trace, format)}>${format.label}</button>
            `,
          )}
          ${
            index === 0
              ? nothing
              : html`
                <button type="button" class="quiet" @click=${() => (this.kept = this.kept.filter((one) => one !== trace))}>
                  Forget
                </button>
              `
          }
        </div>
      </div>
    `;
  }

  /** Keeps a trace that is being taken when its pipeline ends, even if this element is gone by then. */
  #watch(pipeline: Pipeline): void {
    if (pipeline.tracing) this.#startedMs = performance.now();
    if (this.#watched.has(pipeline)) return;
    this.#watched.add(pipeline);
    pipeline.addEventListener('tracechange', () => {
      if (pipeline.tracing) this.#startedMs = performance.now();
      this.requestUpdate();
    });
    pipeline.addEventListener('statechange', () => {
      if (!isOver(pipeline)) return;
      // The last frames end while the pipeline closes. Their ends belong to the trace.
      if (pipeline.tracing) void pipeline.close().finally(() => pipeline.tracing && this.#finish(pipeline));
      this.requestUpdate();
    });
  }

  #finish(pipeline: Pipeline): void {
    this.#keep(pipeline.stopTrace(), 'Recorded');
  }

  readonly #takeRecent = (): void => {
    if (this.pipeline) this.#keep(this.pipeline.recentTrace(RECENT_SECONDS), 'Took');
  };

  #keep(trace: Trace, verb: string): void {
    this.kept = [trace, ...this.kept].slice(0, MOST_KEPT);
    const frames = `${formatCount(trace.frames.length)} frames`;
    this.said = `${verb} ${frames}, ${formatCount(trace.lost)} records lost`;
  }

  #save(trace: Trace, format: Format): void {
    const name = fileName(trace.metadata, format.extension);
    if (format.id === 'perfetto') save(trace.toPerfetto(), name);
    else save(format.id === 'csv' ? trace.toCsv() : trace.toChromeJson(), name);
    this.said = `Saved ${name}`;
  }

  readonly #toggleKey = (event: Event): void => {
    this.takesKey = (event.target as HTMLInputElement).checked;
  };

  readonly #onKey = (event: KeyboardEvent): void => {
    if (!this.takesKey || !isRecordKey(event) || !this.pipeline) return;
    event.preventDefault();
    this.toggle();
  };
}

function isOver(pipeline: Pipeline): boolean {
  return pipeline.state === 'closed' || pipeline.state === 'failed';
}

define('rl-recorder', RlRecorder);

declare global {
  interface HTMLElementTagNameMap {
    'rl-recorder': RlRecorder;
  }
}
