/** Figures as text for a terminal: columns of numbers that line up. In: rows. Out: lines. Pure. */

import type { Verdict } from './budget.ts';
import type { ComparisonRow, TraceSummary } from './compare.ts';

/** A figure with its unit: `1.234 ms`, `59.9 fps`, `12.3 %`, `4`; `-` where it is not known. */
export function figure(value: number, unit: ComparisonRow['unit'] | ''): string {
  if (!Number.isFinite(value)) return '-';
  if (unit === 'us')
    return Math.abs(value) >= 10_000_000 ? `${(value / 1e6).toFixed(2)} s` : `${(value / 1e3).toFixed(3)} ms`;
  if (unit === 'fps') return value.toFixed(1);
  if (unit === 'share') return `${(value * 100).toFixed(1)} %`;
  return String(value);
}

function signed(value: number, unit: ComparisonRow['unit']): string {
  return `${value > 0 ? '+' : ''}${figure(value, unit)}`;
}

/** Two traces in columns. */
export function comparisonText(rows: readonly ComparisonRow[], names: readonly [string, string]): string {
  const lines = rows.map(({ label, unit, a, b, difference, ratio, interval }) => [
    label,
    figure(a, unit),
    figure(b, unit),
    signed(difference, unit),
    Number.isFinite(ratio) ? `x ${ratio.toFixed(2)}` : '-',
    interval ? `${signed(interval.low, unit)} to ${signed(interval.high, unit)}` : '',
  ]);
  const heads = ['', 'A', 'B', 'B - A', 'B / A', '95 % interval'];
  return `A: ${names[0]}\nB: ${names[1]}\n\n${columns([heads, ...lines])}`;
}

/** One trace in columns. */
export function summaryText(summary: TraceSummary, name: string): string {
  const { dropped, stagesUs } = summary;
  const causes = Object.entries(dropped).filter(([, count]) => count > 0);
  const facts = [
    ['duration', figure(summary.durationUs, 'us')],
    ['frames', `${summary.frames}`],
    ['presented', `${summary.presented}`],
    ['frames per second', figure(summary.fps, 'fps')],
    ['dropped', `${summary.droppedFrames}`],
    ...causes.map(([cause, count]) => [`dropped: ${cause}`, `${count}`]),
    ['end not known', `${summary.unfinished}`],
    ['lost at the source', `${summary.discarded}`],
    ['collections noticed', `${summary.collections}`],
    ['touched by a collection', `${summary.touched}`],
    ['records lost', `${summary.lostRecords}`],
    ...Object.entries(summary.busy).map(([lane, share]) => [`busy: ${lane}`, figure(share, 'share')]),
  ];
  const times = {
    latency: summary.latencyUs,
    'frame time': summary.frameTimeUs,
    'GC-free latency': summary.gcFreeLatencyUs,
    'present interval': summary.presentIntervalUs,
    ...stagesUs,
  };
  const spreads = Object.entries(times).map(([label, { p50, p95, p99, max, mean }]) => [
    label,
    ...[p50, p95, p99, max, mean].map((us) => figure(us, 'us')),
  ]);
  return `${name}\n\n${columns(facts)}\n${columns([['', 'p50', 'p95', 'p99', 'max', 'mean'], ...spreads])}`;
}

/** Whether budgets are kept, one line each. */
export function verdictText({ budget, value, kept }: Verdict): string {
  const is =
    budget.unit === 'us' ? figure(value, 'us') : Number.isInteger(value) ? `${value}` : value.toFixed(2);
  return `${kept ? 'kept  ' : 'BROKEN'} ${budget.text}: ${Number.isNaN(value) ? 'not known' : is}`;
}

/** First column to the left, numbers to the right. */
function columns(lines: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const line of lines) {
    for (const [index, cell] of line.entries()) widths[index] = Math.max(widths[index] ?? 0, cell.length);
  }
  const text = lines.map((line) =>
    line
      .map((cell, index) => (index === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[index] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
  return `${text.join('\n')}\n`;
}
