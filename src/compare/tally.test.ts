/** Frames find their blocks by the version that they carry, whatever the order in which the lanes are read. */

import { beforeEach, expect, it } from 'vitest';
import { CAPTURE_LANE, MAX_SLOTS, PRESENT_LANE, TRACE_KINDS, TRACE_LANES } from '../generated/layout.ts';
import { Records } from '../memory/records.ts';
import { type Block, SETTLING_FRAMES, Tally } from './tally.ts';

const NOTHING = { detail: 0, sequence: 0, timeUs: 0, durationUs: 0, a: 0, b: 0, c: 0 };
const lanes = Array.from({ length: TRACE_LANES }, () => new Records());
const [capture, present] = [lanes[CAPTURE_LANE] as Records, lanes[PRESENT_LANE] as Records];
let tally: Tally;

beforeEach(() => {
  for (const lane of lanes) lane.clear();
  tally = new Tally();
});

const copied = (sequence: number, version: number, depth = 1) =>
  capture.append({ ...NOTHING, kind: TRACE_KINDS.copy, sequence, a: version, b: depth });
/** `kernelUs` of kernels, 10 us of copy, 20 of wait, 30 of present. */
const presented = (sequence: number, kernelUs = 100) =>
  present.append({
    ...NOTHING,
    kind: TRACE_KINDS.frame,
    sequence,
    durationUs: 10,
    a: 20_000,
    b: kernelUs * 1000,
    c: 30_000,
  });

/** `count` frames of `version` from `first` on, copied and presented. */
function frames(version: number, first: number, count: number, depth = 1): void {
  for (let sequence = first; sequence < first + count; sequence++) {
    copied(sequence, version, depth);
    presented(sequence, 100 + sequence);
  }
}

it('measures frames of its own version, after the first ones', () => {
  const block = tally.begin(4, 0, 5);
  frames(2, 0, 3);
  frames(4, 3, SETTLING_FRAMES + 2);
  tally.take(lanes);
  expect([block.leftOut, block.measured, block.presented]).toEqual([SETTLING_FRAMES, 2, SETTLING_FRAMES + 2]);
  const first = 3 + SETTLING_FRAMES;
  expect(Array.from(block.frameTimesUs.subarray(0, 2))).toEqual([100 + first, 101 + first]);
  expect(Array.from(block.latenciesUs.subarray(0, 2))).toEqual([160 + first, 161 + first]);
  expect(tally.presented).toBe(3 + SETTLING_FRAMES + 2);
});

it('is full after as many frames as it wants, and counts the rest as presented only', () => {
  const block = tally.begin(4, 0, 2);
  frames(4, 0, SETTLING_FRAMES + 5);
  tally.take(lanes);
  expect([block.full, block.measured, block.presented]).toEqual([true, 2, SETTLING_FRAMES + 5]);
});

it('goes on leaving out frames until one found the ring empty', () => {
  const block = tally.begin(4, 0, 5);
  frames(4, 0, SETTLING_FRAMES + 2, 3);
  frames(4, SETTLING_FRAMES + 2, 1);
  tally.take(lanes);
  expect([block.leftOut, block.measured]).toEqual([SETTLING_FRAMES + 2, 1]);
});

it('leaves out no more frames than the ring has slots', () => {
  const block = tally.begin(4, 0, 5);
  frames(4, 0, MAX_SLOTS + 1, 4);
  tally.take(lanes);
  expect([block.leftOut, block.measured]).toEqual([MAX_SLOTS, 1]);
});

it('keeps a presented frame whose copy is not read yet for the next look', () => {
  const block = tally.begin(4, 0, 5);
  frames(4, 0, SETTLING_FRAMES);
  presented(SETTLING_FRAMES);
  tally.take(lanes);
  expect([block.presented, present.length, capture.length]).toEqual([SETTLING_FRAMES, 1, 0]);
  copied(SETTLING_FRAMES, 4);
  tally.take(lanes);
  expect([block.presented, block.measured, present.length]).toEqual([SETTLING_FRAMES + 1, 1, 0]);
});

it('passes over frames that were copied before it began to read', () => {
  const block = tally.begin(4, 0, 5);
  presented(7);
  presented(8);
  frames(4, 9, 1);
  tally.take(lanes);
  expect([block.presented, present.length]).toEqual([1, 0]);
});

it('books frames of an earlier block that come late where they belong', () => {
  const early = tally.begin(4, 0, 9);
  copied(0, 4);
  copied(1, 4);
  presented(0);
  tally.take(lanes);
  const late = tally.begin(6, 100, 9);
  presented(1);
  frames(6, 2, 1);
  tally.take(lanes);
  expect([early.presented, late.presented]).toEqual([2, 1]);
});

it('books drops by the frame, or by the time where it never got a slot', () => {
  const drop = (lane: Records, sequence: number, timeUs: number) =>
    lane.append({ ...NOTHING, kind: TRACE_KINDS.drop, sequence, timeUs });
  const early = tally.begin(4, 1000, 9);
  const late = tally.begin(6, 2000, 9);
  copied(0, 4);
  copied(1, 4);
  copied(2, 6);
  drop(capture, 0, 2500);
  drop(present, 1, 2600);
  drop(capture, 3, 1500);
  drop(capture, 4, 2500);
  drop(capture, 5, 500);
  tally.take(lanes);
  expect([early.dropped, late.dropped]).toEqual([3, 1]);
});

it('books collections by the time at which they were noticed', () => {
  const blocks: Block[] = [tally.begin(4, 1000, 9), tally.begin(6, 2000, 9)];
  for (const timeUs of [500, 1000, 1999, 2000]) {
    capture.append({ ...NOTHING, kind: TRACE_KINDS.collection, timeUs });
  }
  present.append({ ...NOTHING, kind: TRACE_KINDS.collection, timeUs: 3000 });
  tally.take(lanes);
  expect(blocks.map(({ collections }) => collections)).toEqual([2, 2]);
});

it('knows the settings of a frame by its number', () => {
  copied(5, 8);
  tally.take(lanes);
  expect([tally.versionOf(5), tally.versionOf(6)]).toEqual([8, 0]);
});
