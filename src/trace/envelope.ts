/**
 * What the three file formats have in common: the metadata that stands in front, and a record as a row of numbers.
 * In: a trace. Out: plain values. Pure; `parse.ts` and its readers are the other way round.
 */

import { TRACE_KINDS } from '../generated/layout.ts';
import type { Records } from '../memory/records.ts';
import { causeName, settingsText, vitalText } from './names.ts';
import type { TraceData, TraceMetadata } from './trace-data.ts';

/** Says that a file is ours. */
export const FORMAT = 'ringlight-trace';
/** Of the files; a reader refuses a newer one. */
export const FORMAT_VERSION = 1;

/** Everything about a trace that is not a record, as files have it. */
export interface Envelope {
  format: typeof FORMAT;
  version: number;
  /** Records by lane: a file in which some are missing is damaged. */
  records: number[];
  metadata: TraceMetadata;
}

/** See `Envelope`. */
export function envelopeOf(trace: TraceData): Envelope {
  const records = trace.lanes.map(({ length }) => length);
  return { format: FORMAT, version: FORMAT_VERSION, records, metadata: trace.metadata };
}

/** What the numbers of a row are, in order. `timeUs` is as exact as it was recorded; the others are whole. */
export const ROW = [
  'lane',
  'index',
  'kind',
  'detail',
  'sequence',
  'timeUs',
  'durationNs',
  'a',
  'b',
  'c',
] as const;

/** A record as a row: nothing of it is left out. */
export function rowOf(records: Records, lane: number, index: number): number[] {
  const durationNs = Math.round(records.durationUs(index) * 1000);
  const { kind, detail, sequence, timeUs, a, b, c } = records.at(index);
  return [lane, index, kind, detail, sequence, timeUs, durationNs, a, b, c];
}

/** A record's words with their names, for people; what is only a number is in the row. */
export function detailsOf(trace: TraceData, lane: number, index: number): [string, string | number][] {
  const records = trace.lanes[lane] as Records;
  const { kind, sequence: frame, durationUs, a, b, c } = records.at(index);
  switch (kind) {
    case TRACE_KINDS.copy:
      return entries({ frame, settings: a, slotsInUse: b, width: c >>> 16, height: c & 0xffff });
    case TRACE_KINDS.wait:
      return entries({ frame, slot: a, waitUs: durationUs });
    case TRACE_KINDS.kernel:
      return entries({ frame, slot: a, stripes: b });
    case TRACE_KINDS.present:
      return entries({ frame, slot: a });
    case TRACE_KINDS.frame:
      return entries({ frame, latencyUs: Math.round(durationUs * 1000 + a + b + c) / 1000 });
    case TRACE_KINDS.drop:
      return entries({ frame, cause: causeName(a) });
    case TRACE_KINDS.discard:
      return entries({ frames: a });
    case TRACE_KINDS.settings: {
      const settings = trace.metadata.settings.find(({ version }) => version === a);
      return entries(settings ? { version: a, settings: settingsText(settings) } : { version: a });
    }
    case TRACE_KINDS.vital:
      return entries({ vital: vitalText(a, b) });
    case TRACE_KINDS.display:
      return entries({ presentedFrames: a });
    case TRACE_KINDS.quantum:
      return entries({ quantum: a });
    case TRACE_KINDS.glitch:
      return entries({ gaps: a });
    default:
      return [];
  }
}

function entries(details: Record<string, string | number>): [string, string | number][] {
  return Object.entries(details);
}

/** Collects text in parts of some size for a `Blob`, so that no string becomes too long. */
export class TextParts {
  readonly #parts: string[] = [];
  #lines: string[] = [];

  /** Adds a line. */
  add(line: string): void {
    this.#lines.push(line);
    if (this.#lines.length < 4096) return;
    this.#flush();
  }

  /** All of it. */
  blob(type: string): Blob {
    this.#flush();
    return new Blob(this.#parts, { type });
  }

  #flush(): void {
    this.#parts.push(this.#lines.join(''));
    this.#lines = [];
  }
}
