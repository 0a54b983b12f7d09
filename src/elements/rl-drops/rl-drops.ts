/**
 * `<rl-drops>`: which frames were dropped, when, and for what cause. Comes in: a pipeline. Main thread, four times a
 * second.
 */

import { html } from 'lit';
import type { Stats } from '../../types.ts';
import type { ChartSpec } from '../rl-chart/chart-spec.ts';
import type { PatternName } from '../rl-chart/patterns.ts';
import { CAUSE_NAMES } from '../shared/causes.ts';
import { ChartedInstrument } from '../shared/charted-instrument.ts';
import { define } from '../shared/define.ts';
import { formatCount, formatMs, formatRate, NOTHING } from '../shared/format.ts';
import { bigNumber } from '../shared/number-views.ts';
import { addsUp, droppedTotal } from '../shared/stats-feed.ts';
import { numberStyles } from '../shared/styles.ts';
import { styles } from './rl-drops.styles.ts';

const PATTERNS: readonly PatternName[] = ['plain', 'rising', 'points', 'level', 'falling', 'upright', 'grid'];

/** Colours by cause: the alarm's for the two that a machine is too slow for. */
const COLORS = [5, 2, 1, 7, 4, 3, 6];

const CHART: ChartSpec = {
  series: CAUSE_NAMES.map((name, code) => ({
    name,
    drawing: 'bars' as const,
    color: `--_series-${COLORS[code]}`,
    pattern: PATTERNS[code] ?? 'plain',
  })),
  fill(columns, { drops }) {
    columns.count(0, CAUSE_NAMES.length, drops);
  },
  format: formatCount,
  axis: (count) => (Number.isInteger(count) ? formatCount(count) : ''),
  floor: 4,
  // Bars that can be told apart.
  leastColumnUs: 1_000_000,
};

/**
 * @summary Dropped frames by cause over the last minute, and the sum that accounts for every frame:
 *   delivered = presented + dropped + in flight.
 * @slot - Below the numbers: a note of the page's own.
 * @csspart panel - The box around everything.
 * @csspart ledger - The sum.
 * @cssproperty --rl-alarm - Colour of a sum that does not add up.
 * @cssproperty --rl-series-1 - Colours of the causes: `--rl-series-1` to `--rl-series-7`.
 */
export class RlDrops extends ChartedInstrument {
  static override styles = [ChartedInstrument.styles, numberStyles, styles];

  protected override readonly heading = 'Dropped frames';

  protected override aside(stats: Stats | undefined) {
    return html`
      <p class="hint">
        fps <span class="figure">${formatRate(stats?.fps)}</span> jitter
        <span class="figure">${stats?.presentIntervalUs.count ? `${formatMs(jitterUs(stats))} ms` : NOTHING}</span>
      </p>
    `;
  }

  protected override body(stats: Stats | undefined) {
    const dropped = stats && droppedTotal(stats);
    return html`
      <div class="reading">${bigNumber(formatCount(dropped), '')} ${ledger(stats, dropped)}</div>
      ${this.chart('Dropped frames per second by cause', CHART, {
        inline: true,
        notes: CAUSE_NAMES.map((cause) => `of ${formatCount(stats?.dropped[cause])}`),
      })}
    `;
  }
}

function jitterUs(stats: Stats): number {
  return stats.presentIntervalUs.p99 - stats.presentIntervalUs.p50;
}

/** The law of conservation, written as a sum, and said aloud when it does not hold. */
function ledger(stats: Stats | undefined, dropped: number | undefined) {
  const holds = addsUp(stats);
  return html`
    <p class="ledger" part="ledger">
      <span><b>${formatCount(stats?.delivered)}</b> delivered</span>
      <span class=${holds ? '' : 'broken'}>${holds ? '=' : '≠'}</span>
      <span><b>${formatCount(stats?.presented)}</b> presented</span>
      <span>+</span>
      <span><b>${formatCount(dropped)}</b> dropped</span>
      <span>+</span>
      <span><b>${formatCount(stats?.inFlight)}</b> in flight</span>
    </p>
  `;
}

define('rl-drops', RlDrops);

declare global {
  interface HTMLElementTagNameMap {
    'rl-drops': RlDrops;
  }
}
