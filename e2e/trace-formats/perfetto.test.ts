/**
 * Checks Perfetto files against Perfetto's own schema, and against its documentation's rules for tracks, slices, flows and
 * counters. The rules here share no code with the exporter.
 */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CAPTURE_LANE, PRESENT_LANE, TRACE_KINDS } from '../../src/generated/layout.ts';
import { makeTrace } from '../support/trace-fixture.ts';
import { buildDecoder, type Packet, type TrackDescriptor, type TrackEvent } from './perfetto-decoder.ts';

const trace = makeTrace({ seconds: 4, frameRate: 60, seed: 11, threads: 2, latencyScale: 4 });

let decode: Awaited<ReturnType<typeof buildDecoder>>;
let folder: string;
let packets: Packet[];
const tracks = new Map<string, TrackDescriptor>();
let events: { timeNs: bigint; event: TrackEvent }[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ringlight-perfetto-'));
  decode = await buildDecoder();
  packets = await decode(
    new Uint8Array(await trace.toPerfetto().arrayBuffer()),
    join(folder, 'trace.pftrace'),
  );
  for (const { trackDescriptor } of packets) {
    if (trackDescriptor) tracks.set(trackDescriptor.uuid, trackDescriptor);
  }
  events = packets.flatMap(({ timestamp, trackEvent }) =>
    trackEvent ? [{ timeNs: BigInt(timestamp ?? -1), event: trackEvent }] : [],
  );
}, 600_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

/** Counts the records of a kind in all lanes. */
function count(kind: keyof typeof TRACE_KINDS): number {
  return trace.lanes.reduce((sum, records) => {
    let found = 0;
    for (let index = 0; index < records.length; index++) {
      found += Number(records.kind(index) === TRACE_KINDS[kind]);
    }
    return sum + found;
  }, 0);
}

function threadNamed(name: string): string {
  return [...tracks.values()].find(({ thread }) => thread?.threadName === name)?.uuid ?? 'none';
}

function named(name: string): { timeNs: bigint; event: TrackEvent }[] {
  return events.filter(({ event }) => event.name === name);
}

describe('the decoder', () => {
  test('refuses fields that the schema does not have', async () => {
    // One packet has only the unknown field 1234. In the other an event has a text instead of a number.
    for (const bytes of [
      [0x0a, 0x03, 0x90, 0x4d, 0x01],
      [0x0a, 0x05, 0x5a, 0x03, 0x4a, 0x01, 0x41],
    ]) {
      const file = new Uint8Array(bytes);
      await expect(decode(file, join(folder, 'wrong.pftrace'))).rejects.toThrow(
        /schema does not have|UnexpectedWireType/,
      );
    }
  });
});

describe('packets', () => {
  test('are one sequence that begins with cleared state, each with one content', () => {
    const [first, ...others] = packets;
    expect(first).toMatchObject({ sequenceFlags: 1, firstPacketOnSequence: true });
    expect(others.every(({ sequenceFlags = 0 }) => (sequenceFlags & 1) === 0)).toBe(true);
    expect(new Set(packets.map((packet) => packet.trustedPacketSequenceId))).toEqual(new Set([1]));
    for (const packet of packets) {
      expect(Number('trackEvent' in packet) + Number('trackDescriptor' in packet)).toBe(1);
    }
  });

  test('describe each track before its first event, below the process', () => {
    const described = new Set<string>();
    for (const { trackDescriptor, trackEvent } of packets) {
      if (trackDescriptor) {
        expect(described.has(trackDescriptor.uuid)).toBe(false);
        const { parentUuid, process } = trackDescriptor;
        expect(process ? parentUuid === undefined : described.has(`${parentUuid}`)).toBe(true);
        described.add(trackDescriptor.uuid);
      }
      if (trackEvent) expect(described.has(trackEvent.trackUuid)).toBe(true);
    }
    expect([...tracks.values()].filter(({ process }) => process)).toHaveLength(1);
    const threads = [...tracks.values()].flatMap(({ thread }) => thread ?? []);
    expect(threads.map(({ threadName }) => threadName)).toEqual([
      'capture',
      'pool 0',
      'pool 1',
      'present',
      'main',
    ]);
    expect(new Set(threads.map(({ tid }) => tid)).size).toBe(threads.length);
  });

  test('are in order of time', () => {
    const times = events.map(({ timeNs }) => timeNs);
    expect(times.slice(1).every((time, index) => time >= (times[index] as bigint))).toBe(true);
  });
});

describe('slices', () => {
  test('nest on every track, and every one ends', () => {
    const open = new Map<string, string[]>();
    for (const { event } of events) {
      const stack = open.get(event.trackUuid) ?? [];
      open.set(event.trackUuid, stack);
      if (event.type === 'TYPE_SLICE_BEGIN') stack.push(`${event.name}`);
      if (event.type === 'TYPE_SLICE_END') expect(stack.pop()).toBeDefined();
      // A frame's slice contains its steps. A thread does one thing at a time.
      const deepest = tracks.get(event.trackUuid)?.name === 'frames' ? 2 : 1;
      expect(stack.length).toBeLessThanOrEqual(deepest);
    }
    expect([...open.values()].every((stack) => stack.length === 0)).toBe(true);
  });

  test('are those of the records, on the thread that wrote them', () => {
    const on = (thread: string, name: string) =>
      events.filter(({ event }) => event.trackUuid === threadNamed(thread) && event.name === name).length;
    expect(on('capture', 'copy')).toBe(count('copy'));
    expect(on('pool 0', 'kernel') + on('pool 1', 'kernel')).toBe(count('kernel'));
    expect(on('present', 'present')).toBe(count('present'));
    expect(on('main', 'long task')).toBe(count('long-task'));
    const copies = trace.lanes[CAPTURE_LANE];
    const [first] = named('copy').filter(({ event }) => event.trackUuid === threadNamed('capture'));
    const index =
      Array.from({ length: 9 }, (_, at) => at).find((at) => copies?.kind(at) === TRACE_KINDS.copy) ?? 0;
    expect(first?.timeNs).toBe(BigInt(Math.round((copies?.timeUs(index) ?? 0) * 1000)));
  });

  test('frames last from their arrival to their presentation, with the four stages end to end', () => {
    const records = trace.lanes[PRESENT_LANE];
    const spans = new Map<string, { from: bigint; to: bigint; steps: string[] }>();
    const open = new Map<string, { name: string; from: bigint }[]>();
    for (const { timeNs, event } of events) {
      if (tracks.get(event.trackUuid)?.name !== 'frames') continue;
      const stack = open.get(event.trackUuid) ?? [];
      open.set(event.trackUuid, stack);
      if (event.type === 'TYPE_SLICE_BEGIN') {
        if (stack.length > 0) spans.get(`${stack[0]?.name}`)?.steps.push(`${event.name} ${timeNs}`);
        else spans.set(`${event.name}`, { from: timeNs, to: timeNs, steps: [] });
        stack.push({ name: `${event.name}`, from: timeNs });
      } else {
        const ended = stack.pop();
        const span = spans.get(`${ended?.name}`);
        if (stack.length === 0 && span) span.to = timeNs;
      }
    }
    let checked = 0;
    for (let index = 0; records && index < records.length; index++) {
      if (records.kind(index) !== TRACE_KINDS.frame) continue;
      const { sequence, timeUs, durationUs, a, b, c } = records.at(index);
      const from = BigInt(Math.round(timeUs * 1000));
      const ends = [durationUs * 1000, a, b, c].map(Math.round);
      const starts = ends.map(
        (_, step) => from + BigInt(ends.slice(0, step).reduce((sum, ns) => sum + ns, 0)),
      );
      const steps = ['copy', 'wait', 'kernel', 'present'].map((name, step) => `${name} ${starts[step]}`);
      const to = from + BigInt(ends.reduce((sum, ns) => sum + ns, 0));
      expect(spans.get(`frame ${sequence}`)).toEqual({ from, to, steps });
      checked++;
    }
    expect(checked).toBe(count('frame'));
    expect(spans.size).toBe(trace.frames.length);
    // Some frames overlapped, so one track is not enough.
    expect(open.size).toBeGreaterThan(1);
  });
});

describe('flows', () => {
  test('lead from capture over the pool to present, and end there', () => {
    const flows = new Map<string, string[]>();
    for (const { event } of events) {
      const ids = [...(event.flowIds ?? []), ...(event.terminatingFlowIds ?? [])];
      expect(ids.length).toBeLessThanOrEqual(1);
      for (const id of ids) {
        expect(event.type).toBe('TYPE_SLICE_BEGIN');
        expect(id).not.toBe('0');
        const thread = tracks.get(event.trackUuid)?.thread?.threadName;
        const end = event.terminatingFlowIds ? ' (end)' : '';
        flows.set(id, [...(flows.get(id) ?? []), `${thread}: ${event.name}${end}`]);
      }
    }
    const presented = count('present');
    const whole = [...flows.values()].filter((way) => way[0] === 'capture: copy');
    // The first frame's copy was before the trace began.
    expect(whole.length).toBeGreaterThanOrEqual(presented - 1);
    for (const way of flows.values()) {
      expect(way.length).toBeGreaterThan(1);
      expect(way.at(-1)).toBe('present: present (end)');
      expect(way.slice(0, -1).some((step) => step.endsWith('(end)'))).toBe(false);
    }
  });
});

describe('counters, instants and facts', () => {
  test('counters are on counter tracks alone, and never negative', () => {
    const counters = [...tracks.values()].filter(({ counter }) => counter);
    expect(counters.map(({ name }) => name)).toEqual(['slots in use', 'frames in flight', 'latency']);
    expect(counters.find(({ name }) => name === 'latency')?.counter?.unit).toBe('UNIT_TIME_NS');
    for (const { event } of events) {
      expect(event.type === 'TYPE_COUNTER').toBe(tracks.get(event.trackUuid)?.counter !== undefined);
      if (event.type === 'TYPE_COUNTER') expect(Number(event.counterValue)).toBeGreaterThanOrEqual(0);
    }
    const values = (name: string) =>
      events
        .filter(({ event }) => tracks.get(event.trackUuid)?.name === name)
        .map(({ event }) => Number(event.counterValue));
    expect(values('slots in use')).toHaveLength(count('copy'));
    expect(values('latency')).toHaveLength(count('frame'));
    const inFlight = values('frames in flight');
    expect(inFlight.at(-1)).toBe(0);
    expect(inFlight.every((value, index) => Math.abs(value - (inFlight[index - 1] ?? 0)) === 1)).toBe(true);
    expect(Math.max(...inFlight)).toBeGreaterThan(1);
  });

  test('instants are there for drops, losses, collections, settings, vitals and displayed frames', () => {
    const marks = events
      .filter(({ event }) => event.type === 'TYPE_INSTANT')
      .map(({ event }) => `${event.name}`);
    const like = (pattern: RegExp) => marks.filter((name) => pattern.test(name)).length;
    expect(like(/^dropped: (ring-full|superseded|copy-failed|sink-failed)$/)).toBe(count('drop'));
    expect(like(/^lost at the source: \d+$/)).toBe(count('discard'));
    expect(like(/^garbage collection noticed$/)).toBe(count('collection'));
    expect(like(/^settings: 2 threads, SIMD (on|off), /)).toBe(count('settings'));
    expect(like(/^(LCP|INP|TTFB) [\d.]+ ms$|^CLS [\d.]+$/)).toBe(count('vital'));
    expect(like(/^displayed$/)).toBe(count('display'));
    expect(count('settings')).toBeGreaterThan(1);
    expect(count('drop')).toBeGreaterThan(0);
  });

  test('machine and settings are said once, at the beginning', () => {
    const [recording, ...more] = named('recording');
    expect(more).toEqual([]);
    const facts = new Map(
      recording?.event.debugAnnotations?.map(({ name, stringValue }) => [name, stringValue]),
    );
    expect(facts.get('userAgent')).toBe(trace.metadata.machine.userAgent);
    expect(facts.get('settings')).toContain('2 threads, SIMD off, box-blur:50, box-blur:1');
  });
});
