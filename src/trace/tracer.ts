/**
 * A pipeline's tracing, from the owner's side: what only the main thread knows goes into its lane, and traces come out.
 * In: settings changes, displayed frames, marks of the page. Out: `Trace`s. Main thread.
 */

import { OWNER_LANE, TRACE_KINDS } from '../generated/layout.ts';
import type { FrameSettings } from '../memory/control.ts';
import { LaneWriter, TraceReader } from '../memory/lanes.ts';
import type { TraceArea } from '../memory/trace-area.ts';
import type { SinkName, SourceStats } from '../terms.ts';
import type { TraceMark } from '../types.ts';
import { DevToolsTracks } from './devtools.ts';
import { writeMark } from './mark.ts';
import { Recorder, type Recording, readRecent } from './recorder.ts';
import { Trace, type TraceSettings } from './trace.ts';

/** Settings changes that are remembered; traces do not look back further. */
const MOST_SETTINGS = 65_536;

/** What a trace says of its pipeline besides records. */
export interface Surroundings {
  source: SourceStats;
  sink: SinkName;
  isolated: boolean;
}

/** Microseconds of the pipeline's clock, on its owner's thread. */
function ownerClock(): number {
  return performance.now() * 1000;
}

/** See above. One per pipeline. */
export class Tracer {
  #area: TraceArea;
  #lane: LaneWriter;
  readonly #settings: TraceSettings[] = [];
  readonly #surroundings: () => Surroundings;
  readonly #devTools: DevToolsTracks | null;
  #recorder: Recorder | undefined;
  /** Whoever has one may keep it for longer than the pipeline lives. */
  #readers: WeakRef<TraceReader>[] = [];
  #startUs = 0;

  /** `debug`: shows the stages in DevTools as well. */
  constructor(area: TraceArea, surroundings: () => Surroundings, debug: boolean) {
    this.#area = area;
    this.#lane = new LaneWriter(area, OWNER_LANE);
    this.#surroundings = surroundings;
    this.#devTools = debug ? new DevToolsTracks(area) : null;
  }

  /** Settings came into force; frames carry their version. `trial`: they serve a measurement, the user did not choose them. */
  settings({ filters, simd, threads }: FrameSettings, version: number, trial = false): void {
    const timeUs = ownerClock();
    this.#settings.push({
      version,
      timeUs,
      threads,
      simd,
      filters: filters.map((filter) => ({ ...filter })),
      ...(trial && { trial: true as const }),
    });
    if (this.#settings.length > MOST_SETTINGS) this.#settings.shift();
    this.#lane.write(TRACE_KINDS.settings, timeUs, 0, 0, version);
  }

  /** Every change of settings so far, oldest first. */
  get settingsLog(): readonly TraceSettings[] {
    return this.#settings;
  }

  /** A frame reached the screen. Hot: allocates nothing. */
  displayed(timeMs: number, presentedFrames: number): void {
    this.#lane.write(TRACE_KINDS.display, timeMs * 1000, 0, 0, presentedFrames);
  }

  /** Whether a trace is being taken. */
  get recording(): boolean {
    return this.#recorder !== undefined;
  }

  /** Something that the page knows of itself. @throws TypeError that names the bad argument. */
  mark(mark: TraceMark): void {
    writeMark(this.#lane, mark, ownerClock());
  }

  /** Begins a trace; one that is being taken goes on. */
  start(): void {
    if (this.#recorder) return;
    this.#startUs = ownerClock();
    this.#recorder = new Recorder(this.#area);
  }

  /** Ends it. @throws DOMException `InvalidStateError` if none was started. */
  stop(): Trace {
    if (!this.#recorder) {
      throw new DOMException('No trace is being taken: call startTrace() first.', 'InvalidStateError');
    }
    const recording = this.#recorder.stop();
    this.#recorder = undefined;
    return this.#trace(recording, this.#startUs);
  }

  /** What is known of the last `seconds`. */
  recent(seconds: number): Trace {
    const startUs = Math.max(0, ownerClock() - seconds * 1_000_000);
    return this.#trace(readRecent(this.#area, startUs), startUs);
  }

  /** A reader for what comes from now on. */
  reader(): TraceReader {
    const reader = new TraceReader(this.#area, 'now');
    this.#readers = this.#readers.filter((known) => known.deref() !== undefined);
    this.#readers.push(new WeakRef(reader));
    return reader;
  }

  /** The threads have ended; `area` is what stays of their lanes. What was recorded can still be read. */
  close(area: TraceArea): void {
    this.#recorder?.end();
    for (const reader of this.#readers) reader.deref()?.move(area);
    this.#area = area;
    this.#lane = new LaneWriter(area, OWNER_LANE);
    this.#devTools?.close();
  }

  #trace({ lanes, lost }: Recording, startUs: number): Trace {
    const endUs = ownerClock();
    const before = this.#settings.findLastIndex(({ timeUs }) => timeUs <= startUs);
    const settings = this.#settings.slice(Math.max(0, before)).filter(({ timeUs }) => timeUs <= endUs);
    const { userAgent, hardwareConcurrency } = navigator;
    const memoryGib = (navigator as { deviceMemory?: number }).deviceMemory ?? 0;
    const startedAt = new Date(performance.timeOrigin + startUs / 1000).toISOString();
    const machine = { userAgent, cores: hardwareConcurrency, memoryGib };
    const about = { version: 1 as const, startedAt, startUs, endUs, machine, ...this.#surroundings() };
    return new Trace({ ...about, settings: structuredClone(settings), lost }, lanes);
  }
}
