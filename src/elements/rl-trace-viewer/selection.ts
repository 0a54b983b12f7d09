/** What a hit selects, and where a selection is. In: rows, hits. Out: selections, times. Pure. */

import { type FrameRow, frameOfSlice, type TraceRows } from '../../trace/opening/rows.ts';
import { lowerBound } from '../../trace/opening/search.ts';
import type { Hit } from './layout.ts';
import type { Selection } from './scene.ts';

/** The frame that was hit, or that the work that was hit is about; else the record; `null` where nothing is. */
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

/** The middle of a selected frame; `null` where none is selected. */
export function middleUs(traces: readonly TraceRows[], selection: Selection | null): number | null {
  if (selection?.kind !== 'frame') return null;
  const frames = traces[selection.trace]?.frames;
  if (!frames) return null;
  return ((frames.startUs[selection.position] as number) + (frames.endUs[selection.position] as number)) / 2;
}

/** The first frame that arrived at a time or after it; the last one where none did. */
export function firstFrame(frames: FrameRow, us: number): number {
  return Math.min(frames.length - 1, lowerBound(frames.startUs, us));
}
