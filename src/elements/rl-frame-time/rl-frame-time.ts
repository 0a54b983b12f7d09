/**
 * `<rl-frame-time>`: what the kernels cost per frame. Comes in: a pipeline. Main thread, four times a second.
 */

import { html, LitElement } from 'lit';
import type { Pipeline } from '../../types.ts';
import type { ChartSpec } from '../rl-chart/chart-spec.ts';
import '../rl-chart/rl-chart.ts';
import { formatMs, formatMsShort } from '../shared/format.ts';
import { FRAME, frameFeedOf } from '../shared/frame-feed.ts';
import { bigNumber, budgetUs, distributionTable, traceMessage } from '../shared/number-views.ts';
import { StatsController } from '../shared/stats-controller.ts';
import { baseStyles, numberStyles, panelStyles } from '../shared/styles.ts';
import { styles } from './rl-frame-time.styles.ts';

const CHART: ChartSpec = {
  series: [
    { name: 'mean', drawing: 'line', color: '--_accent' },
    { name: 'worst', drawing: 'worst', color: '--_accent', dash: [2, 2] },
  ],
  fill(columns, { frames }) {
    columns.mean(0, frames, FRAME.kernel);
    columns.worst(1, frames, FRAME.kernel);
  },
  format: formatMs,
  axis: formatMsShort,
  floor: 1000,
};

/**
 * @summary Frame time: from the first kernel touching a frame to the last one leaving it, in milliseconds, over the
 *   last minute and since the start.
 * @slot - Below the chart: a note of the page's own.
 * @csspart panel - The box around everything.
 * @cssproperty --rl-accent - Colour of the curves.
 */
export class RlFrameTime extends LitElement {
  static override styles = [baseStyles, panelStyles, numberStyles, styles];

  static override properties = { pipeline: { attribute: false } };

  /** What to show; `null` shows empty numbers. */
  declare pipeline: Pipeline | null;

  readonly #numbers = new StatsController(this, { frames: frameFeedOf });

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
          <h2 id="heading">Frame time</h2>
          <p class="hint">first kernel to last kernel</p>
        </header>
        <div class="reading">
          ${bigNumber(formatMs(feed?.frameTimeUs), 'ms')}
          ${distributionTable('Frame time in milliseconds since the start', [['all frames', stats?.frameTimeUs]])}
        </div>
        <rl-chart
          label="Frame time"
          .spec=${CHART}
          .feed=${frames}
          .reading=${feed?.drawing ?? 0}
          .budgetUs=${budgetUs(stats)}
          .message=${traceMessage(feed, frames)}
        ></rl-chart>
        <slot></slot>
      </section>
    `;
  }
}

customElements.define('rl-frame-time', RlFrameTime);

declare global {
  interface HTMLElementTagNameMap {
    'rl-frame-time': RlFrameTime;
  }
}
