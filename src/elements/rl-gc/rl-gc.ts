/**
 * `<rl-gc>`: what garbage collections do to frames, as far as a page can know. Comes in: a pipeline. Main thread, four
 * times a second.
 */

import { html } from 'lit';
import type { Distribution } from '../../terms.ts';
import type { Stats } from '../../types.ts';
import type { ChartSpec } from '../rl-chart/chart-spec.ts';
import { ChartedInstrument } from '../shared/charted-instrument.ts';
import { define } from '../shared/define.ts';
import { distributionOf } from '../shared/distribution.ts';
import { formatCount, formatMs, formatMsShort } from '../shared/format.ts';
import { FRAME, type FrameFeed } from '../shared/frame-feed.ts';
import { distributionTable } from '../shared/number-views.ts';
import { numberStyles } from '../shared/styles.ts';
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
export class RlGc extends ChartedInstrument {
  static override styles = [ChartedInstrument.styles, numberStyles, styles];

  #touched: { written: number; distribution: Distribution | undefined } = {
    written: 0,
    distribution: undefined,
  };

  protected override readonly heading = 'Garbage collection';

  protected override aside() {
    return 'pool threads: none, they run no JavaScript';
  }

  protected override body(stats: Stats | undefined) {
    return html`
      <dl>
        <div><dt>capture thread</dt><dd>${formatCount(stats?.gc.capture)}</dd></div>
        <div><dt>present thread</dt><dd>${formatCount(stats?.gc.present)}</dd></div>
        <div><dt>frames touched</dt><dd>${formatCount(stats?.gc.framesTouched)}</dd></div>
      </dl>
      ${distributionTable('Latency in milliseconds, apart from collections and with them', [
        ['GC-free', stats?.gcFreeLatencyUs],
        ['touched', this.#distribution(this.numbers.frames)],
      ])}
      ${this.chart('Latency and collections', CHART)}
      <p class="hint" part="knowledge">
        A page learns of a collection in a task after it, of two in quick succession as one, and in some browsers of
        major ones only. All of them show in the browser’s own trace.
      </p>
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

define('rl-gc', RlGc);

declare global {
  interface HTMLElementTagNameMap {
    'rl-gc': RlGc;
  }
}
