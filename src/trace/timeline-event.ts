/** Events of a timeline: their shape, and how one is made. Pure; any thread, and Node. */

import { TRACE_KINDS } from '../generated/layout.ts';

/** What an event is. Slices are on a thread's track, frames and the steps in them on tracks of their own. */
export type EventType =
  | 'slice'
  | 'slice-end'
  | 'frame'
  | 'frame-end'
  | 'step'
  | 'step-end'
  | 'instant'
  | 'counter';

/** Whether a slice begins its frame's flow, is on the way of it, or ends it. */
export type Flow = 'start' | 'step' | 'end' | null;

/** One event. Flat, because there are hundreds of thousands. */
export interface TimelineEvent {
  type: EventType;
  /** Nanoseconds of the pipeline's clock. */
  timeNs: number;
  /** When a slice, a frame or a step ends; `timeNs` for the others. */
  endNs: number;
  /** The lane of a slice or an instant; which of the frames' tracks; which of `COUNTERS`. */
  track: number;
  name: string;
  /** The frame's number, where there is one. */
  sequence: number;
  flow: Flow;
  /** The record that the event carries; -1: none. */
  lane: number;
  /** Its place in its lane. */
  index: number;
  /** Of a counter. */
  value: number;
}

/** The counter tracks, in the order of their numbers. */
export const COUNTERS = [
  { name: 'slots in use', unit: 'slots' },
  { name: 'frames in flight', unit: 'frames' },
  { name: 'latency', unit: 'ns' },
] as const;

/** Kinds that are work of a thread, with a beginning and an end. */
export const SPANS: ReadonlySet<number> = new Set([
  TRACE_KINDS.copy,
  TRACE_KINDS.kernel,
  TRACE_KINDS.present,
  TRACE_KINDS['long-task'],
  TRACE_KINDS.quantum,
]);

/** Whole nanoseconds; files cannot hold negative ones. */
export function toNs(timeUs: number): number {
  return Math.max(0, Math.round(timeUs * 1000));
}

/** An event that carries no record yet. */
export function event(
  type: EventType,
  track: number,
  name: string,
  timeNs: number,
  endNs: number,
): TimelineEvent {
  const nothing = { sequence: 0, flow: null, lane: -1, index: -1, value: 0 };
  return { type, timeNs, endNs, track, name, ...nothing };
}
