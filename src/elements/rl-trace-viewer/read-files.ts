/** Traces from files. In: what was chosen or dropped. Out: traces with their names. Main thread; loads the readers. */

import type { Trace } from '../../trace/trace.ts';

/** A trace and the name of its file. */
export interface NamedTrace {
  trace: Trace;
  name: string;
}

/** Reads them, one after the other. @throws Error with a sentence for the reader, which names the file. */
export async function readTraces(files: readonly File[], most: number): Promise<NamedTrace[]> {
  if (files.length > most)
    throw new RangeError(`${files.length} files: at most ${most} can be opened at once.`);
  const { parseTrace } = await import('../../trace/parse.ts');
  const traces: NamedTrace[] = [];
  for (const file of files) {
    try {
      traces.push({ trace: await parseTrace(file), name: file.name });
    } catch (error) {
      throw new Error(`${file.name}: ${error instanceof Error ? error.message : String(error)}`, {
        cause: error,
      });
    }
  }
  return traces;
}
