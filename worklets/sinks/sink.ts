/** What the present thread needs of a sink. */

import type { SlotViews } from '../../src/memory/slots.ts';

/** One kind of output. */
export interface WorkerSink {
  /**
   * Shows the output half of a slot. On return the slot's pixels are no longer needed; the promise resolves when the
   * sink has accepted the frame, and rejects when it will take no more.
   */
  hand(views: SlotViews, slot: number): Promise<void>;
  /** Takes no more frames. */
  close(): Promise<void>;
}
