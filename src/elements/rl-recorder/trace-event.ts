/** The event by which a trace is handed on: from the recorder to whatever shows it. */

import type { Trace } from '../../trace/trace.ts';

/** `rl-trace`: bubbles, and crosses shadow roots. */
export class RlTraceEvent extends Event {
  static readonly type = 'rl-trace';

  readonly trace: Trace;

  constructor(trace: Trace) {
    super(RlTraceEvent.type, { bubbles: true, composed: true });
    this.trace = trace;
  }
}

declare global {
  interface HTMLElementEventMap {
    'rl-trace': RlTraceEvent;
  }
}
