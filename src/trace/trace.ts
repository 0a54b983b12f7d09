/**
 * A recorded trace: the records of every thread, and what is needed to understand them elsewhere.
 * In: records and metadata. Out: tables, and files in three formats. Pure; any thread, and Node.
 */

import { writeChromeJson } from './chrome-json.ts';
import { writeCsv } from './csv.ts';
import { writePerfetto } from './perfetto.ts';
import { TraceData } from './trace-data.ts';

export { LANE_NAMES, LANE_ORDER } from './names.ts';
export type { TraceMetadata, TraceSettings } from './trace-data.ts';

/** What `stopTrace()` gives. */
export class Trace extends TraceData {
  /** A file for ui.perfetto.dev, chrome://tracing and DevTools' Performance panel: JSON in Chrome's trace event format. */
  toChromeJson(): Blob {
    return writeChromeJson(this);
  }

  /** A file for ui.perfetto.dev: Perfetto's own TrackEvent format. Half the size of the JSON. */
  toPerfetto(): Blob {
    return writePerfetto(this);
  }

  /** A file for spreadsheets: one row per record; what is not a record in comments before them. */
  toCsv(): Blob {
    return writeCsv(this);
  }
}
