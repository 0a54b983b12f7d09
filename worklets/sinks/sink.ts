/** The interface between the present thread and a sink. */

import type { SlotViews } from '../../src/memory/slots.ts';

/** One kind of output. */
export interface WorkerSink {
  /**
   * Shows the output half of a slot. On return the slot's pixels are no longer needed. The promise resolves when the sink has
   * accepted the frame. It rejects when the sink will take no more frames.
   */
  hand(views: SlotViews, slot: number): Promise<void>;
  /** Takes no more frames. */
  close(): Promise<void>;
}
