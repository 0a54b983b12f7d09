/** From blocks to figures: medians, paired differences, counts. In: measured blocks. Out: both sides. Pure; any thread. */

import type { CheckedExperiment } from './check.ts';
import type { Side } from './plan.ts';
import type { ExperimentResult, SideResult } from './result.ts';
import { comparePairs, median } from './statistics.ts';
import type { Block } from './tally.ts';

/** A block and whose it was. */
export interface PlayedBlock {
  side: Side;
  block: Block;
}

type Times = 'frameTimesUs' | 'latenciesUs';

/** Sums up. `played` has the blocks in pairs, one of each side next to each other. */
export function summarize(
  { a, b, seed }: CheckedExperiment,
  played: readonly PlayedBlock[],
): Pick<ExperimentResult, 'a' | 'b' | 'frameTimeUs' | 'latencyUs' | 'blocks'> {
  const of = (side: Side) => played.filter((entry) => entry.side === side).map(({ block }) => block);
  const sides = { a: of('a'), b: of('b') };
  const medians = (side: Side, times: Times) => sides[side].map((block) => median(block[times]));
  const compare = (times: Times) => comparePairs(medians('a', times), medians('b', times), seed);
  return {
    a: sumSide(a, sides.a),
    b: sumSide(b, sides.b),
    frameTimeUs: compare('frameTimesUs'),
    latencyUs: compare('latenciesUs'),
    blocks: played.map(({ side, block: { version, measured, leftOut, presented, dropped } }) => ({
      side,
      version,
      frames: measured,
      leftOut,
      presented,
      dropped,
    })),
  };
}

function sumSide(settings: SideResult['settings'], blocks: readonly Block[]): SideResult {
  const sum = (count: (block: Block) => number) => blocks.reduce((all, block) => all + count(block), 0);
  const all = (times: Times) => median(blocks.flatMap((block) => Array.from(block[times])));
  return {
    settings,
    frames: sum(({ measured }) => measured),
    leftOut: sum(({ leftOut }) => leftOut),
    presented: sum(({ presented }) => presented),
    dropped: sum(({ dropped }) => dropped),
    collections: sum(({ collections }) => collections),
    frameTimeUs: all('frameTimesUs'),
    latencyUs: all('latenciesUs'),
  };
}
