/**
 * Reads traces from files: the three formats that `Trace` writes, told apart by their content, never by their name.
 * In: a file. Out: the very records and metadata that were written. Any thread, and Node.
 */

import { CSV_TITLE } from './csv.ts';
import { TraceFormatError } from './format-error.ts';
import { readChromeJson } from './parse-chrome-json.ts';
import { readCsv } from './parse-csv.ts';
import { readPerfetto } from './parse-perfetto.ts';
import type { TraceData } from './trace-data.ts';

/** Bytes of a file, at most: with two threads at 60 fps some 40 minutes as JSON. Text must also fit into one string. */
export const MOST_FILE_BYTES = 400_000_000;

const KINDS = 'Choose a Ringlight trace: Chrome JSON, Perfetto (.pftrace) or CSV.';
const MB = 1_000_000;

/**
 * Reads a trace that `toChromeJson`, `toPerfetto` or `toCsv` wrote.
 * @throws TraceFormatError, with a sentence for the user, for any other file.
 */
export async function readTrace(file: Blob): Promise<TraceData> {
  if (file.size === 0) throw new TraceFormatError(`This file is empty. ${KINDS}`);
  if (file.size > MOST_FILE_BYTES) {
    throw new TraceFormatError(
      `This file has ${Math.ceil(file.size / MB)} MB; at most ${MOST_FILE_BYTES / MB} MB can be opened. ` +
        'Record a shorter trace, or export it as CSV, which is the smallest.',
    );
  }
  const head = new Uint8Array(await file.slice(0, 4096).arrayBuffer());
  const [first = 0, second = 0] = head;
  if ((first === 0x1f && second === 0x8b) || (first === 0x50 && second === 0x4b)) {
    throw new TraceFormatError('This file is compressed. Unpack it, and open what is in it.');
  }
  // Every Perfetto trace begins with a packet: field 1, length-delimited. First, since its length may look like a brace.
  if (first === 0x0a && !isText(head)) return readPerfetto(new Uint8Array(await file.arrayBuffer()));
  const start = new TextDecoder().decode(head).trimStart();
  if (start.startsWith('{') || start.startsWith('[')) return readChromeJson(await file.text());
  if (start.startsWith(CSV_TITLE)) return readCsv((await file.text()).trimStart());
  if (/^["']?#? ?Ringlight|^["']?lane["']?[,;\t]/.test(start)) {
    throw new TraceFormatError(
      'This looks like a Ringlight trace that another program has saved again. Open the file as it was exported.',
    );
  }
  throw new TraceFormatError(`This file is not a trace. ${KINDS}`);
}

function isText(head: Uint8Array): boolean {
  return head.every((byte) => byte >= 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09);
}
