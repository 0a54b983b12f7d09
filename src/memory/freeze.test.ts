/** The frozen copy has a balanced ledger, even locks, free slots and the trace. It shares no memory. */

import { expect, it } from 'vitest';
import {
  CONTROL,
  CONTROL_BASE,
  DROP_CAUSES,
  LEDGER,
  RING,
  SLOT_STATES,
  TRACE_KINDS,
  TRACE_LANES,
} from '../generated/layout.ts';
import { freezeControl, freezeTrace } from './freeze.ts';
import { LaneWriter, TraceReader } from './lanes.ts';
import { Records } from './records.ts';
import { createMemory } from './shared-memory.ts';
import { type ControlView, LedgerReader, readProgress, readRing, viewControl } from './stats.ts';
import { sharedArea } from './trace-area.ts';

const at = (field: number) => (CONTROL.ledger + field) >> 2;

function running(counters: {
  delivered: number;
  presented: number;
  inFlight: number;
  superseded?: number;
}): ControlView {
  const view = viewControl(createMemory().buffer, CONTROL_BASE);
  view.words[at(LEDGER.delivered)] = counters.delivered;
  view.words[at(LEDGER.presented)] = counters.presented;
  view.words[at(LEDGER.inFlight)] = counters.inFlight;
  view.words[at(LEDGER.dropped + 4 * DROP_CAUSES.superseded)] = counters.superseded ?? 0;
  return view;
}

const read = (view: ControlView) => new LedgerReader().read(view);

function balance({ delivered, presented, inFlight, dropped }: ReturnType<typeof read>): number {
  return delivered - presented - inFlight - Object.values(dropped).reduce((sum, count) => sum + count, 0);
}

it('books frames that were on their way as closed', () => {
  const frozen = read(freezeControl(running({ delivered: 10, presented: 6, inFlight: 3, superseded: 1 })));
  expect(frozen).toMatchObject({ delivered: 10, presented: 6, inFlight: 0 });
  expect(frozen.dropped).toMatchObject({ closed: 3, superseded: 1 });
  expect(balance(frozen)).toBe(0);
});

it('balances even if a thread ended in the middle of a booking', () => {
  for (const inFlight of [2, 3, 4]) {
    const view = running({ delivered: 10, presented: 6, inFlight, superseded: 1 });
    view.words[at(LEDGER.captureVersion)] = 21;
    view.words[at(LEDGER.presentVersion)] = 13;
    const frozen = read(freezeControl(view));
    expect(frozen.delivered).toBe(10);
    expect(balance(frozen)).toBe(0);
  }
});

it('adds to frames that were booked as closed before', () => {
  const view = running({ delivered: 10, presented: 6, inFlight: 2 });
  view.words[at(LEDGER.dropped + 4 * DROP_CAUSES.closed)] = 2;
  expect(read(freezeControl(view)).dropped.closed).toBe(4);
});

it('balances if a counter needs more than 31 bits', () => {
  // The words are signed. One of these counters is negative in its word.
  const delivered = 2 ** 31 + 3;
  const presented = 2 ** 31 - 4;
  const frozen = read(freezeControl(running({ delivered, presented, inFlight: 5, superseded: 2 })));
  expect(frozen).toMatchObject({ delivered, presented, inFlight: 0 });
  expect(frozen.dropped.closed).toBe(5);
});

it('frees every slot', () => {
  const view = running({ delivered: 3, presented: 0, inFlight: 3 });
  const ring = (CONTROL.ring + RING.words) >> 2;
  view.words[(CONTROL.ring + RING.slotCount) >> 2] = 4;
  view.words.set([SLOT_STATES.writing | 8, SLOT_STATES.processing | 16, SLOT_STATES.presenting | 24], ring);
  expect(readRing(view).states).toMatchObject({ free: 1, writing: 1, processing: 1, presenting: 1 });
  const frozen = freezeControl(view);
  expect(readRing(frozen).states).toMatchObject({ free: 4, writing: 0, processing: 0, presenting: 0 });
  expect(readProgress(frozen)).toMatchObject({ writing: 0, pooling: false, presenting: false });
});

it('keeps nothing of the memory, and writes nothing into it', () => {
  const view = running({ delivered: 10, presented: 6, inFlight: 3 });
  const before = view.words.slice();
  const frozen = freezeControl(view);
  expect(frozen.words.buffer).toBeInstanceOf(ArrayBuffer);
  expect(frozen.doubles.buffer).toBe(frozen.words.buffer);
  expect(view.words).toEqual(before);
  view.words[at(LEDGER.presented)] = 99;
  expect(read(frozen).presented).toBe(6);
});

it('does not change a frozen copy when it freezes it again', () => {
  const once = freezeControl(running({ delivered: 10, presented: 6, inFlight: 3 }));
  expect(freezeControl(once).words).toEqual(once.words);
});

it.each([0, 1])('keeps the trace readable, of %i seconds', (seconds) => {
  const memory = createMemory(seconds);
  const area = sharedArea(memory.buffer);
  for (let lane = 0; lane < TRACE_LANES; lane++) {
    const writer = new LaneWriter(area, lane);
    for (let n = 0; n <= lane; n++) writer.write(TRACE_KINDS.settings, 10 * n, 0, n, lane);
  }
  const frozen = freezeTrace(area);
  expect(frozen.buffer).toBeInstanceOf(ArrayBuffer);
  new Uint8Array(memory.buffer).fill(255, CONTROL_BASE);
  const lanes = Array.from({ length: TRACE_LANES }, () => new Records());
  new TraceReader(frozen, 'oldest').read(lanes, []);
  const found = lanes.map((records) => Array.from({ length: records.length }, (_, n) => records.at(n)));
  for (const [lane, records] of found.entries()) {
    expect(records).toHaveLength(seconds === 0 ? 0 : lane + 1);
    expect(records.map(({ a, sequence }) => [a, sequence])).toEqual(records.map((_, n) => [lane, n]));
  }
  // The owner may go on writing.
  new LaneWriter(frozen, 0).write(TRACE_KINDS.settings, 0, 0);
});
