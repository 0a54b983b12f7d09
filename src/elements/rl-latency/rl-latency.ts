/**
 * `<rl-latency>`: how long a frame is with us. Comes in: a pipeline. Main thread, four times a second.
 */

import { html } from 'lit';
import type { Stats } from '../../types.ts';
import type { ChartSpec } from '../rl-chart/chart-spec.ts';
import { ChartedInstrument } from '../shared/charted-instrument.ts';
import { define } from '../shared/define.ts';
import { formatMs, formatMsShort, NOTHING } from '../shared/format.ts';
import { FRAME } from '../shared/frame-feed.ts';
import { bigNumber, budgetUs, distributionTable } from '../shared/number-views.ts';
import { numberStyles } from '../shared/styles.ts';
import { styles } from './rl-latency.styles.ts';

const STAGES = ['copy', 'wait', 'kernel', 'present'] as const;

const CHART: ChartSpec = {
  series: [
    { name: 'copy', drawing: 'stack', color: '--_series-1', pattern: 'rising' },
    { name: 'wait', drawing: 'stack', color: '--_series-2', pattern: 'points' },
    { name: 'kernel', drawing: 'stack', color: '--_series-3', pattern: 'plain' },
    { name: 'present', drawing: 'stack', color: '--_series-4', pattern: 'falling' },
    { name: 'worst', drawing: 'line', color: '--_ink', dash: [2, 2] },
  ],
  // Means of the stages add up to the mean of the latency; medians would not.
  fill(columns, { frames }) {
    STAGES.forEach((stage, index) => {
      columns.mean(index, frames, FRAME[stage]);
    });
    columns.worst(4, frames, FRAME.latency);
  },
  format: formatMs,
  axis: formatMsShort,
  floor: 1000,
};

/**
 * @summary Latency: from a frame's arrival in the capture worker to its hand-over to the sink, in milliseconds,
 *   for all frames and for those that no garbage collection touched.
 * @slot - Below the numbers: a note of the page's own.
 * @csspart panel - The box around everything.
 * @cssproperty --rl-series-1 - Colour of the stage `copy`; `--rl-series-2` to `--rl-series-4`: wait, kernel, present.
 */
export class RlLatency extends ChartedInstrument {
  static override styles = [ChartedInstrument.styles, numberStyles, styles];

  protected override readonly heading = 'Latency';

  protected override aside() {
    return 'arrival to hand-over';
  }

  protected override body(stats: Stats | undefined) {
    return html`
      <div class="reading">
        ${bigNumber(formatMs(this.numbers.feed?.latencyUs), 'ms')}
        ${distributionTable('Latency in milliseconds since the start', [
          ['all frames', stats?.latencyUs],
          ['GC-free', stats?.gcFreeLatencyUs],
        ])}
      </div>
      ${this.chart('Latency by stage', CHART, {
        notes: STAGES.map((stage) => `p50 ${medianOf(stats, stage)}`),
        budgetUs: budgetUs(stats),
      })}
    `;
  }
}

function medianOf(stats: Stats | undefined, stage: (typeof STAGES)[number]): string {
  const { count, p50 } = stats?.stagesUs[stage] ?? { count: 0, p50: 0 };
  return count ? formatMs(p50) : NOTHING;
}

define('rl-latency', RlLatency);

declare global {
  interface HTMLElementTagNameMap {
    'rl-latency': RlLatency;
  }
}
