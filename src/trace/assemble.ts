/**
 * Puts a trace together from the contents of a file. It checks everything, because files come from anywhere.
 * In: the envelope and rows of numbers, in any order. Out: a trace. Pure; any thread, and Node.
 */

import { checkFilters } from '../catalogue/filters.ts';
import { AUDIO_LANE, FORMATS, TRACE_LANES } from '../generated/layout.ts';
import { Records } from '../memory/records.ts';
import type { SinkName, SourceStats } from '../terms.ts';
import { FORMAT, FORMAT_VERSION, ROW } from './envelope.ts';
import { TraceFormatError } from './format-error.ts';
import { LANE_NAMES } from './names.ts';
import { TraceData, type TraceMetadata, type TraceSettings } from './trace-data.ts';

/** Records of a trace, all lanes together: twice what a recording holds. */
export const MOST_RECORDS = 8_000_000;

/** Lanes of the oldest traces there are. */
const FEWEST_LANES = AUDIO_LANE;
const SINKS: readonly SinkName[] = ['video', 'webgl', 'canvas'];
const AGAIN = 'Export it again.';

/** What is wrong with a file that is one of ours. */
export function damaged(what: string, cause?: unknown): TraceFormatError {
  return new TraceFormatError(`This trace file is damaged: ${what}. ${AGAIN}`, { cause });
}

/** Takes rows in any order; every one must come once. */
export class TraceAssembly {
  readonly #metadata: TraceMetadata;
  /** Rows by lane, in the order of the file. They take no more memory than the file needs. */
  readonly #lanes: number[][] = Array.from({ length: TRACE_LANES }, () => []);
  readonly #counts: number[];

  /** @throws TraceFormatError for an envelope that is not ours, newer, or damaged. */
  constructor(envelope: unknown) {
    const { format, version, records, metadata } = object(envelope, 'its description');
    if (format !== FORMAT) {
      throw new TraceFormatError('This is not a Ringlight trace: its description is missing.');
    }
    refuseNewer(version, FORMAT_VERSION);
    this.#counts = list(records, 'records', TRACE_LANES).map((count) => whole(count, 'records'));
    if (this.#counts.length < FEWEST_LANES) throw damaged(`it names ${this.#counts.length} lanes`);
    // Lanes were added at the end.
    while (this.#counts.length < TRACE_LANES) this.#counts.push(0);
    const all = this.#counts.reduce((sum, count) => sum + count, 0);
    if (all > MOST_RECORDS) {
      throw new TraceFormatError(`This trace has ${all} records; at most ${MOST_RECORDS} can be opened.`);
    }
    this.#metadata = checkMetadata(metadata);
  }

  /** Adds a row as `ROW` has it. */
  add(row: readonly number[]): void {
    const [lane = -1, index = -1] = row;
    const rows = this.#lanes[lane];
    if (!rows || row.length !== ROW.length || !(index >= 0 && index < (this.#counts[lane] as number))) {
      throw damaged(`it has a record that does not belong there (${row.slice(0, 2).join(', ')})`);
    }
    const [, , kind, detail, sequence, timeUs, ...words] = row as [
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    const fits =
      inBits(kind, 8) && inBits(detail, 24) && [sequence, ...words].every((word) => inBits(word, 32));
    if (!(fits && Number.isFinite(timeUs))) {
      throw damaged(`record ${index} of thread "${LANE_NAMES[lane]}" has numbers that cannot be`);
    }
    for (const value of row) rows.push(value);
  }

  /** The trace. @throws TraceFormatError if a row has not come. */
  finish(): TraceData {
    const lanes = this.#lanes.map((rows, lane) => this.#lane(rows, lane));
    return new TraceData(this.#metadata, lanes);
  }

  #lane(rows: readonly number[], lane: number): Records {
    const count = this.#counts[lane] as number;
    if (rows.length !== count * ROW.length) {
      throw damaged(`thread "${LANE_NAMES[lane]}" has ${rows.length / ROW.length} of ${count} records`);
    }
    const places = new Int32Array(count).fill(-1);
    for (let place = 0; place < count; place++) places[rows[place * ROW.length + 1] as number] = place;
    const records = new Records(Math.max(1, count));
    for (const [index, place] of places.entries()) {
      if (place < 0)
        throw damaged(`record ${index} of thread "${LANE_NAMES[lane]}" is missing, another one twice there`);
      const at = (column: number) => rows[place * ROW.length + column] as number;
      records.append({
        kind: at(2),
        detail: at(3),
        sequence: at(4),
        timeUs: at(5),
        durationUs: at(6) / 1000,
        a: at(7),
        b: at(8),
        c: at(9),
      });
    }
    return records;
  }
}

function inBits(value: number, bits: number): boolean {
  return Number.isInteger(value) && value >= 0 && value < 2 ** bits;
}

function refuseNewer(version: unknown, known: number): void {
  if (typeof version !== 'number' || !(version >= 1)) throw damaged('it has no version');
  if (version > known) {
    throw new TraceFormatError(
      `This trace was written by a newer Ringlight (version ${version}; this one reads up to ${known}). ` +
        'Open it there, or update this one.',
    );
  }
}

/** The metadata, checked and copied field by field. */
function checkMetadata(value: unknown): TraceMetadata {
  const { version, machine, source, settings, lost, ...rest } = object(value, 'metadata');
  refuseNewer(version, 1);
  const about = object(machine, 'machine');
  const from = object(source, 'source');
  const { sink } = rest;
  if (!SINKS.includes(sink as SinkName)) throw damaged('its sink is not one');
  const format = text(from.format, 'source.format');
  if (format !== '' && !(format in FORMATS)) throw damaged('its pixel format is not one');
  return {
    version: 1,
    startedAt: text(rest.startedAt, 'startedAt'),
    startUs: finite(rest.startUs, 'startUs'),
    endUs: finite(rest.endUs, 'endUs'),
    machine: {
      userAgent: text(about.userAgent, 'machine.userAgent'),
      cores: finite(about.cores, 'machine.cores'),
      memoryGib: finite(about.memoryGib, 'machine.memoryGib'),
    },
    source: {
      width: finite(from.width, 'source.width'),
      height: finite(from.height, 'source.height'),
      format: format as SourceStats['format'],
      frameRate: finite(from.frameRate, 'source.frameRate'),
    },
    sink: sink as SinkName,
    isolated: rest.isolated === true,
    settings: list(settings, 'settings', 65_536).map(checkSettings),
    lost: list(lost, 'lost', TRACE_LANES).map((count) => whole(count, 'lost')),
  };
}

function checkSettings(value: unknown): TraceSettings {
  const { version, timeUs, threads, simd, filters, trial } = object(value, 'settings');
  try {
    return {
      version: whole(version, 'settings.version'),
      timeUs: finite(timeUs, 'settings.timeUs'),
      threads: whole(threads, 'settings.threads'),
      simd: simd === true,
      filters: checkFilters(filters, 'its filters'),
      ...(trial === true && { trial: true as const }),
    };
  } catch (error) {
    if (error instanceof TraceFormatError) throw error;
    throw damaged(error instanceof Error ? error.message : String(error));
  }
}

function object(value: unknown, name: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw damaged(`${name} is missing`);
  return value as Record<string, unknown>;
}

function list(value: unknown, name: string, most: number): unknown[] {
  if (!Array.isArray(value) || value.length > most) throw damaged(`${name} is not a list of at most ${most}`);
  return value;
}

function finite(value: unknown, name: string): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw damaged(`${name} is not a number`);
  return value;
}

function whole(value: unknown, name: string): number {
  if (!inBits(finite(value, name), 32)) throw damaged(`${name} is not a whole number`);
  return value as number;
}

function text(value: unknown, name: string): string {
  if (typeof value !== 'string' || value.length > 4096) throw damaged(`${name} is not a text`);
  return value;
}
