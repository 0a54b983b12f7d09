/**
 * Draws histograms of one or two traces, with lines at their percentiles. In: opened traces. Out: an SVG template. Its places are
 * percentages, so it fits any width. Main thread.
 */

import { html, nothing, svg, type TemplateResult } from 'lit';
import type { Spread } from '../../trace/compare.ts';
import { formatCount, formatMs } from '../shared/format.ts';
import {
  type Axis,
  axisTicksUs,
  binsOf,
  columnOf,
  positionOn,
  type Quantity,
  rangeOf,
} from './distribution.ts';
import type { Opened } from './tables.ts';

const BINS = 56;
const PLOT_TOP = 40;
const PLOT_SIZE = 120;
const PERCENTILES = ['p50', 'p95', 'p99'] as const;
const QUANTITIES: readonly Quantity[] = ['latency', 'kernel'];
const NAMES: Record<Quantity, string> = { latency: 'Latency', kernel: 'Frame time' };

/** Shows histograms of latency and frame time. `choose` gets the axis that the user has chosen. */
export function histograms(
  opened: readonly Opened[],
  axis: Axis,
  choose: (axis: Axis) => void,
): TemplateResult {
  const change = (event: Event) => choose((event.target as HTMLSelectElement).value as Axis);
  return html`
    <section class="box" aria-labelledby="histogram">
      <header>
        <h3 id="histogram">Histogram</h3>
        <select aria-label="Axis of the histograms" @change=${change}>
          <option value="log" ?selected=${axis === 'log'}>Logarithmic</option>
          <option value="linear" ?selected=${axis === 'linear'}>Linear</option>
        </select>
      </header>
      ${QUANTITIES.map((quantity) => plot(opened, quantity, axis))}
      <p class="hint">
        Share of the presented frames, by milliseconds${opened.length > 1 ? '; A filled, B striped' : nothing}.
      </p>
    </section>
  `;
}

function spreadOf({ summary }: Opened, quantity: Quantity): Spread {
  return quantity === 'latency' ? summary.latencyUs : summary.frameTimeUs;
}

function plot(opened: readonly Opened[], quantity: Quantity, axis: Axis) {
  const columns = opened.map(({ rows }) => columnOf(rows.table, quantity));
  const range = rangeOf(columns, axis);
  if (!range) return html`<p class="hint">No frame was presented.</p>`;
  const scale = { axis, ...range };
  const all = columns.map((column) => binsOf(column, scale, BINS).counts);
  // The bars show shares, because one trace may have more frames than the other.
  const shares = all.map((counts, index) => {
    const total = Math.max(1, spreadOf(opened[index] as Opened, quantity).count);
    return Float64Array.from(counts, (count) => count / total);
  });
  const most = Math.max(...shares.map((share) => Math.max(...share)));
  const words = opened.map((one, index) =>
    describe(spreadOf(one, quantity), opened.length > 1 ? 'AB'[index] : ''),
  );
  return html`
    <h4>${NAMES[quantity]}</h4>
    <svg class="histogram" role="img" aria-label=${`${NAMES[quantity]}: ${words.join('; ')}`}>
      <defs>
        <pattern id="stripes" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect class="b faint" width="5" height="5"></rect>
          <rect class="b" width="2.5" height="5"></rect>
        </pattern>
      </defs>
      ${axisTicksUs(scale).map((us) => tick(100 * positionOn(scale, us), us))}
      ${shares.map((share, index) => bars(share, most, index, shares.length))}
      ${opened.map((one, index) => lines(spreadOf(one, quantity), scale, index, opened.length))}
    </svg>
  `;
}

function describe({ count, p50, p95, p99 }: Spread, letter: string | undefined): string {
  const numbers = `p50 ${formatMs(p50)}, p95 ${formatMs(p95)}, p99 ${formatMs(p99)} ms`;
  return `${letter ? `trace ${letter}, ` : ''}${formatCount(count)} frames, ${numbers}`;
}

function tick(percent: number, us: number) {
  const bottom = PLOT_TOP + PLOT_SIZE;
  return svg`
    <line class="tick" x1="${percent}%" x2="${percent}%" y1=${PLOT_TOP} y2=${bottom + 4}></line>
    <text class="label" x="${percent}%" y=${bottom + 17}>${us / 1000}</text>
  `;
}

function bars(shares: Float64Array, most: number, index: number, count: number) {
  const slot = 100 / BINS;
  const width = (slot / count) * 0.9;
  return Array.from(shares, (share, bin) => {
    if (share === 0) return nothing;
    const size = Math.max(1, (share / most) * PLOT_SIZE);
    const x = bin * slot + index * width;
    const y = PLOT_TOP + PLOT_SIZE - size;
    return svg`<rect class=${'ab'[index] ?? 'a'} ?data-striped=${index === 1} x="${x}%" y=${y} width="${width}%" height=${size}></rect>`;
  });
}

function lines(spread: Spread, scale: Parameters<typeof positionOn>[0], index: number, count: number) {
  if (spread.count === 0) return nothing;
  return PERCENTILES.map((name, order) => {
    const percent = 100 * positionOn(scale, spread[name]);
    const y = count > 1 ? 12 + index * 14 : 12 + (order % 2) * 14;
    const letter = count > 1 ? `${'AB'[index]} ` : '';
    const text = count > 1 ? `${letter}${name}` : `${name} ${formatMs(spread[name])}`;
    const anchor = percent > 85 ? 'end' : 'start';
    return svg`
      <line class="percentile ${'ab'[index] ?? 'a'}" x1="${percent}%" x2="${percent}%" y1=${y - 8} y2=${PLOT_TOP + PLOT_SIZE}></line>
      <text class="percentile ${anchor}" dx=${anchor === 'end' ? -4 : 4} x="${percent}%" y=${y}>${text}</text>
    `;
  });
}
