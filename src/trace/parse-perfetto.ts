/** Reads a trace back from Perfetto's format. In: the file's bytes. Out: a trace. Pure; any thread, and Node. */

import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';
import { damaged, TraceAssembly } from './assemble.ts';
import { TraceFormatError } from './format-error.ts';
import { ANNOTATION, EVENT, PACKET, TRACE_PACKET } from './perfetto-fields.ts';
import type { TraceData } from './trace-data.ts';

/** See above. @throws TraceFormatError */
export function readPerfetto(bytes: Uint8Array): TraceData {
  const found: Found = { assembly: null };
  try {
    eachField(new BinaryReader(bytes), (field, reader) => {
      if (field !== TRACE_PACKET) return false;
      eachField(
        within(reader),
        (inner, packet) => inner === PACKET.trackEvent && readEvent(within(packet), found),
      );
      return true;
    });
  } catch (error) {
    if (error instanceof TraceFormatError) throw error;
    // The reader's own errors are about bytes: cut off, or not protobuf at all.
    throw found.assembly
      ? damaged('it is cut off or was changed')
      : new TraceFormatError(
          'This file is not a trace that Ringlight can read: Chrome JSON, Perfetto or CSV of its own.',
        );
  }
  if (!found.assembly) {
    throw new TraceFormatError(
      'This is a Perfetto trace, but not one of Ringlight: open it in ui.perfetto.dev.',
    );
  }
  return found.assembly.finish();
}

interface Found {
  assembly: TraceAssembly | null;
}

/** A message's fields one by one; those that `take` does not read are left out. */
function eachField(
  reader: BinaryReader,
  take: (field: number, reader: BinaryReader, wire: WireType) => boolean,
): void {
  while (reader.pos < reader.len) {
    const [field, wire] = reader.tag();
    if (!take(field, reader, wire)) reader.skip(wire, field);
  }
}

function within(reader: BinaryReader): BinaryReader {
  return new BinaryReader(reader.bytes());
}

/** Annotations say which record it is, and the first event what the trace is. */
function readEvent(event: BinaryReader, found: Found): boolean {
  eachField(event, (field, reader) => {
    if (field !== EVENT.debugAnnotations) return false;
    const { name, text, row } = readAnnotation(within(reader));
    if (name === 'envelope') found.assembly = new TraceAssembly(parse(text));
    else if (name === 'record') found.assembly?.add(row);
    return true;
  });
  return true;
}

function readAnnotation(annotation: BinaryReader): { name: string; text: string; row: number[] } {
  const read = { name: '', text: '', row: [] as number[] };
  eachField(annotation, (field, reader, wire) => {
    if (field === ANNOTATION.name && wire === WireType.LengthDelimited) read.name = reader.string();
    else if (field === ANNOTATION.stringValue && wire === WireType.LengthDelimited)
      read.text = reader.string();
    else if (field === ANNOTATION.arrayValues && wire === WireType.LengthDelimited) {
      read.row.push(readNumber(within(reader)));
    } else return false;
    return true;
  });
  return read;
}

function readNumber(item: BinaryReader): number {
  let value = Number.NaN;
  eachField(item, (field, reader) => {
    if (field === ANNOTATION.uintValue) value = reader.uint32();
    else if (field === ANNOTATION.doubleValue) value = reader.double();
    else return false;
    return true;
  });
  return value;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw damaged('its description was changed', cause);
  }
}
