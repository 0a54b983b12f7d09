/** The timeline: what viewers cannot show (slices that overlap on one thread) never leaves it, and no record is lost. */

import { describe, expect, it } from 'vitest';
import { makeTrace, seededRandom } from '../../e2e/support/trace-fixture.ts';
import { CAPTURE_LANE, TRACE_KINDS, TRACE_LANES } from '../generated/layout.ts';
import { Records } from '../memory/records.ts';
import { layOutTimeline } from './timeline.ts';
import type { TimelineEvent } from './timeline-event.ts';
import { Trace } from './trace.ts';

const { metadata } = makeTrace({ seconds: 0.1, frameRate: 30, seed: 1, threads: 1 });

/** A trace of copies on the capture thread: from, duration, in microseconds. */
function copies(...spans: [number, number][]): Trace {
  const lanes = Array.from({ length: TRACE_LANES }, () => new Records());
  for (const [sequence, [timeUs, durationUs]] of spans.entries()) {
    lanes[CAPTURE_LANE]?.append({
      kind: TRACE_KINDS.copy,
      detail: 0,
      sequence,
      timeUs,
      durationUs,
      a: 1,
      b: 1,
      c: 0,
    });
  }
  return new Trace(metadata, lanes);
}

/** Replays begins and ends: every end closes the one that began last on its track. */
function expectNested(events: readonly TimelineEvent[]): void {
  const open = new Map<string, TimelineEvent[]>();
  for (const event of events) {
    const [type, ends] = event.type.split('-');
    if (type === 'instant' || type === 'counter') continue;
    const track = `${type === 'slice' ? 'lane' : 'frames'} ${event.track}`;
    const stack = open.get(track) ?? [];
    open.set(track, stack);
    if (ends) {
      const begun = stack.pop();
      expect([begun?.sequence, begun?.name, begun?.endNs]).toEqual([
        event.sequence,
        event.name,
        event.timeNs,
      ]);
    } else {
      expect(event.endNs).toBeLessThanOrEqual(stack.at(-1)?.endNs ?? Number.POSITIVE_INFINITY);
      stack.push(event);
    }
  }
  expect([...open.values()].flat()).toEqual([]);
}

const shown = (trace: Trace) =>
  layOutTimeline(trace)
    .events.filter(({ type }) => type === 'slice')
    .map(({ timeNs, endNs }) => [timeNs / 1000, endNs / 1000]);

describe('layOutTimeline', () => {
  it('shortens a slice that another one begins in but does not end in', () => {
    expect(shown(copies([10, 10], [15, 10], [30, 5]))).toEqual([
      [10, 15],
      [15, 25],
      [30, 35],
    ]);
    expect(shown(copies([10, 20], [12, 5], [15, 25]))).toEqual([
      [10, 15],
      [12, 15],
      [15, 40],
    ]);
  });

  it('leaves slices that nest or touch as they are', () => {
    expect(shown(copies([10, 20], [12, 5], [30, 5]))).toEqual([
      [10, 30],
      [12, 17],
      [30, 35],
    ]);
    expect(shown(copies([10, 5], [15, 0], [15, 5], [15, 0]))).toHaveLength(4);
  });

  it('nests on every track and carries every record once, whatever the records are', () => {
    for (let seed = 1; seed <= 30; seed++) {
      const random = seededRandom(seed);
      const below = (limit: number) => Math.floor(random() * limit);
      const lanes = Array.from({ length: TRACE_LANES }, () => new Records());
      for (let count = 0; count < 120; count++) {
        lanes[below(TRACE_LANES)]?.append({
          kind: below(14),
          detail: below(3),
          sequence: below(12),
          // Few values: many begin and end at the same time.
          timeUs: below(20),
          durationUs: below(8),
          a: below(9) * 1000,
          b: below(4) * 1000,
          c: below(3) * 1000,
        });
      }
      const { events, frameTracks } = layOutTimeline(new Trace(metadata, lanes));
      expectNested(events);
      const carried = events.filter(({ lane, type }) => lane >= 0 && !type.endsWith('-end'));
      expect(new Set(carried.map(({ lane, index }) => `${lane}.${index}`)).size).toBe(120);
      expect(carried).toHaveLength(120);
      expect(events.every(({ type, track }) => type !== 'frame' || track < frameTracks)).toBe(true);
      expect(events.filter(({ type }) => type === 'counter').every(({ value }) => value >= 0)).toBe(true);
    }
  });
});
