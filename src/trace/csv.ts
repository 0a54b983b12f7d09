/**
 * Writes a trace as comma-separated values (RFC 4180, with `#` comments before the header): one row per record.
 * In: a trace. Out: a Blob. Pure; any thread. Read back by `parse-csv.ts`.
 */

import { detailsOf, envelopeOf, TextParts } from './envelope.ts';
import { kindName, LANE_NAMES } from './names.ts';
import type { TraceData } from './trace-data.ts';

/** The header row. `meaning` says a, b and c in words; reading the file back does not need it. */
export const CSV_COLUMNS = [
  'lane',
  'kind',
  'frame',
  'time_us',
  'duration_us',
  'detail',
  'a',
  'b',
  'c',
  'meaning',
] as const;

/** The first line of every such file. */
export const CSV_TITLE = '# Ringlight trace';

/** See `Trace.toCsv`. */
export function writeCsv(trace: TraceData): Blob {
  const parts = new TextParts();
  parts.add(`${CSV_TITLE}: one row per record, by thread. The next line has everything else, as JSON.\n`);
  parts.add(`# ${JSON.stringify(envelopeOf(trace))}\n`);
  parts.add(`${CSV_COLUMNS.join(',')}\n`);
  for (const [lane, records] of trace.lanes.entries()) {
    for (let index = 0; index < records.length; index++) {
      const { kind, sequence, timeUs, durationUs, detail, a, b, c } = records.at(index);
      const meaning = detailsOf(trace, lane, index)
        .filter(([name]) => name !== 'frame')
        .map(([name, value]) => `${name} ${value}`)
        .join(', ');
      const lead = `${LANE_NAMES[lane] ?? lane},${kindName(kind)},${sequence},${timeUs},${durationUs}`;
      parts.add(`${lead},${detail},${a},${b},${c},${quoted(meaning)}\n`);
    }
  }
  return parts.blob('text/csv');
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
