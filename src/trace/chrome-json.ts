/**
 * Writes a trace in Chrome's trace event format, as an object: DevTools, chrome://tracing and Perfetto open it.
 * In: a trace. Out: a Blob. Pure; any thread. Read back by `parse-chrome-json.ts`.
 *
 * https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU : times in microseconds with three
 * decimals, `X` complete slices, `b`/`e` nestable async, `s`/`t`/`f` flows bound to the slice they begin with, `C` counters,
 * `i` instants, `M` names.
 */

import type { Records } from '../memory/records.ts';
import { detailsOf, envelopeOf, rowOf, TextParts } from './envelope.ts';
import { LANE_NAMES, LANE_ORDER, settingsText } from './names.ts';
import { layOutTimeline } from './timeline.ts';
import { COUNTERS, type TimelineEvent } from './timeline-event.ts';
import type { TraceData } from './trace-data.ts';

/** The one process. */
const PID = 1;

/** Threads are numbered from 1: 0 is the operating system's idle thread to some viewers. */
function threadOf(lane: number): number {
  return lane + 1;
}

/** See `Trace.toChromeJson`. */
export function writeChromeJson(trace: TraceData): Blob {
  const parts = new TextParts();
  const { machine, settings } = trace.metadata;
  const otherData = {
    application: 'Ringlight',
    userAgent: machine.userAgent,
    cores: machine.cores,
    settings: settings.map(settingsText),
    ...envelopeOf(trace),
  };
  parts.add(`{"otherData":${JSON.stringify(otherData)},\n"displayTimeUnit":"ms",\n"traceEvents":[\n`);
  parts.add(
    names(trace)
      .map((event) => JSON.stringify(event))
      .join(',\n'),
  );
  for (const event of layOutTimeline(trace).events) {
    const text = eventText(trace, event);
    if (text) parts.add(`,\n${text}`);
  }
  parts.add('\n]}\n');
  return parts.blob('application/json');
}

function names(trace: TraceData): object[] {
  const name = (text: string, args: object, tid = 0) => ({ ph: 'M', pid: PID, tid, ts: 0, name: text, args });
  return [
    name('process_name', { name: 'Ringlight' }),
    ...LANE_ORDER.filter((lane) => (trace.lanes[lane]?.length ?? 0) > 0).flatMap((lane) => [
      name('thread_name', { name: LANE_NAMES[lane] }, threadOf(lane)),
      name('thread_sort_index', { sort_index: LANE_ORDER.indexOf(lane) }, threadOf(lane)),
    ]),
  ];
}

/** One event as text; a slice with the flow that is bound to it. `''`: complete slices have no end. */
function eventText(trace: TraceData, event: TimelineEvent): string {
  const at = `"pid":${PID},"ts":${event.timeNs / 1000}`;
  const thread = `"tid":${threadOf(event.track)},${at}`;
  const name = `"name":${JSON.stringify(event.name)}`;
  switch (event.type) {
    case 'slice': {
      const duration = `"dur":${(event.endNs - event.timeNs) / 1000}`;
      const slice = `{"ph":"X","cat":"stage",${name},${thread},${duration},"args":${argsText(trace, event)}}`;
      return event.flow ? `${slice},\n${flowText(event, thread)}` : slice;
    }
    case 'frame':
    case 'step':
      return `{"ph":"b",${asyncId(event)},${name},"tid":0,${at},"args":${argsText(trace, event)}}`;
    case 'frame-end':
    case 'step-end':
      return `{"ph":"e",${asyncId(event)},${name},"tid":0,${at},"args":{}}`;
    case 'instant':
      return `{"ph":"i","s":"t","cat":"mark",${name},${thread},"args":${argsText(trace, event)}}`;
    case 'counter': {
      const unit = COUNTERS[event.track]?.unit ?? 'value';
      const args = unit === 'ns' ? `{"us":${event.value / 1000}}` : `{"${unit}":${event.value}}`;
      return `{"ph":"C","cat":"counter",${name},"tid":0,${at},"args":${args}}`;
    }
    default:
      return '';
  }
}

function asyncId({ sequence }: TimelineEvent): string {
  return `"cat":"frame","id":${sequence}`;
}

const FLOW_PHASES = { start: 's', step: 't', end: 'f' } as const;

/** At the slice's own time, and so bound to it. */
function flowText({ sequence, flow }: TimelineEvent, thread: string): string {
  const phase = FLOW_PHASES[flow ?? 'step'];
  // Without it the end of a flow is bound to the slice that comes next.
  const binding = phase === 'f' ? '"bp":"e",' : '';
  return `{"ph":"${phase}",${binding}"cat":"flow","name":"way of a frame","id":${sequence},${thread}}`;
}

function argsText(trace: TraceData, { lane, index, sequence, type }: TimelineEvent): string {
  if (lane < 0) return type === 'frame' ? `{"frame":${sequence}}` : '{}';
  const details = Object.fromEntries<unknown>(detailsOf(trace, lane, index));
  return JSON.stringify({ ...details, record: rowOf(trace.lanes[lane] as Records, lane, index) });
}
