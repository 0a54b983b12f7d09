/**
 * Debug mode: the stages of each frame on tracks of their own in DevTools' Performance panel, by `performance.measure`.
 * In: lanes of the trace. Out: user timing entries. Main thread, some times a second; entries stay in the page's memory
 * until they are cleared here, so there are never more than a second's.
 */

import { CAPTURE_LANE, PRESENT_LANE, TRACE_KINDS, TRACE_LANES } from '../generated/layout.ts';
import { TraceReader } from '../memory/lanes.ts';
import { Records } from '../memory/records.ts';
import type { TraceArea } from '../memory/trace-area.ts';

const READING_MS = 250;

/** Kinds that are spans on a thread, with DevTools' colour for each. */
const COLOURS: ReadonlyMap<number, { name: string; color: string }> = new Map([
  [TRACE_KINDS.copy, { name: 'copy', color: 'primary' }],
  [TRACE_KINDS.kernel, { name: 'kernel', color: 'secondary' }],
  [TRACE_KINDS.present, { name: 'present', color: 'tertiary' }],
]);

/** Draws until it is closed. */
export class DevToolsTracks {
  readonly #reader: TraceReader;
  readonly #lanes = Array.from({ length: TRACE_LANES }, () => new Records());
  readonly #timer: ReturnType<typeof setInterval>;
  /** Names of the last reading's measures. */
  #names = new Set<string>();

  constructor(area: TraceArea) {
    this.#reader = new TraceReader(area, 'now');
    this.#timer = setInterval(() => this.#draw(), READING_MS);
  }

  /** Draws no more. */
  close(): void {
    clearInterval(this.#timer);
  }

  #draw(): void {
    for (const name of this.#names) performance.clearMeasures(name);
    this.#names = new Set();
    this.#reader.read(this.#lanes, []);
    for (const [lane, records] of this.#lanes.entries()) {
      const track = lane === CAPTURE_LANE ? 'capture' : lane === PRESENT_LANE ? 'present' : `pool ${lane}`;
      for (let index = 0; index < records.length; index++) {
        const stage = COLOURS.get(records.kind(index));
        if (stage) this.#measure(stage, track, records, index);
      }
      records.clear();
    }
  }

  #measure(stage: { name: string; color: string }, track: string, records: Records, index: number): void {
    const start = records.timeUs(index) / 1000;
    const end = start + records.durationUs(index) / 1000;
    const name = `${stage.name} ${records.sequence(index)}`;
    const devtools = { dataType: 'track-entry', track, trackGroup: 'Ringlight', color: stage.color };
    performance.measure(name, { start, end, detail: { devtools } });
    this.#names.add(name);
  }
}
