/** What the timeline shows at one time. Types only. */

import type { TraceRows } from '../../trace/opening/rows.ts';
import type { Layout } from './layout.ts';
import type { Theme } from './theme.ts';
import type { TimeView } from './time-view.ts';

/** A frame of one of the traces, or something else that was recorded. */
export type Selection =
  | { kind: 'frame'; trace: number; position: number }
  | { kind: 'record'; trace: number; lane: number; record: number };

/** What is drawn. Sizes in CSS pixels. */
export interface Scene {
  traces: readonly TraceRows[];
  layout: Layout;
  view: TimeView;
  width: number;
  theme: Theme;
  /** Latency at the top of a row. */
  scaleUs: number;
  selection: Selection | null;
  /** Where the pointer is, from the plot's left edge; `null` elsewhere. */
  pointerX: number | null;
}
