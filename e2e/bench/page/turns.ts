/**
 * Measures contenders in turn. In: contenders, the yardstick, a budget. Out: the time of each in every round, and the time of a
 * copy of the frame just before it. If the machine is slow for a while, it is slow for all contenders.
 */

import type { Caller, Contender } from './contender.ts';

/** One turn: its milliseconds, and those of a copy just before it. `null`: the contender did not run in this round. */
export type Turn = readonly [ms: number, copyMs: number] | null;

/** The results of a contender. */
export interface Measured {
  name: string;
  /** By round. */
  turns: Turn[];
}

/** How long and how often. */
export interface TurnOptions {
  /** For all rounds together. */
  budgetMs: number;
  leastRounds: number;
  mostRounds: number;
  /** A contender whose run takes this long runs only once. */
  onceMs: number;
}

/** Warm-up: until code is optimized, or this many milliseconds of it. */
const WARM_MS = 60;
const WARM_RUNS = 3;
/** A turn repeats a short run for this long, and gives the median. */
const TURN_MS = 4;
const MOST_REPEATS = 9;
/** Frames to wake threads with, at most. */
const MOST_FRAMES = 60;
/** Even the slowest contender runs in this many rounds. */
const LEAST_TURNS = 3;
/** The state of the caches does not matter for a run that is longer than this. */
const LONG_MS = 80;

/** Runs every contender in turn, round after round. */
export async function takeTurns(
  contenders: readonly Contender[],
  copy: Contender,
  options: TurnOptions,
): Promise<Measured[]> {
  const { budgetMs, leastRounds, mostRounds, onceMs } = options;
  const expectedCopyMs = await warmUp(copy, onceMs);
  const states = [];
  for (const contender of contenders) {
    const copyMs = await turn(copy, expectedCopyMs);
    const ms = await warmUp(contender, onceMs);
    const once = ms > onceMs;
    // Such a slow run needs no second one: its code is optimized long before its end.
    states.push({ contender, ms, spent: 0, once, turns: once ? [[ms, copyMs] as const] : ([] as Turn[]) });
  }
  let total = 0;
  for (let round = 0; round < mostRounds && (round < leastRounds || total < budgetMs); round++) {
    for (const state of states) {
      if (state.once) continue;
      // Slow contenders stop after the rounds that a median needs, so that the others have time.
      if (round >= LEAST_TURNS && state.spent > (2 * budgetMs) / states.length) {
        state.turns.push(null);
        continue;
      }
      const begin = performance.now();
      const copyMs = await turn(copy, expectedCopyMs);
      state.turns.push([await turn(state.contender, state.ms), copyMs]);
      state.spent += performance.now() - begin;
      total += performance.now() - begin;
    }
  }
  return states.map(({ contender, turns }) => ({ name: contender.name, turns }));
}

/** Warms a contender up. Returns the last run's milliseconds. */
async function warmUp(contender: Contender, onceMs: number): Promise<number> {
  let [total, ms] = [0, 0];
  for (let runs = 0; runs < WARM_RUNS || total < WARM_MS; runs++) {
    ms = 'frames' in contender ? ((await contender.frames(1))[0] as number) : call(contender);
    // Some have nothing to do for a frame.
    total += Math.max(ms, 0.1);
    if (ms > onceMs || (runs > 0 && ms > 4 * WARM_MS)) break;
  }
  return ms;
}

async function turn(contender: Contender, expectedMs: number): Promise<number> {
  const repeats = Math.max(1, Math.min(MOST_REPEATS, Math.round(TURN_MS / Math.max(expectedMs, 0.01))));
  let times: number[];
  if ('frames' in contender) {
    const wake = Math.min(MOST_FRAMES, Math.ceil(contender.awakeMs / Math.max(expectedMs, 0.01)));
    const before = Math.max(contender.settle, wake);
    times = (await contender.frames(before + repeats)).slice(before);
  } else {
    // Another contender's data is in the caches.
    if (expectedMs < LONG_MS) call(contender);
    times = Array.from({ length: repeats }, () => call(contender));
  }
  return times.sort((a, b) => a - b)[repeats >> 1] as number;
}

function call(contender: Caller): number {
  contender.prepare?.();
  const begin = performance.now();
  contender.run();
  return performance.now() - begin;
}
