/**
 * Budgets: limits that a trace must keep, as a command line or a CI file writes them. In: `p99=8ms`, `frame.p99=4ms`,
 * `drops=0`, `fps=55`. Out: whether a trace keeps them. Pure; any thread, and Node.
 */

import type { Spread, TraceSummary } from './compare.ts';

const STATISTICS = ['p50', 'p95', 'p99', 'max', 'mean'] as const;

/** What a time's budget can be about; `latency` where nothing is said. */
const TIMES: Readonly<Record<string, (summary: TraceSummary) => Spread>> = {
  latency: (summary) => summary.latencyUs,
  frame: (summary) => summary.frameTimeUs,
  'gc-free': (summary) => summary.gcFreeLatencyUs,
  interval: (summary) => summary.presentIntervalUs,
  copy: (summary) => summary.stagesUs.copy,
  wait: (summary) => summary.stagesUs.wait,
  kernel: (summary) => summary.stagesUs.kernel,
  present: (summary) => summary.stagesUs.present,
};

/** Counts and rates. */
const NUMBERS: Readonly<Record<string, { of: (summary: TraceSummary) => number; atLeast: boolean }>> = {
  drops: { of: (summary) => summary.droppedFrames, atLeast: false },
  discarded: { of: (summary) => summary.discarded, atLeast: false },
  collections: { of: (summary) => summary.collections, atLeast: false },
  lost: { of: (summary) => summary.lostRecords, atLeast: false },
  fps: { of: (summary) => summary.fps, atLeast: true },
};

const UNITS_US: Readonly<Record<string, number>> = { us: 1, µs: 1, ms: 1000, s: 1_000_000 };

const SYNTAX =
  `a budget is p99=8ms (${STATISTICS.join(', ')} of the latency, in us, ms or s), one of ` +
  `${Object.keys(TIMES).slice(1).join(', ')} before it (frame.p99=4ms), or ` +
  `${Object.keys(NUMBERS).join('=N, ')}=N`;

/** One limit. */
export interface Budget {
  /** As it was written. */
  text: string;
  limit: number;
  unit: 'us' | '';
  /** The figure must not be below the limit; else not above. */
  atLeast: boolean;
  of: (summary: TraceSummary) => number;
}

/** Whether a trace kept a budget. */
export interface Verdict {
  budget: Budget;
  value: number;
  /** A figure that is not known is no budget kept. */
  kept: boolean;
}

/** Reads a budget. @throws TypeError with a sentence that says what one looks like. */
export function parseBudget(text: string): Budget {
  const [, name = '', amount = '', unit = ''] = /^([a-z0-9.-]+)=(\d+(?:\.\d+)?)([a-zµ]*)$/.exec(text) ?? [];
  const number = Object.hasOwn(NUMBERS, name) ? NUMBERS[name] : undefined;
  if (number && unit === '') return { text, limit: Number(amount), unit: '', ...number };
  const [, about = 'latency', statistic = ''] = /^(?:([a-z-]+)\.)?([a-z0-9]+)$/.exec(name) ?? [];
  const spread = Object.hasOwn(TIMES, about) ? TIMES[about] : undefined;
  const which = STATISTICS.find((known) => known === statistic);
  const us = Object.hasOwn(UNITS_US, unit) ? UNITS_US[unit] : undefined;
  if (!(spread && which && us)) throw new TypeError(`"${text}" is no budget: ${SYNTAX}`);
  return {
    text,
    limit: Number(amount) * us,
    unit: 'us',
    atLeast: false,
    of: (summary) => spread(summary)[which],
  };
}

/** See `Verdict`. */
export function checkBudget(budget: Budget, summary: TraceSummary): Verdict {
  const value = budget.of(summary);
  return { budget, value, kept: budget.atLeast ? value >= budget.limit : value <= budget.limit };
}
