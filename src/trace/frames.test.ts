/** Frames from records: one row each, with its stages, its end, and whether a collection touched it. */

import { describe, expect, it } from 'vitest';
import { makeTrace } from '../../e2e/support/trace-fixture.ts';
import { CAPTURE_LANE, DROP_CAUSES, PRESENT_LANE, TRACE_KINDS, TRACE_LANES } from '../generated/layout.ts';
import { type RecordFields, Records } from '../memory/records.ts';
import { FIRST_DROP, OUTCOMES, PRESENTED, tabulateFrames } from './frames.ts';

type Entry = Partial<RecordFields> & { lane: number };

function tabulate(...entries: Entry[]) {
  const lanes = Array.from({ length: TRACE_LANES }, () => new Records());
  const nothing = { kind: 0, detail: 0, sequence: 0, timeUs: 0, durationUs: 0, a: 0, b: 0, c: 0 };
  for (const { lane, ...fields } of entries) lanes[lane]?.append({ ...nothing, ...fields });
  return tabulateFrames(lanes);
}

const copy = (sequence: number, timeUs: number, more: Partial<RecordFields> = {}): Entry => ({
  lane: CAPTURE_LANE,
  kind: TRACE_KINDS.copy,
  sequence,
  timeUs,
  durationUs: 100,
  a: 7,
  b: 2,
  ...more,
});

const frame = (sequence: number, timeUs: number, arrived = 0, handed = arrived): Entry => ({
  lane: PRESENT_LANE,
  kind: TRACE_KINDS.frame,
  detail: (handed << 12) | arrived,
  sequence,
  timeUs,
  durationUs: 100,
  a: 20_000,
  b: 1_500_000,
  c: 30_500,
});

const drop = (lane: number, sequence: number, timeUs: number, cause: keyof typeof DROP_CAUSES): Entry => ({
  lane,
  kind: TRACE_KINDS.drop,
  sequence,
  timeUs,
  a: DROP_CAUSES[cause],
});

describe('tabulateFrames', () => {
  it('joins what two threads wrote', () => {
    const table = tabulate(copy(5, 1000), frame(5, 1000));
    expect(table.length).toBe(1);
    const row = Object.entries(table).map(([name, column]) => [
      name,
      typeof column === 'number' ? column : column[0],
    ]);
    expect(Object.fromEntries(row)).toEqual({
      length: 1,
      sequence: 5,
      arrivalUs: 1000,
      copyUs: 100,
      waitUs: 20,
      kernelUs: 1500,
      presentUs: 30.5,
      latencyUs: 1650.5,
      outcome: PRESENTED,
      settings: 7,
      depth: 2,
      touched: 0,
    });
  });

  it('names every way that a frame can end', () => {
    const table = tabulate(
      copy(1, 10),
      drop(CAPTURE_LANE, 2, 20, 'ring-full'),
      copy(3, 30),
      drop(CAPTURE_LANE, 3, 45, 'superseded'),
      copy(4, 40),
      drop(PRESENT_LANE, 4, 90, 'sink-failed'),
      frame(5, 50),
    );
    expect([...table.outcome].map((outcome) => OUTCOMES[outcome])).toEqual([
      'unknown',
      'ring-full',
      'superseded',
      'sink-failed',
      'presented',
    ]);
    expect([...table.arrivalUs]).toEqual([10, 20, 30, 40, 50]);
    expect([...table.latencyUs.subarray(0, 4)]).toEqual([Number.NaN, Number.NaN, Number.NaN, Number.NaN]);
    // Its copy is not in the trace: no settings are known.
    expect(table.settings[4]).toBe(0);
    expect(OUTCOMES[FIRST_DROP + DROP_CAUSES.closed]).toBe('closed');
  });

  it('orders rows by number, beyond 2^31 and ten', () => {
    const numbers = [2, 10, 9, 0xffff_fffe, 0x8000_0000, 1];
    const table = tabulate(...numbers.map((sequence) => copy(sequence, sequence)));
    expect([...table.sequence]).toEqual([1, 2, 9, 10, 0x8000_0000, 0xffff_fffe]);
    expect([...table.arrivalUs]).toEqual([...table.sequence]);
  });

  it('a collection touches the frame before the one that saw it first, drops in between or not', () => {
    const table = tabulate(
      frame(1, 10, 0),
      frame(2, 20, 0),
      drop(CAPTURE_LANE, 3, 30, 'ring-full'),
      frame(4, 40, 1),
      frame(5, 50, 1),
      frame(6, 60, 3),
    );
    expect([...table.sequence].filter((_, row) => table.touched[row] === 1)).toEqual([2, 5]);
  });

  it('a collection touches every frame that was on its way when it was noticed', () => {
    const table = tabulate(
      frame(1, 10, 0),
      frame(2, 20, 0, 1),
      frame(3, 30, 0, 1),
      frame(4, 40, 1, 1),
      frame(5, 50, 1, 1),
    );
    expect([...table.sequence].filter((_, row) => table.touched[row] === 1)).toEqual([2, 3]);
  });

  it('is empty for lanes that are', () => {
    expect(tabulate().length).toBe(0);
    expect(tabulateFrames([]).length).toBe(0);
    expect(tabulate({ lane: 0, kind: TRACE_KINDS.kernel, sequence: 3 }).length).toBe(0);
  });

  it('its rows add up to what a whole trace has', () => {
    const { frames, lanes } = makeTrace({ seconds: 20, frameRate: 60, seed: 4, threads: 3 });
    const count = (kind: number) =>
      lanes.reduce(
        (sum, records) =>
          sum +
          Array.from({ length: records.length }, (_, at) => records.kind(at)).filter((k) => k === kind)
            .length,
        0,
      );
    const ends = (test: (outcome: number) => boolean) => frames.outcome.filter(test).length;
    expect(ends((outcome) => outcome === PRESENTED)).toBe(count(TRACE_KINDS.frame));
    expect(ends((outcome) => outcome >= FIRST_DROP)).toBe(count(TRACE_KINDS.drop));
  });
});
