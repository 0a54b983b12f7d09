/**
 * Figures of a trace, and of two traces side by side. In: traces. Out: plain numbers. Pure; any thread, and Node.
 */

import { DROP_CAUSES, TRACE_KINDS } from '../generated/layout.ts';
import type { DropCause } from '../terms.ts';
import { FIRST_DROP, OUTCOMES, PRESENTED } from './frames.ts';
import { LANE_NAMES, LANE_ORDER } from './names.ts';
import { type Interval, medianDifference, type Spread, sorted, spreadOf } from './statistics.ts';
import type { TraceData } from './trace-data.ts';

export type { Interval, Spread } from './statistics.ts';

/** What a trace comes to. Times in microseconds. */
export interface TraceSummary {
  durationUs: number;
  /** Frames that are in the trace. */
  frames: number;
  presented: number;
  /** All causes together. */
  droppedFrames: number;
  dropped: Record<DropCause, number>;
  /** Frames whose end is not in the trace. */
  unfinished: number;
  /** Frames that were lost before they arrived. */
  discarded: number;
  collections: number;
  /** Frames that a collection touched. */
  touched: number;
  /** Records that are missing. */
  lostRecords: number;
  /** Presented frames per second. */
  fps: number;
  /** From the first kernel touching a frame to the last one leaving it: the same as the stage `kernel`. */
  frameTimeUs: Spread;
  latencyUs: Spread;
  /** Latency of the frames that no collection touched. */
  gcFreeLatencyUs: Spread;
  presentIntervalUs: Spread;
  stagesUs: { copy: Spread; wait: Spread; kernel: Spread; present: Spread };
  /** Share of the duration that each thread worked, 0 to 1, by the lane's name; lanes without work are left out. */
  busy: Record<string, number>;
}

/** One line of a comparison. */
export interface ComparisonRow {
  /** Path of the figure in `TraceSummary`, such as `latencyUs.p99`. */
  id: string;
  /** In words, such as `latency p99`. */
  label: string;
  unit: 'us' | 'frames' | 'fps' | 'share' | 'records' | 'collections';
  a: number;
  b: number;
  /** b - a. */
  difference: number;
  /** b / a; `NaN` where a is 0. */
  ratio: number;
  /** 95 % bootstrap interval of the difference of medians; only for the rows of medians. */
  interval: Interval | null;
  /** Whether less is better, more is, or neither. */
  better: 'less' | 'more' | 'neither';
}

/** Samples of the frames that were presented, ascending. */
interface Samples {
  frameTimeUs: Float64Array;
  latencyUs: Float64Array;
  gcFreeLatencyUs: Float64Array;
  presentIntervalUs: Float64Array;
  'stagesUs.copy': Float64Array;
  'stagesUs.wait': Float64Array;
  'stagesUs.kernel': Float64Array;
  'stagesUs.present': Float64Array;
}

const SAMPLES: readonly (readonly [keyof Samples, string])[] = [
  ['latencyUs', 'latency'],
  ['frameTimeUs', 'frame time'],
  ['gcFreeLatencyUs', 'GC-free latency'],
  ['presentIntervalUs', 'present interval'],
  ['stagesUs.copy', 'copy'],
  ['stagesUs.wait', 'wait'],
  ['stagesUs.kernel', 'kernel'],
  ['stagesUs.present', 'present'],
];

const SPREAD = ['p50', 'p95', 'p99', 'max', 'mean'] as const;

const CAUSES = Object.keys(DROP_CAUSES) as DropCause[];

const WORK: ReadonlySet<number> = new Set([
  TRACE_KINDS.copy,
  TRACE_KINDS.kernel,
  TRACE_KINDS.present,
  TRACE_KINDS['long-task'],
]);

/** Figures of one trace. */
export function summarize(trace: TraceData): TraceSummary {
  return figures(trace, samplesOf(trace));
}

/** Two traces, figure by figure; causes of drops and threads that neither has are left out. */
export function compareTraces(a: TraceData, b: TraceData): ComparisonRow[] {
  const [samplesA, samplesB] = [samplesOf(a), samplesOf(b)];
  const [left, right] = [figures(a, samplesA), figures(b, samplesB)];
  const count = (id: keyof TraceSummary, label: string, better: ComparisonRow['better']) =>
    row(id, label, COUNT_UNITS[id] ?? 'frames', left[id] as number, right[id] as number, better);
  return [
    row('durationUs', 'duration', 'us', left.durationUs, right.durationUs, 'neither'),
    count('frames', 'frames', 'neither'),
    count('presented', 'presented', 'neither'),
    count('fps', 'frames per second', 'more'),
    count('droppedFrames', 'dropped', 'less'),
    ...CAUSES.filter((cause) => left.dropped[cause] + right.dropped[cause] > 0).map((cause) =>
      row(
        `dropped.${cause}`,
        `dropped: ${cause}`,
        'frames',
        left.dropped[cause],
        right.dropped[cause],
        'less',
      ),
    ),
    count('unfinished', 'end not known', 'neither'),
    count('discarded', 'lost at the source', 'less'),
    count('collections', 'collections noticed', 'less'),
    count('touched', 'touched by a collection', 'less'),
    count('lostRecords', 'records lost', 'less'),
    ...SAMPLES.flatMap(([id, label]) => spreadRows(id, label, samplesA[id], samplesB[id])),
    ...LANE_ORDER.map((lane) => LANE_NAMES[lane] as string)
      .filter((lane) => lane in left.busy || lane in right.busy)
      .map((lane) =>
        row(`busy.${lane}`, `busy: ${lane}`, 'share', left.busy[lane] ?? 0, right.busy[lane] ?? 0, 'less'),
      ),
  ];
}

const COUNT_UNITS: Partial<Record<keyof TraceSummary, ComparisonRow['unit']>> = {
  fps: 'fps',
  collections: 'collections',
  lostRecords: 'records',
};

function spreadRows(id: string, label: string, a: Float64Array, b: Float64Array): ComparisonRow[] {
  const [left, right] = [spreadOf(a), spreadOf(b)];
  const better = id === 'presentIntervalUs' ? 'neither' : 'less';
  return SPREAD.map((name) => {
    const line = row(`${id}.${name}`, `${label} ${name}`, 'us', left[name], right[name], better);
    return name === 'p50' ? { ...line, interval: medianDifference(a, b) } : line;
  });
}

function row(
  id: string,
  label: string,
  unit: ComparisonRow['unit'],
  a: number,
  b: number,
  better: ComparisonRow['better'],
): ComparisonRow {
  const ratio = a === 0 ? Number.NaN : b / a;
  return { id, label, unit, a, b, difference: b - a, ratio, interval: null, better };
}

function figures(trace: TraceData, samples: Samples): TraceSummary {
  const { frames, metadata } = trace;
  const durationUs = Math.max(0, metadata.endUs - metadata.startUs);
  const ends = new Array<number>(OUTCOMES.length).fill(0);
  for (const outcome of frames.outcome) ends[outcome] = (ends[outcome] ?? 0) + 1;
  const dropped = {} as Record<DropCause, number>;
  for (const cause of CAUSES) dropped[cause] = ends[FIRST_DROP + DROP_CAUSES[cause]] ?? 0;
  const presented = ends[PRESENTED] ?? 0;
  const { frameTimeUs, latencyUs, gcFreeLatencyUs, presentIntervalUs } = samples;
  return {
    durationUs,
    frames: frames.length,
    presented,
    droppedFrames: CAUSES.reduce((sum, cause) => sum + dropped[cause], 0),
    dropped,
    unfinished: ends[0] ?? 0,
    discarded: total(trace, TRACE_KINDS.discard, (records, index) => records.a(index)),
    collections: total(trace, TRACE_KINDS.collection, () => 1),
    touched: frames.touched.reduce((sum, one) => sum + one, 0),
    lostRecords: trace.lost,
    fps: durationUs > 0 ? presented / (durationUs / 1_000_000) : 0,
    frameTimeUs: spreadOf(frameTimeUs),
    latencyUs: spreadOf(latencyUs),
    gcFreeLatencyUs: spreadOf(gcFreeLatencyUs),
    presentIntervalUs: spreadOf(presentIntervalUs),
    stagesUs: {
      copy: spreadOf(samples['stagesUs.copy']),
      wait: spreadOf(samples['stagesUs.wait']),
      kernel: spreadOf(samples['stagesUs.kernel']),
      present: spreadOf(samples['stagesUs.present']),
    },
    busy: busyOf(trace, durationUs),
  };
}

function samplesOf({ frames }: TraceData): Samples {
  const presented = frames.outcome.map((outcome) => (outcome === PRESENTED ? 1 : 0));
  const of = (column: Float64Array) => sorted(column.filter((_, row) => presented[row] === 1));
  const handedUs = sorted(
    frames.arrivalUs.map((us, row) =>
      presented[row] === 1 ? us + (frames.latencyUs[row] as number) : Number.NaN,
    ),
  );
  return {
    frameTimeUs: of(frames.kernelUs),
    latencyUs: of(frames.latencyUs),
    gcFreeLatencyUs: sorted(
      frames.latencyUs.filter((_, row) => presented[row] === 1 && frames.touched[row] === 0),
    ),
    presentIntervalUs: sorted(handedUs.subarray(1).map((us, index) => us - (handedUs[index] as number))),
    'stagesUs.copy': of(frames.copyUs),
    'stagesUs.wait': of(frames.waitUs),
    'stagesUs.kernel': of(frames.kernelUs),
    'stagesUs.present': of(frames.presentUs),
  };
}

function total(
  trace: TraceData,
  kind: number,
  of: (records: TraceData['lanes'][number], index: number) => number,
): number {
  let sum = 0;
  for (const records of trace.lanes) {
    for (let index = 0; index < records.length; index++) {
      if (records.kind(index) === kind) sum += of(records, index);
    }
  }
  return sum;
}

function busyOf(
  { lanes, metadata: { startUs, endUs } }: TraceData,
  durationUs: number,
): Record<string, number> {
  const busy: Record<string, number> = {};
  for (const lane of LANE_ORDER) {
    const records = lanes[lane];
    let sumUs = 0;
    for (let index = 0; records && index < records.length; index++) {
      if (!WORK.has(records.kind(index))) continue;
      const fromUs = Math.max(startUs, records.timeUs(index));
      sumUs += Math.max(0, Math.min(endUs, records.timeUs(index) + records.durationUs(index)) - fromUs);
    }
    if (sumUs > 0 && durationUs > 0) busy[LANE_NAMES[lane] as string] = sumUs / durationUs;
  }
  return busy;
}
