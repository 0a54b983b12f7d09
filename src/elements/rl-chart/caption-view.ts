/** What stands below a chart: the time that is read, its series with their looks and values, the signs. Templates. */

import { html, nothing, type TemplateResult } from 'lit';
import type { ChartSpec } from './chart-spec.ts';
import { markSwatches, swatch } from './swatches.ts';

/** CSS pixels that a caption needs for the key of the signs; a container query costs a layout more per reading. */
const ROOM_FOR_KEY = 380;

/** What is said. */
export interface Caption {
  readonly spec: ChartSpec;
  /** Seconds from now; `null`: now. */
  readonly seconds: number | null;
  /** By series, with their units. */
  readonly values: readonly string[];
  /** By series: second lines, or words beside the values where they are `inline`. */
  readonly notes: readonly string[];
  readonly inline: boolean;
  /** The settings that were changed near that time; `''`: none. */
  readonly mark: string;
  /** Without the series: somebody else shows them. */
  readonly bare: boolean;
  /** Of the chart, in CSS pixels. */
  readonly width: number;
}

/** Series that are areas or bars stand in columns below, lines beside the time. */
export function captionView(caption: Caption): TemplateResult {
  const { spec, seconds, mark, bare, width } = caption;
  const entries = spec.series.map((_, index) => entry(caption, index));
  const tiled = spec.series.map(({ drawing }) => drawing === 'stack' || drawing === 'bars');
  return html`
    <ul class=${width < ROOM_FOR_KEY ? 'when narrow' : 'when'} part="legend">
      <li class="time">${whenText(seconds)}</li>
      ${bare ? nothing : entries.filter((_, index) => !tiled[index])}
      ${
        mark
          ? html`<li class="said">${mark}</li>`
          : html`<li class="key">
            ${markSwatches.settings}change ${markSwatches.collection}GC ${markSwatches.drop}drop
          </li>`
      }
    </ul>
    ${
      tiled.includes(true)
        ? html`<ul class="legend" part="legend">${entries.filter((_, index) => tiled[index])}</ul>`
        : nothing
    }
  `;
}

function entry({ spec, values, notes, inline }: Caption, index: number): TemplateResult {
  const series = spec.series[index] as ChartSpec['series'][number];
  const note = notes[index];
  return html`<li class="entry">
    ${swatch(series)}<span class="name">${series.name}</span>
    <span class="value">${values[index]} ${inline ? note : nothing}</span>
    ${note && !inline ? html`<span class="note">${note}</span>` : nothing}
  </li>`;
}

/** The time that is read, in words. */
export function whenText(seconds: number | null): string {
  return seconds === null ? 'now' : `${(-seconds).toFixed(1)} s ago`;
}
