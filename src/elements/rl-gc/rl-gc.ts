/**
 * `<rl-gc>`: what garbage collections do to frames, as far as a page can know. Comes in: a pipeline. Main thread, four
 * times a second.
 */

import { html, LitElement } from 'lit';
import type { Distribution } from '../../terms.ts';
import type { Pipeline } from '../../types.ts';
import type { ChartSpec } from '../rl-chart/chart-spec.ts';
import '../rl-chart/rl-chart.ts';
import { distributionOf } from '../shared/distribution.ts';
import { formatCount, formatMs, formatMsShort } from '../shared/format.ts';
import { FRAME, type FrameFeed, frameFeedOf } from '../shared/frame-feed.ts';
import { distributionTable, traceMessage } from '../shared/number-views.ts';
import { StatsController } from '../shared/stats-controller.ts';
import { baseStyles, numberStyles, panelStyles } from '../shared/styles.ts';
import { styles } from './rl-gc.styles.ts';

const CHART: ChartSpec = {
  series: [
    { name: 'worst', drawing: 'line', color: '--_series-1' },
    { name: 'touched', drawing: 'dots', color: '--_series-5' },
  ],
  fill(columns, { frames }) {
    columns.worst(0, frames, FRAME.latency);
    columns.worst(1, frames, FRAME.latency, FRAME.touched);
  },
  format: formatMs,
  axis: formatMsShort,
  floor: 1000,
};

/**
 * @summary Garbage collections that the page noticed, by thread, the frames they touched, and the latency of those
 *   frames apart from that of all others.
 * @slot - Below the numbers: a note of the page's own.
 * @csspart panel - The box around everything.
 * @csspart knowledge - What the page can know of collections, and what it cannot.
 * @cssproperty --rl-series-1 - Colour of the latency.
 * @cssproperty --rl-series-5 - Colour of the frames that a collection touched.
 */
export class RlGc extends LitElement {
  static override styles = [baseStyles, panelStyles, numberStyles, styles];

  static override properties = { pipeline: { attribute: false } };

  /** What to show; `null` shows empty numbers. */
  declare pipeline: Pipeline | null;

  readonly #numbers = new StatsController(this, { frames: frameFeedOf });
  #touched: { written: number; distribution: Distribution | undefined } = {
    written: 0,
    distribution: undefined,
  };

  constructor() {
    super();
    this.pipeline = null;
  }

  protected override render() {
    const { feed, frames } = this.#numbers;
    const stats = feed?.stats;
    return html`
      <section class="panel" part="panel" aria-labelledby="heading">
        <header>
          <h2 id="heading">Garbage collection</h2>
          <p class="hint">pool threads: none, they run no JavaScript</p>
        </header>
        <dl>
          <div><dt>capture thread</dt><dd>${formatCount(stats?.gc.capture)}</dd></div>
          <div><dt>present thread</dt><dd>${formatCount(stats?.gc.present)}</dd></div>
          <div><dt>frames touched</dt><dd>${formatCount(stats?.gc.framesTouched)}</dd></div>
        </dl>
        ${distributionTable('Latency in milliseconds, apart from collections and with them', [
          ['GC-free', stats?.gcFreeLatencyUs],
          ['touched', this.#distribution(frames)],
        ])}
        <rl-chart
          label="Latency and collections"
          .spec=${CHART}
          .feed=${frames}
          .reading=${feed?.drawing ?? 0}
          .message=${traceMessage(feed, frames)}
        ></rl-chart>
        <p class="hint" part="knowledge">
          A page learns of a collection in a task after it, of two in quick succession as one, and in some browsers of
          major ones only. All of them show in the browser’s own trace.
        </p>
        <slot></slot>
      </section>
    `;
  }

  /** Made anew only when another frame was touched. */
  #distribution(frames: FrameFeed | null): Distribution | undefined {
    const touched = frames?.touched;
    if (!touched) return undefined;
    if (this.#touched.written !== touched.written) {
      this.#touched = { written: touched.written, distribution: distributionOf(touched, 0) };
    }
    return touched.written > 0 ? this.#touched.distribution : undefined;
  }
}

customElements.define('rl-gc', RlGc);

declare global {
  interface HTMLElementTagNameMap {
    'rl-gc': RlGc;
  }
}
