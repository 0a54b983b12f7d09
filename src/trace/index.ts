/** The library's entry `ringlight/trace`: reading, comparing and converting recorded traces. Any thread, and Node. */

export { type RecordFields, type RecordKind, Records } from '../memory/records.ts';
export { type Budget, checkBudget, parseBudget, type Verdict } from './budget.ts';
export { runTraceCommand, type Terminal } from './cli.ts';
export {
  type ComparisonRow,
  compareTraces,
  type Interval,
  type Spread,
  summarize,
  type TraceSummary,
} from './compare.ts';
export { type FrameTable, OUTCOMES } from './frames.ts';
export { MOST_FILE_BYTES, parseTrace, TraceFormatError } from './parse.ts';
export { LANE_NAMES, LANE_ORDER, Trace, type TraceMetadata, type TraceSettings } from './trace.ts';
