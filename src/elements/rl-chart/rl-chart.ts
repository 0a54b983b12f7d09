/**
 * `<rl-chart>`: the last minute of an instrument, and what was at the time under the cursor. Comes in: a feed, what to
 * make of it. Main thread, once a second: its owner
 * gives no new reading while it is out of sight.
 */

import { html, LitElement, type PropertyValues } from 'lit';
import { Columns, columnUs } from '../shared/columns.ts';
import { define } from '../shared/define.ts';
import { formatMs, NOTHING } from '../shared/format.ts';
import type { FrameFeed } from '../shared/frame-feed.ts';
import { baseStyles } from '../shared/styles.ts';
import { captionView, whenText } from './caption-view.ts';
import type { ChartSpec } from './chart-spec.ts';
import type { Plot } from './plot.ts';
import { styles } from './rl-chart.styles.ts';

/** Seconds that a key moves the cursor by. */
const STEPS: Record<string, number> = {
  ArrowLeft: -0.5,
  ArrowRight: 0.5,
  PageDown: -5,
  PageUp: 5,
  Home: -60,
  End: 60,
};
/** A mark is named when the cursor is this near, in seconds. */
const NEAR_SECONDS = 0.75;

/**
 * @summary A chart of the last minute, read by mouse or by arrow keys at the same time in all charts of a pipeline.
 * @csspart plot - The area that is drawn in, with its axes.
 * @csspart legend - The series, their looks and their values at the cursor.
 * @cssproperty --rl-chart-size - Least height of the plot, 96px by default.
 * @cssproperty --rl-legend-size - Least width of a legend's entry, 96px by default.
 * @cssproperty --rl-series-1 - Colour of the first series; `--rl-series-2` to `--rl-series-7` those of the others.
 */
export class RlChart extends LitElement {
  static override styles = [baseStyles, styles];

  static override properties = {
    feed: { attribute: false },
    spec: { attribute: false },
    reading: { attribute: false },
    notes: { attribute: false },
    budgetUs: { attribute: false },
    label: {},
    message: {},
    bare: { type: Boolean },
    inline: { type: Boolean },
  };

  /** What to show; `null` shows an empty chart. */
  declare feed: FrameFeed | null;
  /** How to show it. */
  declare spec: ChartSpec;
  /** Number of the newest reading: a new one draws the chart again. */
  declare reading: number;
  /** Second lines of the legend's entries, by series. */
  declare notes: readonly string[];
  /** The time that a frame may take, in microseconds; 0 where there is none. */
  declare budgetUs: number;
  /** What is drawn, for those who cannot see it. */
  declare label: string;
  /** What to say instead while there is nothing to draw. */
  declare message: string;
  /** Without a legend: its owner has one. */
  declare bare: boolean;
  /** Notes stand beside the values, not below. */
  declare inline: boolean;

  #plot: Plot | null = null;
  #plotted: ChartSpec | null = null;
  #columns: Columns | null = null;
  #loading = false;
  #spoken: { seconds: number; text: string } = { seconds: 0, text: '' };
  #uncursor: (() => void) | undefined;
  #sized: HTMLElement | null = null;
  /** In CSS pixels, as the observer reported. Asking the element would cost a layout of the page at each reading. */
  #width = 0;
  #height = 0;
  #drawing = 0;
  readonly #resize = new ResizeObserver((entries) => {
    const box = entries.at(-1)?.contentRect;
    if (box) this.#fit(box);
  });

  constructor() {
    super();
    this.feed = null;
    this.reading = 0;
    this.notes = [];
    this.budgetUs = 0;
    this.label = '';
    this.message = '';
    this.bare = false;
    this.inline = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#sized = null;
    this.requestUpdate('reading');
    this.#followCursor();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#resize.disconnect();
    this.#uncursor?.();
    this.#drop();
  }

  protected override render() {
    const empty = !this.feed || this.feed.empty;
    const text = this.message || (this.feed ? 'Waiting for the first frame' : 'Nothing runs');
    return html`
      <figure>
        ${
          empty
            ? html`<div class="plot" part="plot" role="img" aria-label=${`${this.label}: ${text}`}>
              <div class="target"></div><p class="empty">${text}</p></div>`
            : this.#slider()
        }
        <figcaption>${this.#caption(!empty)}</figcaption>
      </figure>
    `;
  }

  /** The keyboard reads a chart like a slider: arrow keys choose a time, and the value text says what happened then. */
  #slider() {
    return html`<div
      class="plot"
      part="plot"
      tabindex="0"
      role="slider"
      aria-label=${`${this.label}, last 60 seconds`}
      aria-valuemin="-60"
      aria-valuemax="0"
      aria-valuenow=${this.#spoken.seconds}
      aria-valuetext=${this.#spoken.text || 'now'}
      @keydown=${this.#key}
      @blur=${() => this.feed?.cursor.move(null)}
    ><div class="target"></div></div>`;
  }

  #caption(there: boolean) {
    const { spec, notes, inline, bare } = this;
    const seconds = this.feed?.cursor.seconds ?? null;
    const column = there ? this.#columnAt(seconds) : -1;
    const values = spec.series.map((_, index) => this.#value(index, column));
    const mark = this.#markAt(seconds);
    return captionView({ spec, seconds, values, notes, inline, mark, bare, width: this.#width });
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('feed')) {
      this.#followCursor();
      this.#spoken = { seconds: 0, text: '' };
    }
    if (this.feed && !this.feed.empty && isNew(changed)) this.#fill();
  }

  protected override updated(changed: PropertyValues<this>): void {
    const target = this.#target;
    if (target && target !== this.#sized) {
      this.#resize.disconnect();
      this.#resize.observe(target);
      this.#sized = target;
    }
    if (this.#plot && (this.#plotted !== this.spec || !target?.firstElementChild)) this.#drop();
    // All elements write first, then all charts draw.
    if (isNew(changed)) this.#drawing ||= requestAnimationFrame(() => this.#draw());
  }

  get #target(): HTMLElement | null {
    return this.renderRoot?.querySelector<HTMLElement>('.target') ?? null;
  }

  #followCursor(): void {
    this.#uncursor?.();
    this.#uncursor = this.feed?.cursor.listen(() => {
      this.#plot?.read(this.feed?.cursor.seconds ?? null);
      this.requestUpdate();
    });
  }

  /** Columns as many as there are pixels, filled from the feed. */
  #fill(): void {
    const stepUs = columnUs((this.#width || 300) - 32, this.spec.leastColumnUs);
    const series = this.spec.series.length;
    if (this.#columns?.stepUs !== stepUs || this.#columns.values.length !== series) {
      this.#columns = new Columns(stepUs, series);
    }
    const feed = this.feed as FrameFeed;
    this.#columns.moveTo(feed.nowUs);
    this.spec.fill(this.#columns, feed);
  }

  #draw(): void {
    cancelAnimationFrame(this.#drawing);
    this.#drawing = 0;
    const { feed } = this;
    if (!feed || feed.empty || !this.#columns || !this.#width || document.hidden) return;
    if (!this.#plot) {
      void this.#load();
      return;
    }
    const { budgetUs } = this;
    const budgetLabel = `budget ${formatMs(budgetUs)} ms`;
    this.#plot.draw({ columns: this.#columns, feed, budgetUs, budgetLabel });
  }

  async #load(): Promise<void> {
    if (this.#loading) return;
    this.#loading = true;
    try {
      const { Plot, plotSheet } = await import('./plot.ts');
      const target = this.#target;
      const root = this.shadowRoot;
      if (!target || !root || !this.isConnected || this.#plot) return;
      if (!root.adoptedStyleSheets.includes(plotSheet)) {
        root.adoptedStyleSheets = [plotSheet, ...root.adoptedStyleSheets];
      }
      this.#plotted = this.spec;
      this.#plot = new Plot(this.spec, target, this.#width, this.#height, (seconds) =>
        this.feed?.cursor.move(seconds === null ? null : Math.max(-60, Math.min(0, seconds))),
      );
    } finally {
      this.#loading = false;
    }
    this.#draw();
  }

  #drop(): void {
    cancelAnimationFrame(this.#drawing);
    this.#drawing = 0;
    this.#plot?.destroy();
    this.#plot = null;
  }

  #fit({ width, height }: DOMRectReadOnly): void {
    if (width === 0 || (width === this.#width && height === this.#height)) return;
    this.#width = width;
    this.#height = height;
    this.#plot?.resize(width, height);
    this.#draw();
  }

  #columnAt(seconds: number | null): number {
    if (!this.#columns) return -1;
    return seconds === null ? this.#columns.newest() : this.#columns.nearest(seconds);
  }

  #value(series: number, column: number): string {
    const value = this.#columns?.values[series]?.[column];
    return value === undefined || Number.isNaN(value) ? NOTHING : this.spec.format(value);
  }

  /** The labels of the settings marks near a time. */
  #markAt(seconds: number | null): string {
    const { feed } = this;
    if (!feed || seconds === null) return '';
    const atUs = feed.nowUs + seconds * 1_000_000;
    const near = feed.marks.filter(({ timeUs }) => Math.abs(timeUs - atUs) < NEAR_SECONDS * 1_000_000);
    return near.map(({ label }) => label).join(', ');
  }

  readonly #key = (event: KeyboardEvent): void => {
    const { cursor } = this.feed as FrameFeed;
    if (event.key === 'Escape') {
      cursor.move(null);
      return;
    }
    const step = STEPS[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const seconds = Math.max(-60, Math.min(0, (cursor.seconds ?? 0) + step));
    cursor.move(seconds);
    const column = this.#columnAt(seconds);
    const values = this.spec.series.map(({ name }, index) => `${name} ${this.#value(index, column)}`);
    // Said once per key, not again when the figures below have moved on.
    this.#spoken = {
      seconds,
      text: [whenText(seconds), this.#markAt(seconds), ...values].filter(Boolean).join(', '),
    };
    this.requestUpdate();
  };
}

/** Whether there is something new to draw. A moved cursor alone is nothing new. */
function isNew(changed: PropertyValues<RlChart>): boolean {
  return changed.has('reading') || changed.has('feed') || changed.has('spec');
}

define('rl-chart', RlChart);

declare global {
  interface HTMLElementTagNameMap {
    'rl-chart': RlChart;
  }
}
