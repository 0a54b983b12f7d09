/**
 * A trace as events on tracks, which is how trace viewers see it: slices on threads, frames on tracks of their own,
 * instants and counters. In: a trace. Out: events in order of time, that the two writers put into files. Pure.
 *
 * Every record is carried by exactly one event (`lane` and `index` name it), so that a file can be read back whole.
 * Times are whole nanoseconds. Slices on one track nest: where clocks of two threads made them overlap, the earlier one
 * is shown shorter; the record that it carries keeps the truth.
 */

import { PRESENT_LANE, TRACE_KINDS } from '../generated/layout.ts';
import type { Records } from '../memory/records.ts';
import { OUTCOMES, PRESENTED } from './frames.ts';
import { isFrameless, kindName } from './names.ts';
import { type EventType, event, SPANS, type TimelineEvent, toNs } from './timeline-event.ts';
import { countersOf, instantsOf } from './timeline-marks.ts';
import type { TraceData } from './trace-data.ts';

/** All events, in order of time; those of one track at one time in the order that makes them nest. */
export function layOutTimeline(trace: TraceData): { events: TimelineEvent[]; frameTracks: number } {
  const slices = trace.lanes.flatMap((records, lane) => separate(slicesOf(records, lane)));
  addFlows(slices);
  const { frames, carried } = framesOf(trace);
  const frameTracks = assignTracks(frames.map(({ frame }) => frame));
  for (const { frame, steps } of frames) for (const step of steps) step.track = frame.track;
  const events = [
    ...nest(slices, 'slice-end'),
    ...frames.flatMap(({ frame, steps }) => nest([frame, ...steps], 'step-end', 'frame-end')),
    ...trace.lanes.flatMap((records, lane) => instantsOf(trace, records, lane, carried)),
    ...countersOf(
      trace,
      frames.map(({ frame }) => frame),
    ),
  ];
  // Stable: each track's events already are in their order.
  events.sort((a, b) => a.timeNs - b.timeNs);
  return { events, frameTracks };
}

function slicesOf(records: Records, lane: number): TimelineEvent[] {
  const slices: TimelineEvent[] = [];
  for (let index = 0; index < records.length; index++) {
    const kind = records.kind(index);
    if (!SPANS.has(kind)) continue;
    const timeNs = toNs(records.timeUs(index));
    const endNs = timeNs + Math.round(records.durationUs(index) * 1000);
    const slice = event('slice', lane, kindName(kind).replace('-', ' '), timeNs, endNs);
    slice.sequence = records.sequence(index);
    slice.lane = lane;
    slice.index = index;
    slices.push(slice);
  }
  return slices;
}

/** Sorts one track's slices. Shortens a slice if another one begins within it and ends after it. */
function separate(slices: TimelineEvent[]): TimelineEvent[] {
  slices.sort((a, b) => a.timeNs - b.timeNs || b.endNs - a.endNs);
  const open: TimelineEvent[] = [];
  for (const slice of slices) {
    for (let top = open.at(-1); top && top.endNs < slice.endNs; top = open.at(-1)) {
      top.endNs = Math.min(top.endNs, slice.timeNs);
      open.pop();
    }
    open.push(slice);
  }
  return slices;
}

/** A flow leads from a frame's first slice over all others to its last; a single slice has none. */
function addFlows(slices: readonly TimelineEvent[]): void {
  const byFrame = new Map<number, TimelineEvent[]>();
  for (const slice of slices) {
    if (isFrameless(slice.lane)) continue;
    const others = byFrame.get(slice.sequence);
    if (others) others.push(slice);
    else byFrame.set(slice.sequence, [slice]);
  }
  for (const way of byFrame.values()) {
    if (way.length < 2) continue;
    way.sort((a, b) => a.timeNs - b.timeNs);
    for (const slice of way) slice.flow = 'step';
    (way[0] as TimelineEvent).flow = 'start';
    (way.at(-1) as TimelineEvent).flow = 'end';
  }
}

/** Adds the ends to sorted events. Each event must lie within or after the one before. */
function nest(begun: readonly TimelineEvent[], end: EventType, outerEnd = end): TimelineEvent[] {
  const all: TimelineEvent[] = [];
  const open: TimelineEvent[] = [];
  const close = (until: TimelineEvent | null) => {
    for (let top = open.at(-1); top && !(until && holds(top, until)); top = open.at(-1)) {
      all.push({ ...top, type: open.length === 1 ? outerEnd : end, timeNs: top.endNs });
      open.pop();
    }
  };
  for (const one of begun) {
    close(one);
    all.push(one);
    open.push(one);
  }
  close(null);
  return all;
}

/** An empty slice at the end of another slice comes after it. */
function holds(outer: TimelineEvent, inner: TimelineEvent): boolean {
  return (
    outer.track === inner.track &&
    inner.endNs <= outer.endNs &&
    (inner.timeNs < outer.endNs || outer.type === 'frame')
  );
}

interface FrameEvents {
  frame: TimelineEvent;
  steps: TimelineEvent[];
}

/** Every frame from its arrival to its end, with its stages; and which records of the present lane they carry. */
function framesOf(trace: TraceData): { frames: FrameEvents[]; carried: Set<number> } {
  const { frames: table } = trace;
  const ends = endsOf(trace);
  const carried = new Set<number>();
  const frames: FrameEvents[] = [];
  for (let row = 0; row < table.length; row++) {
    const sequence = table.sequence[row] as number;
    const outcome = table.outcome[row] as number;
    const timeNs = toNs(table.arrivalUs[row] as number);
    const { record = -1, lastNs = timeNs } = ends.get(sequence) ?? {};
    const presented = outcome === PRESENTED && record >= 0;
    const stages = [table.copyUs, table.waitUs, table.kernelUs, table.presentUs];
    const names = ['copy', 'wait', 'kernel', 'present'];
    const steps: TimelineEvent[] = [];
    let stepNs = timeNs;
    for (const [stage, durations] of stages.entries()) {
      const durationNs = Math.round((durations[row] as number) * 1000);
      if (Number.isNaN(durationNs)) break;
      steps.push(event('step', 0, names[stage] as string, stepNs, stepNs + durationNs));
      stepNs += durationNs;
    }
    const endNs = presented ? stepNs : Math.max(stepNs, lastNs);
    const how =
      outcome > PRESENTED ? ` (${OUTCOMES[outcome] ?? 'dropped'})` : presented ? '' : ' (end not known)';
    const frame = event('frame', 0, `frame ${sequence}${how}`, timeNs, endNs);
    for (const one of [frame, ...steps]) one.sequence = sequence;
    if (presented) {
      frame.lane = PRESENT_LANE;
      frame.index = record;
      carried.add(record);
    }
    frames.push({ frame, steps });
  }
  frames.sort((a, b) => a.frame.timeNs - b.frame.timeNs);
  return { frames, carried };
}

/** By frame: its record of kind `frame`, and the end of the last record about it. */
function endsOf(trace: TraceData): Map<number, { record: number; lastNs: number }> {
  const ends = new Map<number, { record: number; lastNs: number }>();
  for (const [lane, records] of trace.lanes.entries()) {
    if (isFrameless(lane)) continue;
    for (let index = 0; index < records.length; index++) {
      const kind = records.kind(index);
      if (!(SPANS.has(kind) || kind === TRACE_KINDS.drop || kind === TRACE_KINDS.frame)) continue;
      const sequence = records.sequence(index);
      const end = ends.get(sequence) ?? { record: -1, lastNs: 0 };
      if (kind === TRACE_KINDS.frame && lane === PRESENT_LANE) end.record = index;
      const lastUs = records.timeUs(index) + records.durationUs(index);
      end.lastNs = Math.max(end.lastNs, toNs(lastUs));
      ends.set(sequence, end);
    }
  }
  return ends;
}

/** Gives frames that are on their way at the same time tracks of their own. Returns how many it took. */
function assignTracks(frames: readonly TimelineEvent[]): number {
  const freeNs: number[] = [];
  for (const frame of frames) {
    const free = freeNs.findIndex((ns) => ns <= frame.timeNs);
    frame.track = free < 0 ? freeNs.length : free;
    freeNs[frame.track] = frame.endNs;
  }
  return freeNs.length;
}
