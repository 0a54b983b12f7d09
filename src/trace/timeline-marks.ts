/**
 * The points of a timeline: instants, and what the counters count. In: a trace, and its frames as events. Out: events.
 * Pure; any thread, and Node.
 */

import { CAPTURE_LANE, PRESENT_LANE, TRACE_KINDS } from '../generated/layout.ts';
import type { Records } from '../memory/records.ts';
import { causeName, kindName, settingsText, vitalText } from './names.ts';
import { COUNTERS, event, SPANS, type TimelineEvent, toNs } from './timeline-event.ts';
import type { TraceData } from './trace-data.ts';

const DEPTH = 0;
const IN_FLIGHT = 1;
const LATENCY = 2;

/** The points in time: every record that is neither a slice nor the record of a frame. */
export function instantsOf(
  trace: TraceData,
  records: Records,
  lane: number,
  carried: Set<number>,
): TimelineEvent[] {
  const instants: TimelineEvent[] = [];
  for (let index = 0; index < records.length; index++) {
    const kind = records.kind(index);
    if (SPANS.has(kind) || (lane === PRESENT_LANE && carried.has(index))) continue;
    // A wait ends when its thread begins to work. The thread did nothing before that.
    const endUs = records.timeUs(index) + (kind === TRACE_KINDS.wait ? records.durationUs(index) : 0);
    const timeNs = toNs(endUs);
    const instant = event('instant', lane, instantName(trace, records, index), timeNs, timeNs);
    instant.sequence = records.sequence(index);
    instant.lane = lane;
    instant.index = index;
    instants.push(instant);
  }
  return instants;
}

function instantName(trace: TraceData, records: Records, index: number): string {
  const a = records.a(index);
  switch (records.kind(index)) {
    case TRACE_KINDS.wait:
      return 'taken';
    case TRACE_KINDS.drop:
      return `dropped: ${causeName(a)}`;
    case TRACE_KINDS.discard:
      return `lost at the source: ${a}`;
    case TRACE_KINDS.collection:
      return 'garbage collection noticed';
    case TRACE_KINDS.settings: {
      const settings = trace.metadata.settings.find(({ version }) => version === a);
      return settings ? `settings: ${settingsText(settings)}` : `settings ${a}`;
    }
    case TRACE_KINDS.vital:
      return vitalText(a, records.b(index));
    case TRACE_KINDS.display:
      return 'displayed';
    case TRACE_KINDS.glitch:
      return `gaps in the sound: ${a}`;
    default:
      return kindName(records.kind(index));
  }
}

/** The samples of all counters. */
export function countersOf(trace: TraceData, frames: readonly TimelineEvent[]): TimelineEvent[] {
  const samples: TimelineEvent[] = [];
  const add = (counter: number, timeNs: number, value: number) => {
    const sample = event('counter', counter, COUNTERS[counter]?.name ?? '', timeNs, timeNs);
    sample.value = value;
    samples.push(sample);
  };
  const capture = trace.lanes[CAPTURE_LANE];
  for (let index = 0; capture && index < capture.length; index++) {
    if (capture.kind(index) !== TRACE_KINDS.copy) continue;
    add(DEPTH, toNs(capture.timeUs(index)) + Math.round(capture.durationUs(index) * 1000), capture.b(index));
  }
  for (const { lane, timeNs, endNs } of frames) if (lane >= 0) add(LATENCY, endNs, endNs - timeNs);
  // A frame that was dropped on arrival was never in flight.
  const stayed = frames.filter(({ timeNs, endNs }) => endNs > timeNs);
  const changes = stayed.flatMap(({ timeNs, endNs }) => [
    { timeNs, by: 1 },
    { timeNs: endNs, by: -1 },
  ]);
  changes.sort((a, b) => a.timeNs - b.timeNs || a.by - b.by);
  let inFlight = 0;
  for (const { timeNs, by } of changes) {
    inFlight += by;
    add(IN_FLIGHT, timeNs, inFlight);
  }
  return samples;
}
