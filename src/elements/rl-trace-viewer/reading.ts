/**
 * One reading of traces. It has its own worker and ends it. In: files and traces. Out: opened traces and their differences. Main
 * thread. The worker transfers its arrays, so they are not copied.
 */

import { startWorker } from '../../engine/assets.ts';
import { Records } from '../../memory/records.ts';
import type { ComparisonRow } from '../../trace/compare.ts';
import type { FromOpener, Made, Progress, ToOpener, Wanted } from '../../trace/opening/opening.ts';
import { Trace } from '../../trace/trace.ts';
import type { Opened } from './tables.ts';

/** A thing to show: a file, a new trace, or a trace that was read before. */
export type Source = File | Trace | Opened;

/** The result of a reading, in the order of its sources. */
export interface ReadTraces {
  opened: readonly Opened[];
  differences: readonly ComparisonRow[];
}

/** See above. */
export class Reading {
  /** Rejects with a sentence for the user. Never settles after `cancel`. */
  readonly result: Promise<ReadTraces>;
  readonly #worker: Worker;

  /** @param tell gets the progress. */
  constructor(sources: readonly Source[], tell: (progress: Progress) => void) {
    this.#worker = startWorker(
      'trace.worker.js',
      'trace',
      () => new Worker(new URL('../../../worklets/trace.worker.ts', import.meta.url), { type: 'module' }),
    );
    this.result = new Promise((resolve, reject) => {
      this.#worker.onmessage = ({ data }: MessageEvent<FromOpener>) => {
        if (data.type === 'progress') {
          tell(data.progress);
          return;
        }
        this.cancel();
        if (data.type === 'failed') reject(new Error(data.message));
        else resolve({ opened: assemble(sources, data.opened.made), differences: data.opened.differences });
      };
      this.#worker.onerror = ({ message }) => {
        this.cancel();
        reject(
          new Error(`The thread that reads traces failed${message ? ` (${message})` : ''}. Try it again.`),
        );
      };
    });
    this.#worker.postMessage({ wanted: sources.map(wantedOf) } satisfies ToOpener);
  }

  /** Ends the worker. May be called again. */
  cancel(): void {
    this.#worker.terminate();
  }
}

function wantedOf(source: Source): Wanted {
  if (source instanceof File) return source;
  const shown = 'rows' in source;
  const { metadata, lanes } = shown ? source.trace : source;
  return { metadata, words: lanes.map(({ words }) => words), table: shown ? source.rows.table : null };
}

function assemble(sources: readonly Source[], made: readonly (Made | null)[]): Opened[] {
  return sources.map((source, index) => {
    const one = made[index];
    if (!one) return source as Opened;
    const { metadata, words, rows, summary, slowest } = one;
    const isFile = source instanceof File;
    const trace = isFile ? new Trace(metadata, words.map(Records.over), rows.table) : (source as Trace);
    const name = isFile ? source.name : 'Recorded here';
    return { trace, name, rows: { ...rows, trace }, summary, slowest };
  });
}
