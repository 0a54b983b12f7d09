/** What goes wrong with a trace file. Pure; any thread, and Node. */

/** A file is not a trace of ours, or is damaged; its message says what is wrong and what to do. */
export class TraceFormatError extends TypeError {
  override readonly name = 'TraceFormatError';
  /** The same for all of them. */
  readonly code = 'trace-format';
}
