/**
 * What a pipeline's owner adds to its trace. In: `TraceMark`s. Out: records in the owner's lane, or a TypeError that names the
 * argument. Main thread.
 */

import { TRACE_KINDS, TRACE_VITALS } from '../generated/layout.ts';
import type { LaneWriter } from '../memory/lanes.ts';
import type { TraceMark } from '../types.ts';

/** Largest value of a record's words. */
const LARGEST = 0xffff_ffff;

/** Writes `mark` into `lane`; `nowUs` by the pipeline's clock. @throws TypeError that names the bad argument. */
export function writeMark(lane: LaneWriter, mark: TraceMark, nowUs: number): void {
  switch (mark?.kind) {
    case 'long-task': {
      const timeUs = checkPositive(mark.timeUs, 'mark.timeUs');
      lane.write(TRACE_KINDS['long-task'], timeUs, checkPositive(mark.durationUs, 'mark.durationUs'));
      break;
    }
    case 'vital': {
      if (!Object.hasOwn(TRACE_VITALS, mark.name)) refuse('mark.name', Object.keys(TRACE_VITALS));
      const thousandths = Math.round(checkPositive(mark.value, 'mark.value') * 1000);
      const code = TRACE_VITALS[mark.name];
      lane.write(TRACE_KINDS.vital, nowUs, 0, 0, code, Math.min(LARGEST, thousandths));
      break;
    }
    default:
      refuse('mark.kind', ['long-task', 'vital']);
  }
}

function checkPositive(value: unknown, argument: string): number {
  if (typeof value === 'number' && Number.isFinite(value) && value >= 0) return value;
  throw new TypeError(`${argument} is ${String(value)}; it must be a finite number from 0`);
}

function refuse(argument: string, choices: readonly string[]): never {
  throw new TypeError(`${argument} must be one of ${choices.map((choice) => `"${choice}"`).join(', ')}`);
}
