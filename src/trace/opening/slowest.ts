/** The slowest frames. In: a frame table. Out: its rows. Pure; any thread. */

import { type FrameTable, PRESENTED } from '../frames.ts';

/** Rows of the presented frames with the largest latency, slowest first. */
export function slowestFrames(table: FrameTable, count: number): number[] {
  const slowest: number[] = [];
  const latency = (row: number) => table.latencyUs[row] as number;
  for (let row = 0; row < table.length; row++) {
    if (table.outcome[row] !== PRESENTED) continue;
    const last = slowest[count - 1];
    if (last !== undefined && latency(row) <= latency(last)) continue;
    let at = Math.min(slowest.length, count - 1);
    while (at > 0 && latency(slowest[at - 1] as number) < latency(row)) {
      slowest[at] = slowest[at - 1] as number;
      at--;
    }
    slowest[at] = row;
  }
  return slowest;
}
