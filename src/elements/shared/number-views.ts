/** How the panels write numbers: one large, percentiles as a table. Comes in: readings. Goes out: templates. */

import { html, type TemplateResult } from 'lit';
import type { Distribution } from '../../terms.ts';
import type { Stats } from '../../types.ts';
import { formatMs, NOTHING } from './format.ts';
import type { FrameFeed } from './frame-feed.ts';
import type { StatsFeed } from './stats-feed.ts';

const COLUMNS = ['p50', 'p95', 'p99', 'max'] as const;

/** What a chart says where a pipeline keeps no trace. `''` as long as records may still come. */
export function traceMessage(feed: StatsFeed | null, frames: FrameFeed | null): string {
  const silent = frames?.empty && (feed?.stats.presented ?? 0) > 0 && (feed?.reading ?? 0) > 4;
  return silent ? 'No trace is kept (traceSeconds: 0)' : '';
}

/** The time that a frame may take at the source's rate, in microseconds; 0 while there is no rate. */
export function budgetUs(stats: Stats | undefined): number {
  return stats?.source.frameRate ? 1_000_000 / stats.source.frameRate : 0;
}

/** The figure of the moment. Its unit stands only beside a number. */
export function bigNumber(text: string, unit: string): TemplateResult {
  return html`<p class="now"><span>${text}</span><span class="unit">${text === NOTHING ? '' : unit}</span></p>`;
}

/**
 * One row per distribution, in milliseconds.
 * @param rows pairs of a row's name and its distribution, `undefined` while there is none.
 */
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
