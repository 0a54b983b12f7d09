/** The interface between a pipeline and its source. Main thread. */

import type { ConnectedFeed, ExpectedFrame } from '../engine/protocol.ts';

/** An open source. It makes a feed for the capture thread, and gives facts that only the main thread can know. */
export interface OpenSource {
  /**
   * Makes the feed. The engine calls it once, when every thread is ready, and sends the result at once. So no older frames
   * wait in a queue. Otherwise the first frame shown would be an old one.
   */
  connect(): ConnectedFeed;
  /** Says in one or two sentences how the source differs from the caller's wishes. `''`: it does not. */
  readonly note: string;
  /** The probable size of its frames. `null`: unknown. */
  readonly expected: ExpectedFrame | null;
  /** The frame rate that the source reports now, in frames per second. 0: unknown. */
  nominalRate(): number;
  /** Frames that were lost before they reached our thread. It counts only losses that the main thread can see. */
  discarded(): number;
  /** Frames that the source has given so far, even those that our thread did not take. `null`: unknown. */
  arrived(): number | null;
  /** Whether the source has ended by itself. False if the main thread cannot know. */
  ended(): boolean;
  /** Called when the main thread learns that the source has ended by itself. */
  onEnded: (() => void) | null;
}
