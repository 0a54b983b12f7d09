/**
 * Decodes Perfetto traces with Perfetto's published schema and a decoder in Rust, which shares no code with our writer.
 * In: a file. Out: its packets as JSON. Builds the decoder at the first use, which takes half a minute.
 */

import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { canInstall } from '../../scripts/apt.mjs';
import { firstLine, ROOT, run } from '../../scripts/run.mjs';
import { nativeCargo } from '../../scripts/toolchain.mjs';

const PROJECT = join(ROOT, 'e2e/trace-formats/perfetto-decode');
const TARGET = join(ROOT, 'wasm/target/perfetto-decode');
const SCHEMA_PACKAGE = 'tracing-perfetto-sdk-schema';

/** A packet of `protos/perfetto/trace/trace_packet.proto` in protobuf's JSON: 64-bit numbers are text. */
export interface Packet {
  timestamp?: string;
  trustedPacketSequenceId?: number;
  sequenceFlags?: number;
  firstPacketOnSequence?: boolean;
  trackDescriptor?: TrackDescriptor;
  trackEvent?: TrackEvent;
}

/** See `track_descriptor.proto`. */
export interface TrackDescriptor {
  uuid: string;
  parentUuid?: string;
  name?: string;
  process?: { pid: number; processName: string; processLabels: string[] };
  thread?: { pid: number; tid: number; threadName: string };
  counter?: { unit?: string; unitName?: string };
}

/** See `track_event.proto`. */
export interface TrackEvent {
  type: 'TYPE_SLICE_BEGIN' | 'TYPE_SLICE_END' | 'TYPE_INSTANT' | 'TYPE_COUNTER';
  trackUuid: string;
  name?: string;
  categories?: string[];
  counterValue?: string;
  flowIds?: string[];
  terminatingFlowIds?: string[];
  debugAnnotations?: Annotation[];
}

/** See `debug_annotation.proto`. */
export interface Annotation {
  name?: string;
  uintValue?: string;
  doubleValue?: number;
  stringValue?: string;
  arrayValues?: Annotation[];
}

/** Builds the decoder. Returns a function that decodes a file, or throws an Error with the decoder's message. */
export async function buildDecoder(): Promise<(file: Uint8Array, path: string) => Promise<Packet[]>> {
  const { cargo, env } = await nativeCargo({ install: canInstall() });
  const cargoRun = async (...args: string[]) => {
    const { code, output, stdout } = await run(cargo, args, { cwd: PROJECT, env, quiet: true });
    if (code !== 0) throw new Error(output);
    return stdout;
  };
  await cargoRun('build', '--locked', '--target-dir', TARGET);
  const host = await firstLine(join(dirname(cargo), 'rustc'), ['--print', 'host-tuple'], env);
  const about = ['--format-version', '1', '--locked', '--features', 'schema', '--filter-platform', `${host}`];
  const { packages } = JSON.parse(await cargoRun('metadata', ...about)) as {
    packages: { name: string; manifest_path: string }[];
  };
  const manifest = packages.find(({ name }) => name === SCHEMA_PACKAGE)?.manifest_path;
  const schema = join(dirname(`${manifest}`), 'protos/perfetto_trace.proto');
  return async (file, path) => {
    await writeFile(path, file);
    const decoder = join(TARGET, 'debug/perfetto-decode');
    const { code, stdout, output } = await run(decoder, [schema, path], { quiet: true });
    if (code !== 0) throw new Error(output);
    return (JSON.parse(stdout) as { packet: Packet[] }).packet;
  };
}
