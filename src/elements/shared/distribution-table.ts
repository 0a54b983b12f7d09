/** Percentiles as a table: one row per distribution. Comes in: microseconds. Goes out: a template in milliseconds. */

import { html, type TemplateResult } from 'lit';
import type { Distribution } from '../../types.ts';
import { formatMs } from './format.ts';

const COLUMNS = ['p50', 'p95', 'p99', 'max'] as const;

/** @param rows pairs of a row's name and its distribution, `undefined` while there is none. */
export function distributionTable(
  caption: string,
  rows: readonly (readonly [name: string, distribution: Distribution | undefined])[],
): TemplateResult {
  return html`
    <table>
      <caption class="unseen">${caption}</caption>
      <thead>
        <tr>
          <th scope="col"><span class="unseen">which frames</span></th>
          ${COLUMNS.map((column) => html`<th scope="col">${column}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          ([name, distribution]) => html`
            <tr>
              <th scope="row">${name}</th>
              ${COLUMNS.map((column) => html`<td>${formatMs(distribution?.count ? distribution[column] : null)}</td>`)}
            </tr>
          `,
        )}
      </tbody>
    </table>
  `;
}
