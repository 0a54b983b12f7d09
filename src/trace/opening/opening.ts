/**
 * Prepares traces to be shown: parses them, sorts them into rows, sums them up and compares them. In: files,
 * or the records of traces that the page has. Out: plain data whose arrays can be handed to another thread. Pure; it runs in
 * `worklets/trace.worker.ts`, as ten minutes take most of a second.
 */

import { Records } from '../../memory/records.ts';
import { type ComparisonRow, compareTraces, summarize, type TraceSummary } from '../compare.ts';
import type { FrameTable } from '../frames.ts';
import { readTrace } from '../read.ts';
import { TraceData, type TraceMetadata } from '../trace-data.ts';
import { rowsOf, type TraceRows } from './rows.ts';
import { slowestFrames } from './slowest.ts';

/** Rows of the table of slowest frames. */
export const SLOWEST = 10;

/** A trace that the page has: its records by lane. `table`: it is shown already, and only to be compared. */
export interface WantedTrace {
  metadata: TraceMetadata;
  words: readonly Uint32Array[];
  table: FrameTable | null;
}

/** What is to be shown, in its order. */
export type Wanted = File | WantedTrace;

/** One trace, ready to be shown. */
export interface Made {
  metadata: TraceMetadata;
  words: readonly Uint32Array[];
  rows: Omit<TraceRows, 'trace'>;
  summary: TraceSummary;
  slowest: readonly number[];
}

/** The answer; `null` for what is shown already. Differences only where there are two. */
export interface OpenedTraces {
  made: readonly (Made | null)[];
  differences: readonly ComparisonRow[];
}

/** How far it is: what is done now, and the share of steps before it, 0 to 1. */
export interface Progress {
  text: string;
  share: number;
}

/** To the worker. */
export interface ToOpener {
  wanted: readonly Wanted[];
}

/** From the worker: `progress` any number of times, then one of the others. */
export type FromOpener =
  | { type: 'progress'; progress: Progress }
  | { type: 'opened'; opened: OpenedTraces }
  | { type: 'failed'; message: string };

/**
 * Opens them, one after the other.
 * @throws Error with a sentence for the reader, which names the file.
 */
export async function openTraces(
  wanted: readonly Wanted[],
  tell: (progress: Progress) => void,
): Promise<OpenedTraces> {
  const steps = 2 * wanted.length + (wanted.length > 1 ? 1 : 0);
  let step = 0;
  const next = (text: string) => tell({ text, share: step++ / steps });
  const traces: TraceData[] = [];
  const made: (Made | null)[] = [];
  for (const one of wanted) {
    const name = one instanceof File ? one.name : 'the recorded trace';
    next(one instanceof File ? `Reading ${name} (${sizeText(one.size)}) …` : `Reading ${name} …`);
    const trace = one instanceof File ? await read(one) : dataOf(one);
    traces.push(trace);
    next(`Sorting ${countText(trace)} records of ${name} …`);
    made.push(one instanceof File || one.table === null ? make(trace) : null);
  }
  const [a, b] = traces;
  if (a && b) next('Comparing …');
  return { made, differences: a && b ? compareTraces(a, b) : [] };
}

/** Memory that can be handed over rather than copied. */
export function buffersOf({ made }: OpenedTraces): ArrayBuffer[] {
  const found = new Set<ArrayBuffer>();
  const walk = (value: unknown): void => {
    if (ArrayBuffer.isView(value)) found.add(value.buffer as ArrayBuffer);
    else if (typeof value === 'object' && value !== null) Object.values(value).forEach(walk);
  };
  walk(made);
  return [...found];
}

function dataOf({ metadata, words, table }: WantedTrace): TraceData {
  return new TraceData(metadata, words.map(Records.over), table ?? undefined);
}

function make(trace: TraceData): Made {
  const { trace: _, ...rows } = rowsOf(trace);
  return {
    metadata: trace.metadata,
    words: trace.lanes.map(({ words }) => words),
    rows,
    summary: summarize(trace),
    slowest: slowestFrames(trace.frames, SLOWEST),
  };
}

async function read(file: File): Promise<TraceData> {
  try {
    return await readTrace(file);
  } catch (error) {
    throw new Error(`${file.name}: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}

function sizeText(bytes: number): string {
  return bytes < 1_000_000 ? `${Math.ceil(bytes / 1000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

function countText({ lanes }: TraceData): string {
  return lanes.reduce((sum, { length }) => sum + length, 0).toLocaleString('en');
}
