/**
 * `<rl-vitals>`: how fast the page itself is for its user. Comes in: what the browser tells `web-vitals`. Main thread;
 * renders when a value changes.
 */

import { html, LitElement } from 'lit';
import { define } from '../shared/define.ts';
import { NOTHING } from '../shared/format.ts';
import { panel } from '../shared/panel.ts';
import { baseStyles, panelStyles } from '../shared/styles.ts';
import { observeVitals, onVitals } from '../shared/vitals.ts';
import { rate, VITAL_ROWS, type VitalRow } from './ratings.ts';
import { styles } from './rl-vitals.styles.ts';

/**
 * @summary The page's own web-vitals: LCP, INP, CLS and TTFB, each with its limit and a word for it. Needs no pipeline.
 * @slot - Below the numbers: a note of the page's own.
 * @csspart panel - The box around everything.
 * @cssproperty --rl-accent - Colour of the sign of a good value.
 * @cssproperty --rl-alarm - Colour of a poor value.
 */
export class RlVitals extends LitElement {
  static override styles = [baseStyles, panelStyles, styles];

  #off: (() => void) | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#off = onVitals(() => this.requestUpdate());
    this.requestUpdate();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#off?.();
  }

  protected override render() {
    return panel(
      'This page',
      'web-vitals, for as long as it is open',
      html`
        <table>
          <caption class="unseen">Web-vitals of this page</caption>
          <thead>
            <tr><th scope="col">vital</th><th scope="col">now</th><th scope="col">good up to</th><th scope="col">rating</th></tr>
          </thead>
          <tbody>${VITAL_ROWS.map((vital) => line(vital, observeVitals()[vital.name]))}</tbody>
        </table>
        <slot></slot>
      `,
    );
  }
}

function line(vital: VitalRow, value: number | null) {
  const rating = value === null ? '' : rate(vital, value);
  return html`<tr>
    <th scope="row"><abbr title=${vital.meaning}>${vital.name}</abbr><span class="meaning">${vital.meaning}</span></th>
    <td>${value === null ? NOTHING : written(vital, value)}</td>
    <td class="limit">${written(vital, vital.good)}</td>
    <td class=${`rating ${rating.split(' ')[0]}`}>${rating || 'not known yet'}</td>
  </tr>`;
}

function written({ unit }: VitalRow, value: number): string {
  return unit ? `${value.toFixed(0)} ${unit}` : String(Number(value.toFixed(3)));
}

define('rl-vitals', RlVitals);

declare global {
  interface HTMLElementTagNameMap {
    'rl-vitals': RlVitals;
  }
}
