/** Reads our CSV files with somebody else's parser, csv-parse. It accepts only what RFC 4180 allows. */

import { parse } from 'csv-parse/sync';
import { expect, test } from 'vitest';
import { DROP_CAUSES, TRACE_KINDS } from '../../src/generated/layout.ts';
import { LANE_NAMES } from '../../src/trace/trace.ts';
import { makeTrace } from '../support/trace-fixture.ts';

const trace = makeTrace({ seconds: 4, frameRate: 60, seed: 13, threads: 2 });
const text = await trace.toCsv().text();
const rows = parse(text, { columns: true, comment: '#', comment_no_infix: true }) as Record<string, string>[];

test('has every record in a row of its own, with names for lanes and kinds', () => {
  const records = trace.lanes.flatMap((lane, at) =>
    Array.from({ length: lane.length }, (_, index) => ({ lane: LANE_NAMES[at], ...lane.at(index) })),
  );
  const kinds = new Map(Object.entries(TRACE_KINDS));
  const read = rows.map(({ lane, kind, frame, time_us, duration_us, detail, a, b, c }) => ({
    lane,
    kind: kinds.get(`${kind}` as keyof typeof TRACE_KINDS),
    sequence: Number(frame),
    timeUs: Number(time_us),
    durationUs: Number(duration_us),
    detail: Number(detail),
    a: Number(a),
    b: Number(b),
    c: Number(c),
  }));
  expect(read).toEqual(records);
  expect(records.length).toBeGreaterThan(1000);
});

test('says in words what numbers mean, also where the words have commas', () => {
  const meanings = rows.filter(({ kind }) => kind === 'settings').map(({ meaning }) => meaning);
  expect(meanings).toEqual([
    'version 2, settings 2 threads, SIMD off, box-blur:50, box-blur:1',
    'version 3, settings 2 threads, SIMD on, grayscale, box-blur:5',
  ]);
  for (const { kind, a, meaning } of rows) {
    if (kind === 'drop') expect(DROP_CAUSES[meaning?.replace('cause ', '') as 'ring-full']).toBe(Number(a));
  }
});

test('has everything else in a comment, as JSON', () => {
  const [title, described] = text.split('\n');
  expect(title).toMatch(/^# Ringlight trace/);
  const { format, metadata } = JSON.parse(`${described?.slice(2)}`) as { format: string; metadata: unknown };
  expect(format).toBe('ringlight-trace');
  expect(metadata).toEqual(trace.metadata);
});
