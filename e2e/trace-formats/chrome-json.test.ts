/**
 * Checks Chrome JSON files against the format's description. A JSON schema checks every event. The tests check what a schema
 * cannot: slices nest, async events have pairs, flows lead from slice to slice. They share no code with the exporter.
 */

import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { TRACE_KINDS } from '../../src/generated/layout.ts';
import { makeTrace } from '../support/trace-fixture.ts';
import schema from './chrome-trace.schema.json' with { type: 'json' };

interface Event {
  ph: string;
  name: string;
  cat?: string;
  pid: number;
  tid: number;
  ts: number;
  dur?: number;
  id?: number;
  bp?: string;
  args?: Record<string, unknown>;
}

const trace = makeTrace({ seconds: 4, frameRate: 60, seed: 11, threads: 2, latencyScale: 4 });
const text = await trace.toChromeJson().text();
const file = JSON.parse(text) as { traceEvents: Event[]; otherData: Record<string, unknown> };
const events = file.traceEvents;
const of = (...phases: string[]) => events.filter(({ ph }) => phases.includes(ph));
/** Whole nanoseconds, so that sums are exact. */
const ns = (us: number) => Math.round(us * 1000);

function groupBy<T, K>(items: readonly T[], keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}

function count(kind: keyof typeof TRACE_KINDS): number {
  let found = 0;
  for (const records of trace.lanes) {
    for (let index = 0; index < records.length; index++) {
      found += Number(records.kind(index) === TRACE_KINDS[kind]);
    }
  }
  return found;
}

const threads = new Map(
  of('M')
    .filter(({ name }) => name === 'thread_name')
    .map(({ tid, args }) => [tid, `${args?.name}`]),
);

describe('by the schema', () => {
  const validate = new Ajv({ allErrors: true, discriminator: true, multipleOfPrecision: 6 }).compile(schema);

  test('every event is one of the format', () => {
    const valid = validate(file);
    expect(validate.errors?.slice(0, 3) ?? []).toEqual([]);
    expect(valid).toBe(true);
  });

  test('which the schema can refuse', () => {
    const complete = { ph: 'X', name: 'a', cat: 'b', pid: 1, tid: 1, ts: 1, dur: 2, args: {} };
    expect(validate({ traceEvents: [complete] })).toBe(true);
    for (const wrong of [
      { dur: -1 },
      { dur: undefined },
      { ts: '1' },
      { ph: 'Y' },
      { ts: 1.0005 },
      { more: 1 },
    ]) {
      const event = JSON.parse(JSON.stringify({ ...complete, ...wrong })) as object;
      expect(validate({ traceEvents: [event] })).toBe(false);
    }
  });

  test('times have at most three decimals in the text, too', () => {
    expect(text).not.toMatch(/"(ts|dur)":-?\d*\.\d{4,}/);
    expect(text).not.toMatch(/"(ts|dur)":[\d.]*e/);
  });
});

describe('slices', () => {
  test('nest on every thread', () => {
    const lanes = groupBy(of('X'), ({ tid }) => tid);
    expect(lanes.size).toBe(5);
    for (const slices of lanes.values()) {
      const open: number[] = [];
      for (const { ts, dur = 0 } of slices.toSorted((a, b) => a.ts - b.ts || (b.dur ?? 0) - (a.dur ?? 0))) {
        const [from, to] = [ns(ts), ns(ts) + ns(dur)];
        while (open.length > 0 && (open.at(-1) as number) <= from) open.pop();
        expect(to).toBeLessThanOrEqual(open.at(-1) ?? Number.POSITIVE_INFINITY);
        open.push(to);
      }
    }
  });

  test('are those of the records, on threads with names and an order', () => {
    const named = (name: string, thread: RegExp) =>
      of('X').filter((event) => event.name === name && thread.test(threads.get(event.tid) ?? '')).length;
    expect(named('copy', /^capture$/)).toBe(count('copy'));
    expect(named('kernel', /^pool [01]$/)).toBe(count('kernel'));
    expect(named('present', /^present$/)).toBe(count('present'));
    expect(named('long task', /^main$/)).toBe(count('long-task'));
    const order = of('M')
      .filter(({ name }) => name === 'thread_sort_index')
      .toSorted((a, b) => Number(a.args?.sort_index) - Number(b.args?.sort_index));
    expect(order.map(({ tid }) => threads.get(tid))).toEqual([
      'capture',
      'pool 0',
      'pool 1',
      'present',
      'main',
    ]);
    expect(of('M').find(({ name }) => name === 'process_name')?.args).toEqual({ name: 'Ringlight' });
  });
});

describe('frames', () => {
  test('are one async pair each, which holds its stages', () => {
    const byFrame = groupBy(of('b', 'e'), ({ id }) => id);
    expect(byFrame.size).toBe(trace.frames.length);
    for (const [id, way] of byFrame) {
      const stack: Event[] = [];
      const stages: string[] = [];
      const ended: Event[] = [];
      for (const event of way) {
        expect(event.cat).toBe('frame');
        if (event.ph === 'b') {
          if (stack.length > 0) stages.push(event.name);
          expect(ns(event.ts)).toBeGreaterThanOrEqual(ns(stack.at(-1)?.ts ?? 0));
          stack.push(event);
        } else {
          expect(stack.pop()?.name).toBe(event.name);
          ended.push(event);
        }
        expect(stack.length).toBeLessThanOrEqual(2);
      }
      expect(stack).toEqual([]);
      expect(way[0]?.name).toMatch(new RegExp(`^frame ${id}( |$)`));
      expect(ended.at(-1)?.name).toBe(way[0]?.name);
      if (way[0]?.name === `frame ${id}`) expect(stages).toEqual(['copy', 'wait', 'kernel', 'present']);
      else expect(['', 'copy']).toContain(stages.join());
    }
  });

  test('last as long as their latency', () => {
    const { sequence, arrivalUs, latencyUs, length } = trace.frames;
    const begins = new Map(of('b').map((event) => [event.name, event]));
    const ends = new Map(of('e').map((event) => [event.name, event]));
    let presented = 0;
    for (let row = 0; row < length; row++) {
      if (Number.isNaN(latencyUs[row])) continue;
      const name = `frame ${sequence[row]}`;
      expect(ns(begins.get(name)?.ts ?? 0)).toBe(ns(arrivalUs[row] as number));
      const lastsNs = ns(ends.get(name)?.ts ?? 0) - ns(begins.get(name)?.ts ?? 0);
      expect(lastsNs).toBe(ns(latencyUs[row] as number));
      presented++;
    }
    expect(presented).toBe(count('frame'));
  });
});

describe('flows', () => {
  test('begin once, end once, and are bound to a slice at each step', () => {
    const slices = of('X');
    const ways = groupBy(of('s', 't', 'f'), ({ id }) => id);
    for (const way of ways.values()) {
      const phases = way.map(({ ph }) => ph).join('');
      expect(phases).toMatch(/^st*f$/);
      expect(way.at(-1)?.bp).toBe('e');
      const bound = way.map(({ tid, ts }) => slices.filter((slice) => slice.tid === tid && slice.ts === ts));
      expect(bound.every((candidates) => candidates.length === 1)).toBe(true);
      const names = bound.map(([slice]) => `${slice?.name} ${slice?.args?.frame}`);
      const frame = way[0]?.id;
      expect(names.every((name) => name.endsWith(` ${frame}`))).toBe(true);
      expect(names.at(-1)).toBe(`present ${frame}`);
      expect(way.every(({ ts }, index) => index === 0 || ts >= (way[index - 1]?.ts ?? 0))).toBe(true);
    }
    const fromCapture = [...ways.values()].filter(([first]) => threads.get(first?.tid ?? 0) === 'capture');
    // The first frame's copy was before the trace began.
    expect(fromCapture.length).toBeGreaterThanOrEqual(count('present') - 1);
  });
});

describe('counters and instants', () => {
  test('count what the records say', () => {
    const counters = groupBy(of('C'), ({ name }) => name);
    expect([...counters.keys()].sort()).toEqual(['frames in flight', 'latency', 'slots in use']);
    expect(counters.get('slots in use')?.length).toBe(count('copy'));
    expect(counters.get('latency')?.length).toBe(count('frame'));
    const inFlight = counters.get('frames in flight') ?? [];
    expect(inFlight.at(-1)?.args).toEqual({ frames: 0 });
    expect(Math.max(...inFlight.map(({ args }) => Number(args?.frames)))).toBeGreaterThan(1);
  });

  test('mark drops with their cause, settings with their words, and all the rest', () => {
    const marks = of('i').map(({ name }) => name);
    const like = (pattern: RegExp) => marks.filter((name) => pattern.test(name)).length;
    expect(like(/^dropped: (ring-full|superseded|copy-failed|sink-failed)$/)).toBe(count('drop'));
    expect(like(/^lost at the source: \d+$/)).toBe(count('discard'));
    expect(like(/^garbage collection noticed$/)).toBe(count('collection'));
    expect(like(/^settings: 2 threads, SIMD (on|off), /)).toBe(count('settings'));
    expect(like(/^(LCP|INP|TTFB) [\d.]+ ms$|^CLS [\d.]+$/)).toBe(count('vital'));
    expect(like(/^displayed$/)).toBe(count('display'));
  });

  test('say what the machine and the settings were', () => {
    expect(file.otherData).toMatchObject({
      application: 'Ringlight',
      userAgent: trace.metadata.machine.userAgent,
      cores: 8,
    });
    expect(file.otherData.settings).toContain('2 threads, SIMD off, box-blur:50, box-blur:1');
  });
});
