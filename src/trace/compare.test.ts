/** Figures of traces: against counts and sorts that are made here again, the plain way. */

import { describe, expect, it } from 'vitest';
import { makeTrace, seededRandom } from '../../e2e/support/trace-fixture.ts';
import { DROP_CAUSES, TRACE_KINDS } from '../generated/layout.ts';
import { compareTraces, summarize } from './compare.ts';
import { medianDifference, percentile, sorted, spreadOf } from './statistics.ts';

const options = { seconds: 20, frameRate: 60, seed: 21, threads: 2 };
const trace = makeTrace(options);

/** All records as plain objects. */
const records = trace.lanes.flatMap((lane, at) =>
  Array.from({ length: lane.length }, (_, index) => ({ lane: at, ...lane.at(index) })),
);
const ofKind = (kind: keyof typeof TRACE_KINDS) =>
  records.filter((record) => record.kind === TRACE_KINDS[kind]);

describe('summarize', () => {
  const summary = summarize(trace);

  it('counts what the records say', () => {
    expect(summary.presented).toBe(ofKind('frame').length);
    expect(summary.droppedFrames).toBe(ofKind('drop').length);
    for (const [cause, code] of Object.entries(DROP_CAUSES)) {
      expect(summary.dropped[cause as 'closed']).toBe(ofKind('drop').filter(({ a }) => a === code).length);
    }
    expect(summary.discarded).toBe(ofKind('discard').reduce((sum, { a }) => sum + a, 0));
    expect(summary.collections).toBe(ofKind('collection').length);
    expect(summary.lostRecords).toBe(3);
    expect(summary.frames).toBe(summary.presented + summary.droppedFrames + summary.unfinished);
    expect(summary.durationUs).toBeCloseTo(20_000_000, -1);
    expect(summary.fps).toBeCloseTo(summary.presented / 20, 3);
  });

  it('takes percentiles from the samples themselves', () => {
    const latency = ofKind('frame')
      .map(({ durationUs, a, b, c }) => durationUs + (a + b + c) / 1000)
      .sort((x, y) => x - y);
    const nearest = (share: number) => latency[Math.ceil(share * latency.length) - 1] as number;
    expect(summary.latencyUs.count).toBe(latency.length);
    expect(summary.latencyUs.p50).toBeCloseTo(nearest(0.5), 6);
    expect(summary.latencyUs.p95).toBeCloseTo(nearest(0.95), 6);
    expect(summary.latencyUs.p99).toBeCloseTo(nearest(0.99), 6);
    expect(summary.latencyUs.max).toBeCloseTo(latency.at(-1) as number, 6);
    expect(summary.latencyUs.mean).toBeCloseTo(latency.reduce((sum, us) => sum + us, 0) / latency.length, 6);
    const { copy, wait, kernel, present } = summary.stagesUs;
    expect(copy.mean + wait.mean + kernel.mean + present.mean).toBeCloseTo(summary.latencyUs.mean, 6);
    expect(summary.frameTimeUs).toEqual(kernel);
    expect(summary.gcFreeLatencyUs.count).toBe(summary.presented - summary.touched);
    expect(summary.presentIntervalUs.count).toBe(summary.presented - 1);
  });

  it('says how busy each thread was', () => {
    expect(Object.keys(summary.busy)).toEqual(['capture', 'pool 0', 'pool 1', 'present', 'main']);
    const kernelUs = ofKind('kernel')
      .filter(({ lane }) => lane === 1)
      .reduce((sum, { durationUs }) => sum + durationUs, 0);
    expect(summary.busy['pool 1']).toBeCloseTo(kernelUs / summary.durationUs, 9);
  });

  it('knows nothing of an empty trace, and says so', () => {
    const empty = summarize(makeTrace({ ...options, seconds: 0 }));
    expect(empty).toMatchObject({ frames: 0, presented: 0, fps: 0, busy: {} });
    expect(empty.latencyUs).toEqual({
      count: 0,
      p50: Number.NaN,
      p95: Number.NaN,
      p99: Number.NaN,
      max: Number.NaN,
      mean: Number.NaN,
    });
  });
});

describe('compareTraces', () => {
  it('finds no difference between a trace and itself', () => {
    for (const { difference, ratio, a, interval } of compareTraces(trace, trace)) {
      expect(difference).toBe(0);
      expect(ratio).toBe(a === 0 ? Number.NaN : 1);
      if (interval) expect(interval.low <= 0 && interval.high >= 0).toBe(true);
    }
  });

  it('finds a slower one, in the rows that it is slower in', () => {
    const slow = makeTrace({ ...options, seed: 22, latencyScale: 1.5 });
    const rows = new Map(compareTraces(trace, slow).map((row) => [row.id, row]));
    const latency = rows.get('latencyUs.p50');
    expect(latency?.ratio).toBeGreaterThan(1.2);
    expect(latency?.interval?.low).toBeGreaterThan(0);
    expect(latency?.interval?.high).toBeGreaterThan(latency?.interval?.low ?? 0);
    expect(latency?.better).toBe('less');
    expect(rows.get('latencyUs.p99')?.interval).toBeNull();
    expect(rows.get('fps')?.better).toBe('more');
    expect(rows.get('dropped.closed')).toBeUndefined();
    expect(rows.get('busy.pool 1')?.difference).toBeGreaterThan(0);
    expect(compareTraces(trace, slow)).toEqual(compareTraces(trace, slow));
  });
});

describe('medianDifference', () => {
  const draw = (random: () => number, count: number, shift: number) =>
    sorted(Array.from({ length: count }, () => shift + random() + random() + random()));

  it('is as wide as a bootstrap that really draws samples', () => {
    const random = seededRandom(31);
    const [a, b] = [draw(random, 301, 0), draw(random, 200, 0.4)];
    const again = (from: Float64Array) =>
      percentile(
        sorted(Array.from({ length: from.length }, () => from[Math.floor(random() * from.length)] as number)),
        0.5,
      );
    const differences = sorted(Array.from({ length: 4000 }, () => again(b) - again(a)));
    const interval = medianDifference(a, b);
    expect(interval?.low).toBeCloseTo(percentile(differences, 0.025), 1);
    expect(interval?.high).toBeCloseTo(percentile(differences, 0.975), 1);
    const width = (interval?.high ?? 0) - (interval?.low ?? 0);
    expect(width / (percentile(differences, 0.975) - percentile(differences, 0.025))).toBeCloseTo(1, 0.7);
  });

  it('holds the true difference about 19 times in 20', () => {
    const random = seededRandom(32);
    let held = 0;
    for (let run = 0; run < 200; run++) {
      const interval = medianDifference(draw(random, 80, 0), draw(random, 80, 0.25));
      if (interval && interval.low <= 0.25 && interval.high >= 0.25) held++;
    }
    expect(held).toBeGreaterThan(178);
    expect(held).toBeLessThan(200);
  });

  it('is not there for too few samples', () => {
    expect(medianDifference(sorted([1]), sorted([1, 2]))).toBeNull();
    expect(medianDifference(sorted([1, 1]), sorted([4, 4]))).toEqual({ low: 3, high: 3 });
  });
});

it('percentiles are samples: the nearest rank', () => {
  const ten = sorted([10, 9, 8, 7, 6, 5, 4, 3, 2, 1, Number.NaN]);
  expect(spreadOf(ten)).toEqual({ count: 10, p50: 5, p95: 10, p99: 10, max: 10, mean: 5.5 });
  expect([0, 0.1, 0.11, 1].map((share) => percentile(ten, share))).toEqual([1, 1, 2, 10]);
});
