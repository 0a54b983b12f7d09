/**
 * A pipeline's tracing, from the owner's side: what only the main thread knows goes into its lane, and traces come out.
 * In: settings changes, long tasks, web-vitals, displayed frames. Out: `Trace`s. Main thread.
 */

import { observeVitals, onVitals, type Vitals } from '../elements/shared/vitals.ts';
import { OWNER_LANE, TRACE_KINDS, TRACE_VITALS } from '../generated/layout.ts';
import type { FrameSettings } from '../memory/control.ts';
import type { SinkName, SourceStats } from '../terms.ts';
import { DevToolsTracks } from './devtools.ts';
import { LaneWriter, type TraceArea, TraceReader } from './lanes.ts';
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

const VITALS: readonly (readonly [keyof Vitals, number])[] = [
  ['lcpMs', TRACE_VITALS.LCP],
  ['inpMs', TRACE_VITALS.INP],
  ['cls', TRACE_VITALS.CLS],
  ['ttfbMs', TRACE_VITALS.TTFB],
];

/** Microseconds of the pipeline's clock, on its owner's thread. */
export function ownerClock(): number {
  return performance.now() * 1000;
}

/** See above. One per pipeline. */
export class Tracer {
  #area: TraceArea;
  #lane: LaneWriter;
  readonly #settings: TraceSettings[] = [];
  readonly #surroundings: () => Surroundings;
  readonly #devTools: DevToolsTracks | null;
  #longTasks: PerformanceObserver | undefined;
  #unlisten: (() => void) | undefined;
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
    this.#observe();
  }

  /** Settings came into force; frames carry their version. `trial`: for a measurement, by nobody's wish. */
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

  /** The threads have ended; `area` is what stays of their lanes. What was recorded can still be had. */
  close(area: TraceArea): void {
    this.#recorder?.end();
    for (const reader of this.#readers) reader.deref()?.move(area);
    this.#area = area;
    this.#lane = new LaneWriter(area, OWNER_LANE);
    this.#longTasks?.disconnect();
    this.#unlisten?.();
    this.#devTools?.close();
  }

  #observe(): void {
    if (PerformanceObserver.supportedEntryTypes?.includes('longtask')) {
      this.#longTasks = new PerformanceObserver((list) => {
        for (const { startTime, duration } of list.getEntries()) {
          this.#lane.write(TRACE_KINDS['long-task'], startTime * 1000, duration * 1000);
        }
      });
      this.#longTasks.observe({ type: 'longtask' });
    }
    const vitals = observeVitals();
    const said = new Map<number, number>();
    const say = () => {
      for (const [name, code] of VITALS) {
        const value = vitals[name];
        if (value === null || said.get(code) === value) continue;
        said.set(code, value);
        this.#lane.write(TRACE_KINDS.vital, ownerClock(), 0, 0, code, Math.round(value * 1000));
      }
    };
    say();
    this.#unlisten = onVitals(say);
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
