/**
 * The table of differences between two traces. In: the comparison's rows. Out: templates. Main thread. It is rendered when a
 * trace comes or goes.
 */

import { html, nothing, type TemplateResult } from 'lit';
import type { ComparisonRow } from '../../trace/compare.ts';
import { formatCount, formatMs, NOTHING } from '../shared/format.ts';
import { formatSmallShare } from './words.ts';

/** If there is no interval, a smaller relative difference counts as the same. */
const ABOUT_THE_SAME = 0.02;

/** These figures are shown at once. The others appear after a click. */
const FIRST_FIGURES =
  /^(fps|droppedFrames|touched|latencyUs\.(p50|p95|p99)|gcFreeLatencyUs\.p99|frameTimeUs\.(p50|p99)|presentIntervalUs\.p99|stagesUs\.\w+\.p50)$/;

/** Shows the differences from trace A to trace B. */
export function differenceTable(rows: readonly ComparisonRow[]): TemplateResult {
  const first = rows.filter(({ id }) => FIRST_FIGURES.test(id));
  const others = rows.filter((row) => !first.includes(row));
  return html`
    <section class="box scrolls" aria-labelledby="difference">
      <h3 id="difference">Difference</h3>
      ${differences('Figures of trace A and trace B, and their difference', first)}
      <p class="hint">
        If the interval contains zero, the difference is unclear. Some figures have no interval. There one run of each
        says little, so the words are pale.
      </p>
      <details>
        <summary>${formatCount(others.length)} more figures</summary>
        ${differences('More figures of trace A and trace B, and their difference', others)}
      </details>
    </section>
  `;
}

function differences(caption: string, rows: readonly ComparisonRow[]) {
  return html`
    <table class="difference">
      <caption class="unseen">${caption}</caption>
      <thead>
        <tr>
          <th scope="col">figure</th>
          <th scope="col"><span class="letter a">A</span></th>
          <th scope="col"><span class="letter b">B</span></th>
          <th scope="col">B is</th>
          <th scope="col">B − A</th>
          <th scope="col">95 % interval</th>
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row) => html`
            <tr>
              <th scope="row">${row.label}${row.unit === 'us' ? ', ms' : ''}</th>
              <td>${formatValue(row.a, row.unit)}</td>
              <td>${formatValue(row.b, row.unit)}</td>
              <td>${verdict(row)}</td>
              <td>${signed(row.difference, row.unit)}${percentage(row)}</td>
              <td>${intervalText(row)}</td>
            </tr>
          `,
        )}
      </tbody>
    </table>
  `;
}

function formatValue(value: number, unit: ComparisonRow['unit']): string {
  if (!Number.isFinite(value)) return NOTHING;
  if (unit === 'us') return value < 10_000_000 ? formatMs(value) : formatCount(Math.round(value / 1000));
  if (unit === 'share') return formatSmallShare(value);
  return unit === 'fps' ? value.toFixed(1) : formatCount(Math.round(value));
}

function signed(value: number, unit: ComparisonRow['unit']): string {
  if (!Number.isFinite(value)) return NOTHING;
  const size = formatValue(Math.abs(value), unit);
  if (!/[1-9]/.test(size)) return size;
  return `${value < 0 ? '−' : '+'}${size}`;
}

function percentage({ ratio, unit, difference }: ComparisonRow) {
  if (!Number.isFinite(ratio) || unit === 'share' || difference === 0) return nothing;
  const percent = 100 * (ratio - 1);
  if (Math.abs(percent) < 0.5 || Math.abs(percent) > 999) return nothing;
  return html` <span class="hint">${percent < 0 ? '−' : '+'}${Math.abs(percent).toFixed(0)} %</span>`;
}

function intervalText({ interval, unit }: ComparisonRow): string {
  return interval ? `${signed(interval.low, unit)} to ${signed(interval.high, unit)}` : NOTHING;
}

/** Says better or worse, as a sign and a word. The word is pale if there is no interval. */
export function verdict({
  better,
  difference,
  ratio,
  interval,
  unit,
}: ComparisonRow): TemplateResult | string {
  if (!Number.isFinite(difference)) return NOTHING;
  if (interval && interval.low <= 0 && interval.high >= 0) return '≈ unclear';
  if (!/[1-9]/.test(formatValue(Math.abs(difference), unit))) return '= the same';
  if (!interval && Math.abs(ratio - 1) < ABOUT_THE_SAME) return html`<span class="maybe">≈ same</span>`;
  const sign = difference < 0 ? '↓' : '↑';
  if (better === 'neither')
    return html`<span class="maybe">${sign} ${difference < 0 ? 'less' : 'more'}</span>`;
  const word = difference < 0 === (better === 'less') ? 'better' : 'worse';
  return interval
    ? html`<b class=${word}>${sign} ${word}</b>`
    : html`<span class="maybe">${sign} ${word}</span>`;
}
