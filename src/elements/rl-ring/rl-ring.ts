/**
 * `<rl-ring>`: where the frames in flight are. Comes in: a pipeline. Main thread, four times a second.
 */

import { html } from 'lit';
import { MAX_SLOTS, SLOT_STATES } from '../../generated/layout.ts';
import type { SlotState } from '../../terms.ts';
import type { Stats } from '../../types.ts';
import type { ChartSpec } from '../rl-chart/chart-spec.ts';
import { ChartedInstrument } from '../shared/charted-instrument.ts';
import { define } from '../shared/define.ts';
import { formatCount } from '../shared/format.ts';
import { styles } from './rl-ring.styles.ts';

const STATES = Object.keys(SLOT_STATES) as SlotState[];

/** What stands in a slot's box; two states begin with P. */
const LETTERS: Record<SlotState, string> = {
  free: 'F',
  writing: 'W',
  ready: 'R',
  processing: 'K',
  done: 'D',
  presenting: 'P',
};

const formatSlots = (slots: number): string => String(Number(slots.toFixed(1)));

const CHART: ChartSpec = {
  series: [
    { name: 'mean', drawing: 'line', color: '--_series-4' },
    { name: 'most', drawing: 'worst', color: '--_series-4', dash: [2, 2] },
  ],
  fill(columns, { depth }) {
    columns.mean(0, depth, 0);
    columns.worst(1, depth, 0);
  },
  format: formatSlots,
  axis: (slots) => (Number.isInteger(slots) ? String(slots) : ''),
  floor: MAX_SLOTS,
  top: MAX_SLOTS,
};

/**
 * @summary The ring's slots by what they are at now, and how many were in use when each frame of the last minute was
 *   published.
 * @slot - Below the numbers: a note of the page's own.
 * @csspart panel - The box around everything.
 * @csspart slots - The boxes, one per slot.
 * @cssproperty --rl-series-4 - Colour of the curves.
 * @cssproperty --rl-accent - Colour of a slot that the pool works on.
 */
export class RlRing extends ChartedInstrument {
  static override styles = [ChartedInstrument.styles, styles];

  protected override readonly heading = 'Ring';

  protected override aside() {
    return 'slots in use, when each frame was published';
  }

  protected override body(stats: Stats | undefined) {
    const ring = stats?.ring;
    return html`
      <ul class="slots" part="slots" aria-hidden="true">
        ${boxes(ring)}
      </ul>
      <dl class="states" aria-label="Slots by state, now">
        ${STATES.map(
          (state) => html`
            <div><dt><kbd aria-hidden="true">${LETTERS[state]}</kbd><span>${state}</span></dt>
              <dd>${formatCount(ring?.states[state])}</dd></div>
          `,
        )}
      </dl>
      ${this.chart('Slots in use', CHART)}
    `;
  }
}

/** One box per possible slot, those in use first. Without a frame all boxes are empty. */
function boxes(ring: Stats['ring'] | undefined) {
  const filled = STATES.toReversed().flatMap((state) =>
    new Array<SlotState>(ring?.states[state] ?? 0).fill(state),
  );
  return Array.from({ length: MAX_SLOTS }, (_, slot) => {
    const state = filled[slot];
    return state ? html`<li class=${state}>${LETTERS[state]}</li>` : html`<li></li>`;
  });
}

define('rl-ring', RlRing);

declare global {
  interface HTMLElementTagNameMap {
    'rl-ring': RlRing;
  }
}
