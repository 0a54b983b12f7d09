/**
 * `<rl-frame-time>`: what the kernels cost per frame. Comes in: a pipeline. Main thread, four times a second.
 */

import { html } from 'lit';
import type { Stats } from '../../types.ts';
import type { ChartSpec } from '../rl-chart/chart-spec.ts';
import { ChartedInstrument } from '../shared/charted-instrument.ts';
import { define } from '../shared/define.ts';
import { formatMs, formatMsShort } from '../shared/format.ts';
import { FRAME } from '../shared/frame-feed.ts';
import { bigNumber, budgetUs, distributionTable } from '../shared/number-views.ts';
import { numberStyles } from '../shared/styles.ts';
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
export class RlFrameTime extends ChartedInstrument {
  static override styles = [ChartedInstrument.styles, numberStyles, styles];

  protected override readonly heading = 'Frame time';

  protected override aside() {
    return 'first kernel to last kernel';
  }

  protected override body(stats: Stats | undefined) {
    return html`
      <div class="reading">
        ${bigNumber(formatMs(this.numbers.feed?.frameTimeUs), 'ms')}
        ${distributionTable('Frame time in milliseconds since the start', [['all frames', stats?.frameTimeUs]])}
      </div>
      ${this.chart('Frame time', CHART, { budgetUs: budgetUs(stats) })}
    `;
  }
}

define('rl-frame-time', RlFrameTime);

declare global {
  interface HTMLElementTagNameMap {
    'rl-frame-time': RlFrameTime;
  }
}
