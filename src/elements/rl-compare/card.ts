/**
 * The result as a card: the same words and numbers for the page, the text and the picture. In: a result. Out: strings, and
 * where the plot's marks are. Pure.
 */

import { writeFilters } from '../../catalogue/filter-text.ts';
import type { ExperimentResult, SideResult } from '../../compare/result.ts';
import type { PairedDifference } from '../../compare/statistics.ts';
import { formatMs } from '../shared/format.ts';

/** One quantity that was compared. */
export interface CardRow {
  name: string;
  /** Under `COLUMNS`. */
  cells: string[];
  /** What it says, as a sentence. */
  finding: string;
  /** For the plot, in ms. */
  low: number;
  difference: number;
  high: number;
}

/** A result in words. */
export interface Card {
  title: string;
  /** What A and B are, one line each. */
  sides: [string, string];
  rows: CardRow[];
  bytes: string;
  /** How it was measured, then where: one sentence each. */
  notes: string[];
}

/** Heads of the cells. Times in milliseconds. */
export const COLUMNS = ['A', 'B', 'B − A', '95 % interval', 'B / A'] as const;

/** Puts a result into words. */
export function describeResult(result: ExperimentResult): Card {
  const { a, b, seed, blocks, bytes } = result;
  return {
    title: titleOf(a, b),
    sides: [`A: ${settingsText(a)}`, `B: ${settingsText(b)}`],
    rows: [
      describeRow('Frame time', a.frameTimeUs, b.frameTimeUs, result.frameTimeUs),
      describeRow('Latency', a.latencyUs, b.latencyUs, result.latencyUs),
    ],
    bytes: bytesText(bytes, writeFilters(a.settings.filters) !== writeFilters(b.settings.filters)),
    notes: [
      `${blocks.length / 2} pairs of blocks in random order (seed ${seed}); ${a.frames} frames of A and ${b.frames} of B count, ` +
        `${a.leftOut} and ${b.leftOut} after switches do not.`,
      `Dropped: ${a.dropped} of A, ${b.dropped} of B. Collections noticed: ${a.collections} during A, ${b.collections} during B.`,
      whereText(result.where),
    ],
  };
}

function titleOf({ settings: a }: SideResult, { settings: b }: SideResult): string {
  const differs = [
    a.simd !== b.simd ? `SIMD ${onOff(a.simd)} and ${onOff(b.simd)}` : '',
    a.threads !== b.threads ? `${a.threads} and ${countThreads(b.threads)}` : '',
    writeFilters(a.filters) !== writeFilters(b.filters)
      ? `${chainText(a.filters)} and ${chainText(b.filters)}`
      : '',
  ].filter((part) => part !== '');
  return differs.length > 0 ? differs.join('; ') : 'The same setting twice';
}

function settingsText({ settings: { simd, threads, filters } }: SideResult): string {
  return `SIMD ${onOff(simd)}, ${countThreads(threads)}, ${chainText(filters)}`;
}

const onOff = (on: boolean): string => (on ? 'on' : 'off');
const countThreads = (threads: number): string => (threads === 1 ? '1 thread' : `${threads} threads`);
/** With spaces, so that a long chain breaks into lines. */
const chainText = (filters: SideResult['settings']['filters']): string =>
  writeFilters(filters).replaceAll(',', ', ') || 'no filter';

function describeRow(name: string, aUs: number, bUs: number, pair: PairedDifference): CardRow {
  const { difference, low, high, ratio, found } = pair;
  const interval = `${formatDifference(low)} to ${formatDifference(high)}`;
  const finding = found
    ? `${name}: B takes ${formatDifference(Math.abs(difference)).slice(1)} ms ${difference < 0 ? 'less' : 'more'} than A, ${ratio.toFixed(2)} times as long.`
    : `${name}: no difference found; the interval contains 0.`;
  return {
    name,
    cells: [formatMs(aUs), formatMs(bUs), formatDifference(difference), interval, ratio.toFixed(2)],
    finding,
    low: low / 1000,
    difference: difference / 1000,
    high: high / 1000,
  };
}

/** Microseconds as milliseconds with a sign and about three digits. */
export function formatDifference(us: number): string {
  const ms = Math.abs(us) / 1000;
  const text = ms.toFixed(ms < 0.9995 ? 3 : ms < 9.995 ? 2 : 1);
  return `${Number(text) === 0 ? '±' : us < 0 ? '−' : '+'}${text}`;
}

function bytesText({ frames, builds, difference }: ExperimentResult['bytes'], chainsDiffer: boolean): string {
  if (difference !== null) return `The bytes differ. ${difference}`;
  const remembers = (['a', 'b'] as const)
    .filter((side) => frames[side] === 0)
    .map((side) => side.toUpperCase());
  const because = 'a filter there remembers frames that went before';
  if (remembers.length === 2) return `Bytes of A and B are not checked: ${because}.`;
  const again = `run again on one thread in the ${builds.join(' and the ')} build, gave the same bytes`;
  const and = chainsDiffer ? ' A and B apply different filters, so their pictures are not compared.' : '';
  const counted = `${frames.a} frames of A and ${frames.b} of B`;
  const other = remembers.length > 0 ? ` ${remembers[0]} is not checked: ${because}.` : '';
  return `Same bytes: ${counted}, ${again}.${other}${and}`;
}

function whereText({ source, sink, browser, platform, cores, memoryGib, date }: ExperimentResult['where']) {
  const { width, height, format, frameRate } = source;
  const picture = `${width} × ${height} ${format}, ${Math.round(frameRate)} fps, sink ${sink}`;
  const memory = memoryGib > 0 ? `, ${memoryGib} GiB` : '';
  const machine = `${browser} on ${platform}, ${cores} cores${memory}`;
  return `${picture}. ${machine}. ${date.slice(0, 16).replace('T', ' ')} UTC.`;
}

/** The card as Markdown, which reads well as plain text too. */
export function cardText({ title, sides, rows, bytes, notes }: Card): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const table = [
    line(['ms', ...COLUMNS]),
    line(['---', ...COLUMNS.map(() => '---:')]),
    ...rows.map(({ name, cells }) => line([name, ...cells])),
  ];
  const findings = rows.map(({ finding }) => finding);
  const lines = (parts: readonly string[]) => parts.map((part) => `- ${part}`);
  const parts = [[`### ${title}`], lines(sides), table, lines([...findings, bytes, ...notes])];
  return `${parts.map((part) => part.join('\n')).join('\n\n')}\n`;
}

/** The plot's axis, in ms: it holds 0 and every interval. */
export interface Axis {
  min: number;
  max: number;
  ticks: { at: number; label: string }[];
}

/** Ticks that an axis has, about. */
const TICKS = 4;

/** The axis for a card's rows. */
export function plotAxis(rows: readonly CardRow[]): Axis {
  const values = rows.flatMap(({ low, difference, high }) => [low, difference, high]);
  const [least, most] = [Math.min(0, ...values), Math.max(0, ...values)];
  const span = most - least || 1;
  const [min, max] = [least - 0.08 * span, most + 0.08 * span];
  const rough = (max - min) / TICKS;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5].find((factor) => factor * power >= rough) ?? 10) * power;
  const digits = Math.max(0, -Math.floor(Math.log10(step)));
  const ticks: Axis['ticks'] = [];
  for (let at = Math.ceil(min / step); at * step <= max; at++) {
    const sign = at < 0 ? '−' : at > 0 ? '+' : '';
    ticks.push({ at: at * step, label: sign + Math.abs(at * step).toFixed(digits) });
  }
  return { min, max, ticks };
}
