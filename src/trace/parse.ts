/** Traces from files, as the library gives them. In: a file. Out: a trace that can be written again. Any thread, and Node. */

import { readTrace } from './read.ts';
import { Trace } from './trace.ts';

export { TraceFormatError } from './format-error.ts';
export { MOST_FILE_BYTES } from './read.ts';

/**
 * Reads a trace that `toChromeJson`, `toPerfetto` or `toCsv` wrote.
 * @throws TraceFormatError, with a sentence for the user, for any other file.
 */
export async function parseTrace(file: Blob): Promise<Trace> {
  const { metadata, lanes } = await readTrace(file);
  return new Trace(metadata, lanes);
}
