/** What a pipeline needs of its source. Main thread. */

import type { ConnectedFeed, ExpectedFrame } from '../engine/protocol.ts';

/** An open source: a feed for the capture thread, and what only the main thread can know. */
export interface OpenSource {
  /**
   * Makes the feed. It is called once, when every thread is ready, and its result is sent at once. So no frame of the time
   * before waits in a queue: such a frame would be the first one shown, and already old.
   */
  connect(): ConnectedFeed;
  /** How it differs from what was asked for, in one or two sentences, or `''`. */
  readonly note: string;
  /** What its frames will probably be; `null` if nobody knows. */
  readonly expected: ExpectedFrame | null;
  /** Frames per second that the source names now; 0 if nobody knows. */
  nominalRate(): number;
  /** Frames that were lost before they reached our thread, as far as the main thread can tell. */
  discarded(): number;
  /** Frames that the source has given so far, whether our thread took them or not; `null` if nobody knows. */
  arrived(): number | null;
  /** Whether it has ended by itself, as far as the main thread can tell. */
  ended(): boolean;
  /** Called when the source ends by itself, where the feed does not tell. */
  onEnded: (() => void) | null;
}
