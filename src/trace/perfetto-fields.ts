/**
 * Field numbers of the few Perfetto messages that are written and read: protos/perfetto/trace/**.proto there.
 * Names are those of the schema, in our spelling.
 */

/** `Trace.packet`. */
export const TRACE_PACKET = 1;

/** `TracePacket`. */
export const PACKET = {
  timestamp: 8,
  sequenceId: 10,
  trackEvent: 11,
  sequenceFlags: 13,
  trackDescriptor: 60,
  firstPacketOnSequence: 87,
} as const;

/** `TracePacket.SequenceFlags.SEQ_INCREMENTAL_STATE_CLEARED`. */
export const INCREMENTAL_STATE_CLEARED = 1;

/** `TrackDescriptor`. */
export const TRACK = { uuid: 1, name: 2, process: 3, thread: 4, parentUuid: 5, counter: 8 } as const;

/** `ProcessDescriptor`. */
export const PROCESS = { pid: 1, processName: 6, processLabels: 8 } as const;

/** `ThreadDescriptor`. */
export const THREAD = { pid: 1, tid: 2, threadName: 5 } as const;

/** `CounterDescriptor`. */
export const COUNTER = { unit: 3, unitName: 6 } as const;

/** `CounterDescriptor.Unit`. */
export const UNITS = { timeNs: 1 } as const;

/** `TrackEvent`. */
export const EVENT = {
  debugAnnotations: 4,
  type: 9,
  trackUuid: 11,
  categories: 22,
  name: 23,
  counterValue: 30,
  flowIds: 47,
  terminatingFlowIds: 48,
} as const;

/** `TrackEvent.Type`. */
export const EVENT_TYPES = { begin: 1, end: 2, instant: 3, counter: 4 } as const;

/** `DebugAnnotation`. */
export const ANNOTATION = {
  uintValue: 3,
  doubleValue: 5,
  stringValue: 6,
  name: 10,
  arrayValues: 12,
} as const;
