/** Makes selections from hits, and finds them on the time axis. In: rows, hits. Out: selections, times. Pure. */

import { type FrameRow, frameOfSlice, type TraceRows } from '../../trace/opening/rows.ts';
import { lowerBound } from '../../trace/opening/search.ts';
import type { Hit } from './layout.ts';
import type { Selection } from './scene.ts';

/** Returns the selection of a hit. Work on a frame selects the frame. Other work and marks select the record. */
export function selectionOf(traces: readonly TraceRows[], hit: Hit | null): Selection | null {
  if (hit?.kind === 'frame') return { kind: 'frame', trace: hit.trace, position: hit.position };
  if (hit?.kind !== 'slice' && hit?.kind !== 'mark') return null;
  const { trace, thread, index } = hit;
  const rows = traces[trace];
  const position = rows && hit.kind === 'slice' ? frameOfSlice(rows, thread, index) : -1;
  if (position >= 0) return { kind: 'frame', trace, position };
  const columns = hit.kind === 'slice' ? thread.slices : thread.marks;
  return { kind: 'record', trace, lane: thread.lane, record: columns.record[index] as number };
}

/** Returns the middle of a selected frame. `null`: no frame is selected. */
export function middleUs(traces: readonly TraceRows[], selection: Selection | null): number | null {
  if (selection?.kind !== 'frame') return null;
  const frames = traces[selection.trace]?.frames;
  if (!frames) return null;
  return ((frames.startUs[selection.position] as number) + (frames.endUs[selection.position] as number)) / 2;
}

/** Returns the first frame that arrived at a time or later. If there is none, returns the last frame. */
export function firstFrame(frames: FrameRow, us: number): number {
  return Math.min(frames.length - 1, lowerBound(frames.startUs, us));
}
