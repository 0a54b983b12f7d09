/** The types of everything that the timeline draws. */

import type { TraceRows } from '../../trace/opening/rows.ts';
import type { Layout } from './layout.ts';
import type { Theme } from './theme.ts';
import type { TimeView } from './time-view.ts';

/** A frame of one of the traces, or something else that was recorded. */
export type Selection =
  | { kind: 'frame'; trace: number; position: number }
  | { kind: 'record'; trace: number; lane: number; record: number };

/** Everything that one drawing needs. Sizes are in CSS pixels. */
export interface Scene {
  traces: readonly TraceRows[];
  layout: Layout;
  view: TimeView;
  width: number;
  theme: Theme;
  /** The latency at the top of a row. */
  scaleUs: number;
  selection: Selection | null;
  /** The pointer's distance from the plot's left edge. `null`: it is not over the plot. */
  pointerX: number | null;
}
