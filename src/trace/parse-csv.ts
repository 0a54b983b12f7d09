/** Reads a trace back from comma-separated values. In: the file's text. Out: a trace. Pure; any thread, and Node. */

import { damaged, TraceAssembly } from './assemble.ts';
import { CSV_COLUMNS } from './csv.ts';
import { KIND_NAMES, LANE_NAMES } from './names.ts';
import type { TraceData } from './trace-data.ts';

const KINDS = new Map([...KIND_NAMES].map(([code, name]) => [name, code]));
const LANES = new Map(LANE_NAMES.map((name, lane) => [name, lane]));
/** Columns that are needed: all but the words at the end, the only ones that are ever quoted. */
const NEEDED = CSV_COLUMNS.length - 1;

/** See above. @throws TraceFormatError */
export function readCsv(text: string): TraceData {
  const lines = new Lines(text);
  lines.next();
  const described = lines.next()?.replace(/^# /, '');
  const assembly = new TraceAssembly(parse(described));
  if (lines.next() !== CSV_COLUMNS.join(','))
    throw damaged('the row with the names of the columns was changed');
  const indexes = new Array<number>(LANE_NAMES.length).fill(0);
  for (let line = lines.next(); line !== null; line = lines.next()) {
    if (line === '') continue;
    const cells = line.split(',', NEEDED);
    const [laneName = '', kindName = '', sequence, timeUs, durationUs, ...words] = cells;
    const lane = LANES.get(laneName);
    const kind = KINDS.get(kindName) ?? Number(/^kind (\d+)$/.exec(kindName)?.[1] ?? Number.NaN);
    if (lane === undefined || cells.length < NEEDED || cells.includes('')) {
      throw damaged(`line ${lines.number} is not a record`);
    }
    const [detail = 0, a = 0, b = 0, c = 0] = words.map(Number);
    const durationNs = Math.round(Number(durationUs) * 1000);
    const index = indexes[lane] as number;
    indexes[lane] = index + 1;
    assembly.add([lane, index, kind, detail, Number(sequence), Number(timeUs), durationNs, a, b, c]);
  }
  return assembly.finish();
}

function parse(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch (cause) {
    throw damaged('its second line, which describes the trace, was changed or is cut off', cause);
  }
}

/** The lines of a text, one at a time. */
class Lines {
  readonly #text: string;
  #at = 0;
  /** Of the line that was given last, from 1. */
  number = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** `null`: no more. */
  next(): string | null {
    if (this.#at >= this.#text.length) return null;
    const end = this.#text.indexOf('\n', this.#at);
    const line = this.#text.slice(this.#at, end < 0 ? undefined : end);
    this.#at = end < 0 ? this.#text.length : end + 1;
    this.number++;
    return line.endsWith('\r') ? line.slice(0, -1) : line;
  }
}
