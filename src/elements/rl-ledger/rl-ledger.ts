/**
 * `<rl-ledger>`: where every frame went, as a sum. Comes in: a pipeline. Main thread, four times a second.
 */

import { html } from 'lit';
import type { Stats } from '../../types.ts';
import { CAUSE_NAMES, CAUSES } from '../shared/causes.ts';
import { define } from '../shared/define.ts';
import { formatCount } from '../shared/format.ts';
import { Instrument } from '../shared/instrument.ts';
import { addsUp } from '../shared/stats-feed.ts';
import { styles } from './rl-ledger.styles.ts';

/**
 * @summary The law of conservation: presented frames, those dropped for each cause and those in flight add up to those
 *   delivered. Beside it, never in it: frames that reached the screen, and those lost before we saw them.
 * @slot - Below the numbers: a note of the page's own.
 * @csspart panel - The box around everything.
 * @csspart sum - The sum's table.
 * @cssproperty --rl-alarm - Colour of a cause that has dropped frames, and of a sum that does not add up.
 */
export class RlLedger extends Instrument {
  static override styles = [Instrument.styles, styles];

  protected override readonly heading = 'Ledger';

  protected override aside(stats: Stats | undefined) {
    const holds = addsUp(stats);
    return html`<p class=${holds ? 'hint' : 'broken'} role="status">${verdict(stats, holds)}</p>`;
  }

  protected override body(stats: Stats | undefined) {
    return html`
      <table part="sum">
        <caption class="unseen">Every frame that was delivered is in exactly one line</caption>
        <tbody>
          ${line('', 'presented', stats?.presented)}
          ${CAUSE_NAMES.map((cause) => {
            const count = stats?.dropped[cause];
            return line('+', cause, count, count ? 'cause some' : 'cause', CAUSES[cause]);
          })}
          ${line('+', 'in flight', stats?.inFlight)}
          ${line(addsUp(stats) ? '=' : '≠', 'delivered', stats?.delivered, 'sum')}
        </tbody>
      </table>
      <dl class="beside">
        <dt>reached the screen, as the browser tells</dt>
        <dd>${formatCount(stats?.displayed)}</dd>
        <dt>lost at the source, before we saw them</dt>
        <dd>${formatCount(stats?.discardedAtSource)}</dd>
      </dl>
    `;
  }
}

function verdict(stats: Stats | undefined, holds: boolean): string {
  if (!holds) return 'does not add up: please report it';
  return stats ? 'adds up' : 'every frame, once';
}

function line(sign: string, name: string, count: number | undefined, kind = '', meaning = '') {
  return html`<tr class=${kind}>
    <td>${sign}</td>
    <th scope="row" title=${meaning}>${name}</th>
    <td>${formatCount(count)}</td>
  </tr>`;
}

define('rl-ledger', RlLedger);

declare global {
  interface HTMLElementTagNameMap {
    'rl-ledger': RlLedger;
  }
}
