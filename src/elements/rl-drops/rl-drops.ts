/**
 * `<rl-drops>`: where every frame went. Comes in: a pipeline. Main thread, four times a second.
 */

import { html, LitElement } from 'lit';
import type { DropCause, Pipeline, Stats } from '../../types.ts';
import '../rl-sparkline/rl-sparkline.ts';
import { formatCount, formatMs, formatRate, NOTHING } from '../shared/format.ts';
import { bigNumber } from '../shared/number-views.ts';
import { StatsController } from '../shared/stats-controller.ts';
import { droppedTotal } from '../shared/stats-feed.ts';
import { baseStyles, numberStyles, panelStyles } from '../shared/styles.ts';
import { styles } from './rl-drops.styles.ts';

/** What each cause means, in the words of somebody who wants to do something about it. */
const CAUSES: Record<DropCause, string> = {
  'ring-full': 'every slot of the ring was busy',
  superseded: 'a newer frame came before this one was started',
  resizing: 'the picture changed its size',
  unsupported: 'a pixel format that the pipeline does not carry',
  'copy-failed': 'the browser could not copy the pixels',
  'sink-failed': 'the sink refused the frame',
  closed: 'the pipeline was closed',
};

/**
 * @summary Dropped frames by cause, and the sum that accounts for every frame:
 *   delivered = presented + dropped + in flight.
 * @csspart panel - The box around everything.
 * @csspart ledger - The sum.
 * @cssproperty --rl-alarm - Colour of the bars, and of a count above zero.
 */
export class RlDrops extends LitElement {
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
    const dropped = stats && droppedTotal(stats);
    return html`
      <section class="panel" part="panel" aria-labelledby="heading">
        <header>
          <h2 id="heading">Dropped frames</h2>
          <p class="hint">
            fps <span class="figure">${formatRate(stats?.fps)}</span> jitter
            <span class="figure">${stats?.presentIntervalUs.count ? `${formatMs(jitterUs(stats))} ms` : NOTHING}</span>
          </p>
        </header>
        <div class="reading">
          ${bigNumber(formatCount(dropped), '')}
          <rl-sparkline
            label="Dropped frames per reading"
            kind="bars"
            .history=${feed?.dropped ?? null}
            .reading=${feed?.reading ?? 0}
            .peak=${`${formatCount(feed && Number.isFinite(feed.dropped.peak) ? feed.dropped.peak : null)}`}
            .floor=${4}
          ></rl-sparkline>
        </div>
        ${ledger(stats, dropped)} ${causes(stats)}
        <p class="hint pair">
          <span>lost at the source ${formatCount(stats?.discardedAtSource)}</span>
          <span>reached the screen ${formatCount(stats?.displayed)}</span>
        </p>
      </section>
    `;
  }
}

function jitterUs(stats: Stats): number {
  return stats.presentIntervalUs.p99 - stats.presentIntervalUs.p50;
}

/** The law of conservation, written as a sum, and said aloud when it does not hold. */
function ledger(stats: Stats | undefined, dropped: number | undefined) {
  const sum = stats && dropped !== undefined ? stats.presented + dropped + stats.inFlight : undefined;
  const holds = sum === stats?.delivered;
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

/** All causes all the time: a list that grows would move the page. */
function causes(stats: Stats | undefined) {
  return html`
    <dl aria-label="Dropped frames by cause">
      ${Object.entries(CAUSES).map(([cause, meaning]) => {
        const count = stats?.dropped[cause as DropCause];
        return html`
          <div class=${count ? 'some' : ''} title=${meaning}>
            <dt>${cause}</dt>
            <dd>${formatCount(count)}</dd>
          </div>
        `;
      })}
    </dl>
  `;
}

customElements.define('rl-drops', RlDrops);

declare global {
  interface HTMLElementTagNameMap {
    'rl-drops': RlDrops;
  }
}
