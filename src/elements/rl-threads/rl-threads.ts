/**
 * `<rl-threads>`: how busy each thread of the pool is. Comes in: a pipeline. Main thread, four times a second.
 */

import { html } from 'lit';
import { MAX_THREADS } from '../../generated/layout.ts';
import type { WorkerStats } from '../../terms.ts';
import type { Stats } from '../../types.ts';
import type { ChartSpec } from '../rl-chart/chart-spec.ts';
import { INTERVAL_US } from '../shared/busy-shares.ts';
import { ChartedInstrument } from '../shared/charted-instrument.ts';
import { define } from '../shared/define.ts';
import { formatCount, formatShare } from '../shared/format.ts';
import { styles } from './rl-threads.styles.ts';

/** Intervals of the last second. */
const SECOND = 1_000_000 / INTERVAL_US;

/** One chart per number of threads, each thread on a floor of its own. */
const CHARTS: readonly ChartSpec[] = Array.from({ length: MAX_THREADS }, (_, most) => ({
  series: Array.from({ length: most + 1 }, (_, thread) => ({
    name: `thread ${thread}`,
    drawing: 'lane' as const,
    color: '--_series-3',
  })),
  fill(columns, { busy, sinceUs }) {
    for (let thread = 0; thread <= most; thread++) columns.busy(thread, busy, thread, sinceUs);
  },
  format: formatShare,
  axis: null,
  floor: most + 1,
  top: most + 1,
  leastColumnUs: INTERVAL_US,
}));

/**
 * @summary The share of a core that each pool thread spends in kernels, over the last second and the last minute, and
 *   the frames and stripes that it worked on.
 * @slot - Below the numbers: a note of the page's own.
 * @csspart panel - The box around everything.
 * @cssproperty --rl-series-3 - Colour of the areas.
 */
export class RlThreads extends ChartedInstrument {
  static override styles = [ChartedInstrument.styles, styles];

  protected override readonly heading = 'Threads';

  protected override aside() {
    return 'share of a core in kernels, last second';
  }

  protected override body(stats: Stats | undefined) {
    const { frames } = this.numbers;
    const workers = stats?.workers ?? [];
    const share = (thread: number) =>
      !frames || frames.empty ? null : frames.busy.recent(thread, frames.nowUs, SECOND);
    const spec = CHARTS[Math.max(0, workers.length - 1)] as ChartSpec;
    return html`
      <div class="lanes">
        <div class="threads">
          ${workers.length === 0 ? html`<p>no threads yet</p>` : workers.map((worker, thread) => row(thread, share(thread), worker))}
        </div>
        ${this.chart('Busy share of each pool worker', spec, { bare: true })}
      </div>
    `;
  }
}

function row(thread: number, share: number | null, { frames, stripes }: WorkerStats) {
  return html`
    <div class="thread">
      <span class="name">thread ${thread}</span>
      <span class="share">${formatShare(share)}</span>
      <span class="work" title=${`${formatCount(frames)} frames, ${formatCount(stripes)} stripes`}
        >${formatCount(stripes)} stripes</span
      >
    </div>
  `;
}

define('rl-threads', RlThreads);

declare global {
  interface HTMLElementTagNameMap {
    'rl-threads': RlThreads;
  }
}
