/**
 * Writes a trace in Perfetto's own format: TrackEvent packets, one sequence, nothing interned.
 * In: a trace. Out: a Blob. Pure; any thread. Read back by `parse-perfetto.ts`.
 *
 * Rules: https://perfetto.dev/docs/reference/synthetic-track-event ; field numbers: protos/perfetto/trace/ of Perfetto.
 * Slices on one track nest; frames that overlap are on several tracks of one name, which the viewer shows as one.
 */

import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import type { Records } from '../memory/records.ts';
import { detailsOf, envelopeOf, rowOf } from './envelope.ts';
import { LANE_NAMES, LANE_ORDER, settingsText } from './names.ts';
import {
  ANNOTATION,
  COUNTER,
  EVENT,
  EVENT_TYPES,
  INCREMENTAL_STATE_CLEARED,
  PACKET,
  PROCESS,
  THREAD,
  TRACE_PACKET,
  TRACK,
  UNITS,
} from './perfetto-fields.ts';
import { layOutTimeline } from './timeline.ts';
import { COUNTERS, type TimelineEvent, toNs } from './timeline-event.ts';
import type { TraceData } from './trace-data.ts';

const PID = 1;
/** Any number; all packets are of one writer. */
const SEQUENCE_ID = 1;
/** Tracks have numbers that nobody else should have: these begin with "RING". In 32 bits, which are written much faster. */
const TRACKS = 0x5249_4e47;
const PROCESS_TRACK = TRACKS;
const COUNTER_TRACKS = TRACKS + 1;
const LANE_TRACKS = TRACKS + 100;
const FRAME_TRACKS = TRACKS + 1000;
/** Packets per part of the Blob. */
const PART = 8192;

/** See `Trace.toPerfetto`. */
export function writePerfetto(trace: TraceData): Blob {
  const { events, frameTracks } = layOutTimeline(trace);
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let writer = new BinaryWriter();
  writeTracks(writer, trace, frameTracks);
  writeEnvelope(writer, trace);
  let packets = 0;
  for (const event of events) {
    writeEvent(writer, trace, event);
    if (++packets % PART > 0) continue;
    parts.push(writer.finish());
    writer = new BinaryWriter();
  }
  parts.push(writer.finish());
  return new Blob(parts, { type: 'application/octet-stream' });
}

/** A message within a message. */
function message(writer: BinaryWriter, field: number, fill: (writer: BinaryWriter) => void): void {
  writer.tag(field, WireType.LengthDelimited).fork();
  fill(writer);
  writer.join();
}

function text(writer: BinaryWriter, field: number, value: string): void {
  writer.tag(field, WireType.LengthDelimited).string(value);
}

function integer(writer: BinaryWriter, field: number, value: number): void {
  writer.tag(field, WireType.Varint);
  // The same bytes, without a detour over big integers.
  if (value <= 0xffff_ffff) writer.uint32(value);
  else writer.uint64(value);
}

/** Process, threads, frames, counters. */
function writeTracks(writer: BinaryWriter, trace: TraceData, frameTracks: number): void {
  const { machine } = trace.metadata;
  describe(writer, PROCESS_TRACK, 0, '', (track) =>
    message(track, TRACK.process, (process) => {
      integer(process, PROCESS.pid, PID);
      text(process, PROCESS.processName, 'Ringlight');
      text(process, PROCESS.processLabels, `${machine.cores} cores, ${machine.userAgent}`);
    }),
  );
  for (const [order, lane] of LANE_ORDER.entries()) {
    if ((trace.lanes[lane]?.length ?? 0) === 0) continue;
    describe(writer, LANE_TRACKS + lane, PROCESS_TRACK, '', (track) =>
      message(track, TRACK.thread, (thread) => {
        integer(thread, THREAD.pid, PID);
        // Viewers sort threads by it; the process's own number is its main thread's.
        integer(thread, THREAD.tid, PID + 1 + order);
        text(thread, THREAD.threadName, LANE_NAMES[lane] ?? `lane ${lane}`);
      }),
    );
  }
  for (let track = 0; track < frameTracks; track++) {
    describe(writer, FRAME_TRACKS + track, PROCESS_TRACK, 'frames', () => {});
  }
  for (const [index, { name, unit }] of COUNTERS.entries()) {
    describe(writer, COUNTER_TRACKS + index, PROCESS_TRACK, name, (track) =>
      message(track, TRACK.counter, (counter) => {
        if (unit === 'ns') integer(counter, COUNTER.unit, UNITS.timeNs);
        else text(counter, COUNTER.unitName, unit);
      }),
    );
  }
}

function describe(
  writer: BinaryWriter,
  uuid: number,
  parent: number,
  name: string,
  fill: (track: BinaryWriter) => void,
): void {
  message(writer, TRACE_PACKET, (packet) => {
    integer(packet, PACKET.sequenceId, SEQUENCE_ID);
    if (parent === 0) {
      integer(packet, PACKET.sequenceFlags, INCREMENTAL_STATE_CLEARED);
      integer(packet, PACKET.firstPacketOnSequence, 1);
    }
    message(packet, PACKET.trackDescriptor, (track) => {
      integer(track, TRACK.uuid, uuid);
      if (parent > 0) integer(track, TRACK.parentUuid, parent);
      if (name) text(track, TRACK.name, name);
      fill(track);
    });
  });
}

/** Machine, settings and everything else that is not a record: an instant at the very beginning. */
function writeEnvelope(writer: BinaryWriter, trace: TraceData): void {
  const { machine, source, sink, settings, startUs, startedAt } = trace.metadata;
  const facts: [string, string | number][] = [
    ['startedAt', startedAt],
    ['userAgent', machine.userAgent],
    ['cores', machine.cores],
    ['source', `${source.width}x${source.height} ${source.format} ${source.frameRate} fps`],
    ['sink', sink],
    ['settings', settings.map(settingsText).join('; ')],
    // Last: reading the file back needs this one alone.
    ['envelope', JSON.stringify(envelopeOf(trace))],
  ];
  writePacket(writer, toNs(startUs), (event) => {
    integer(event, EVENT.type, EVENT_TYPES.instant);
    integer(event, EVENT.trackUuid, PROCESS_TRACK);
    text(event, EVENT.name, 'recording');
    for (const [name, value] of facts) annotate(event, name, value);
  });
}

function writePacket(writer: BinaryWriter, timeNs: number, fill: (event: BinaryWriter) => void): void {
  message(writer, TRACE_PACKET, (packet) => {
    integer(packet, PACKET.timestamp, timeNs);
    integer(packet, PACKET.sequenceId, SEQUENCE_ID);
    message(packet, PACKET.trackEvent, fill);
  });
}

/** Where each type of event is, and what it is called there. */
const PLACES = {
  slice: { type: EVENT_TYPES.begin, tracks: LANE_TRACKS, category: 'stage' },
  'slice-end': { type: EVENT_TYPES.end, tracks: LANE_TRACKS, category: '' },
  frame: { type: EVENT_TYPES.begin, tracks: FRAME_TRACKS, category: 'frame' },
  'frame-end': { type: EVENT_TYPES.end, tracks: FRAME_TRACKS, category: '' },
  step: { type: EVENT_TYPES.begin, tracks: FRAME_TRACKS, category: 'frame' },
  'step-end': { type: EVENT_TYPES.end, tracks: FRAME_TRACKS, category: '' },
  instant: { type: EVENT_TYPES.instant, tracks: LANE_TRACKS, category: 'mark' },
  counter: { type: EVENT_TYPES.counter, tracks: COUNTER_TRACKS, category: '' },
} as const;

function writeEvent(writer: BinaryWriter, trace: TraceData, event: TimelineEvent): void {
  const { type, tracks, category } = PLACES[event.type];
  writePacket(writer, event.timeNs, (body) => {
    integer(body, EVENT.type, type);
    integer(body, EVENT.trackUuid, tracks + event.track);
    if (type === EVENT_TYPES.counter) {
      integer(body, EVENT.counterValue, event.value);
      return;
    }
    if (type === EVENT_TYPES.end) return;
    text(body, EVENT.categories, category);
    text(body, EVENT.name, event.name);
    if (event.flow) {
      const field = event.flow === 'end' ? EVENT.terminatingFlowIds : EVENT.flowIds;
      // 0 is no flow.
      body.tag(field, WireType.Bit64).fixed64(event.sequence + 1);
    }
    if (event.lane >= 0) writeRecord(body, trace, event);
  });
}

/** The record that an event carries: in words, and whole. */
function writeRecord(body: BinaryWriter, trace: TraceData, { lane, index }: TimelineEvent): void {
  for (const [name, value] of detailsOf(trace, lane, index)) annotate(body, name, value);
  const row = rowOf(trace.lanes[lane] as Records, lane, index);
  message(body, EVENT.debugAnnotations, (annotation) => {
    text(annotation, ANNOTATION.name, 'record');
    for (const value of row) message(annotation, ANNOTATION.arrayValues, (item) => number(item, value));
  });
}

function annotate(body: BinaryWriter, name: string, value: string | number): void {
  message(body, EVENT.debugAnnotations, (annotation) => {
    text(annotation, ANNOTATION.name, name);
    if (typeof value === 'string') text(annotation, ANNOTATION.stringValue, value);
    else number(annotation, value);
  });
}

function number(annotation: BinaryWriter, value: number): void {
  if (Number.isInteger(value) && value >= 0 && value <= 0xffff_ffff)
    integer(annotation, ANNOTATION.uintValue, value);
  else annotation.tag(ANNOTATION.doubleValue, WireType.Bit64).double(value);
}
