/**
 * An instrument with a chart of the last minute. It stands apart because the page loads charts later than its controls.
 * Comes in: a pipeline. Main thread, four times a second; the chart once a second.
 */

import { html, type TemplateResult } from 'lit';
import type { ChartSpec } from '../rl-chart/chart-spec.ts';
import '../rl-chart/rl-chart.ts';
import { frameFeedOf } from './frame-feed.ts';
import { Instrument } from './instrument.ts';
import { traceMessage } from './number-views.ts';

/** How a chart differs from a plain one; see `RlChart`. */
interface ChartLooks {
  notes?: readonly string[];
  budgetUs?: number;
  bare?: boolean;
  inline?: boolean;
}

const NO_NOTES: readonly string[] = [];

/** See above. */
export abstract class ChartedInstrument extends Instrument {
  constructor() {
    super({ frames: frameFeedOf });
  }

  /** The chart. `label`: what is drawn, for those who cannot see it. */
  protected chart(label: string, spec: ChartSpec, looks: ChartLooks = {}): TemplateResult {
    const { feed, frames } = this.numbers;
    const { notes = NO_NOTES, budgetUs = 0, bare = false, inline = false } = looks;
    return html`
      <rl-chart
        label=${label}
        ?bare=${bare}
        ?inline=${inline}
        .spec=${spec}
        .feed=${frames}
        .reading=${feed?.drawing ?? 0}
        .notes=${notes}
        .budgetUs=${budgetUs}
        .message=${traceMessage(feed, frames)}
      ></rl-chart>
    `;
  }
}
