/**
 * `<rl-latency>`: how long a frame is with us. Comes in: a pipeline. Main thread, four times a second.
 */

import { html, LitElement } from 'lit';
import type { Pipeline, Stats } from '../../types.ts';
import '../rl-sparkline/rl-sparkline.ts';
import { formatCount, formatMs, NOTHING } from '../shared/format.ts';
import { bigNumber, distributionTable } from '../shared/number-views.ts';
import { StatsController } from '../shared/stats-controller.ts';
import { baseStyles, numberStyles, panelStyles } from '../shared/styles.ts';
import { styles } from './rl-latency.styles.ts';

const STAGES = ['copy', 'wait', 'kernel', 'present'] as const;

/**
 * @summary Latency: from a frame's arrival in the capture worker to its hand-over to the sink, in milliseconds,
 *   for all frames and for those that no garbage collection touched.
 * @csspart panel - The box around everything.
 * @cssproperty --rl-latency-color - Colour of the curve.
 */
export class RlLatency extends LitElement {
  static override styles = [baseStyles, panelStyles, numberStyles, styles];

  static override properties = { pipeline: { attribute: false } };

  /** What to show; `null` shows empty numbers. */
  declare pipeline: Pipeline | null;

  readonly #numbers = new StatsController(this);

  constructor() {
    super();
    this.pipeline = null;
  }

  protected override render() {
    const feed = this.#numbers.feed;
    const stats = feed?.stats;
    return html`
      <section class="panel" part="panel" aria-labelledby="heading">
        <header>
          <h2 id="heading">Latency</h2>
          <p class="hint">arrival to hand-over</p>
        </header>
        <div class="reading">
          ${bigNumber(formatMs(feed?.latencyUs.last), 'ms')}
          <rl-sparkline
            label="Latency"
            .history=${feed?.latencyUs ?? null}
            .reading=${feed?.reading ?? 0}
            .peak=${`${formatMs(feed?.latencyUs.peak)} ms`}
            .floor=${1000}
          ></rl-sparkline>
        </div>
        ${distributionTable('Latency in milliseconds since the start', [
          ['all frames', stats?.latencyUs],
          ['GC-free', stats?.gcFreeLatencyUs],
        ])}
        ${this.#stages(stats)}
        <p class="hint pair">
          <span>garbage collections ${formatCount(stats?.gc.events)}</span>
          <span>frames touched ${formatCount(stats?.gc.framesTouched)}</span>
        </p>
      </section>
    `;
  }

  #stages(stats: Stats | undefined) {
    return html`
      <dl aria-label="Stages of the latency, medians in milliseconds">
        ${STAGES.map((stage) => {
          const { count, p50 } = stats?.stagesUs[stage] ?? { count: 0, p50: 0 };
          return html`<div><dt>${stage}</dt><dd>${count ? formatMs(p50) : NOTHING}</dd></div>`;
        })}
      </dl>
    `;
  }
}

customElements.define('rl-latency', RlLatency);

declare global {
  interface HTMLElementTagNameMap {
    'rl-latency': RlLatency;
  }
}
