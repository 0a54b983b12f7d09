/** Reads a trace back from Chrome's trace event format. In: the file's text. Out: a trace. Pure; any thread, and Node. */

import { damaged, TraceAssembly } from './assemble.ts';
import { FORMAT } from './envelope.ts';
import { TraceFormatError } from './format-error.ts';
import type { TraceData } from './trace-data.ts';

interface Foreign {
  otherData?: { format?: unknown };
  traceEvents?: unknown;
}

/** See above. @throws TraceFormatError */
export function readChromeJson(text: string): TraceData {
  const file = parse(text);
  const events = Array.isArray(file) ? file : file?.traceEvents;
  if (Array.isArray(file) || file?.otherData?.format !== FORMAT) {
    throw new TraceFormatError(
      Array.isArray(events)
        ? 'This is a Chrome trace, but not one of Ringlight: open it in ui.perfetto.dev or chrome://tracing.'
        : 'This is a JSON file, but not a Ringlight trace: choose one that was exported as Chrome JSON.',
    );
  }
  if (!Array.isArray(events)) throw damaged('its events are missing');
  const assembly = new TraceAssembly(file.otherData);
  for (const event of events) {
    const row = (event as { args?: { record?: unknown } } | null)?.args?.record;
    if (Array.isArray(row)) assembly.add(row);
  }
  return assembly.finish();
}

function parse(text: string): Foreign | unknown[] | null {
  try {
    return JSON.parse(text) as Foreign | unknown[] | null;
  } catch (cause) {
    const ours =
      text.slice(0, 4096).includes(`"${FORMAT}"`) ||
      /^\s*\{"otherData":\{"application":"Ringlight"/.test(text);
    throw ours
      ? damaged('it is cut off or was changed, so that it is no longer JSON', cause)
      : new TraceFormatError(
          'This file begins like JSON but is not: it may be cut off. Choose a whole one.',
          { cause },
        );
  }
}
