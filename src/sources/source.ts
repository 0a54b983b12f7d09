/** What a pipeline needs of its source. Main thread. */

import type { CaptureFeed } from '../engine/protocol.ts';

/** An open source: a feed for the capture thread, and what only the main thread can know. */
export interface OpenSource {
  readonly feed: CaptureFeed;
  readonly transfer: Transferable[];
  /** Nominal frames per second; 0 if nobody knows. */
  readonly frameRate: number;
  /** How it differs from what was asked for, in one or two sentences, or `''`. */
  readonly note: string;
  /** Frames that were lost before they reached our thread, as far as the main thread can tell. */
  discarded(): number;
  /** Called when the source ends by itself, where the feed does not tell. */
  onEnded: (() => void) | null;
  /** Gives the device back. */
  close(): void;
}
