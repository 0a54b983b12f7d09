/** The ring's protocol, tested through the exports: order, drops and their causes, the ledger, changes of the flavour. */

import { describe, expect, it } from 'vitest';
import { CONTROL, CONTROL_BASE, DROP_CAUSES, MAX_SLOTS, POOL_EXITS } from '../../src/generated/layout.ts';
import type { DropCause } from '../../src/terms.ts';
import { type Frame, fillRandom, frameDifference, makeFrame, randomBytes } from '../support/frame.ts';
import { parseChain } from '../support/golden.ts';
import { applyFilters } from '../support/reference.ts';
import { droppedTotal, FLAVOURS, ledgerError, Ring } from '../support/ring.ts';

const frameOf = (seed: number, width = 9, height = 7): Frame =>
  fillRandom(makeFrame('I420', width, height), seed);

/** A ring that has carried one frame, so that its slots are laid out. */
function startedRing(): Ring {
  const ring = new Ring();
  ring.configure({ filters: [], flavour: 'scalar' });
  ring.push(frameOf(1));
  ring.drain();
  ring.pop();
  return ring;
}

/** Expects these drops, no others, and a ledger that holds. */
function expectDropped(ring: Ring, expected: Partial<Record<DropCause, number>>): void {
  const ledger = ring.ledger();
  const dropped = Object.entries(ledger.dropped).filter(([, count]) => count > 0);
  expect(Object.fromEntries(dropped)).toEqual(expected);
  expect(ledgerError(ledger)).toBe(0);
}

describe('the ring', () => {
  it('hands frames on in order', () => {
    const ring = startedRing();
    for (let seed = 1; seed <= MAX_SLOTS; seed++) {
      ring.push(frameOf(seed));
      expect(ring.pop()?.sequence).toBe(seed === 1 ? undefined : seed - 1);
      ring.drain();
    }
    expect(frameDifference(ring.pop()?.frame as Frame, frameOf(MAX_SLOTS))).toBeNull();
    expect(ring.pop()).toBeNull();
    expectDropped(ring, {});
  });

  it('drops the frame that nobody began as superseded as soon as a newer one is there', () => {
    const ring = startedRing();
    for (let seed = 1; seed <= MAX_SLOTS + 2; seed++) {
      ring.push(frameOf(seed));
      expect(ring.ledger().inFlight).toBe(1);
    }
    expectDropped(ring, { superseded: MAX_SLOTS + 1 });
    ring.drain();
    const popped = ring.pop();
    expect(popped?.sequence).toBe(MAX_SLOTS + 2);
    expect(frameDifference(popped?.frame as Frame, frameOf(MAX_SLOTS + 2))).toBeNull();
    expect(ring.pop()).toBeNull();
    expectDropped(ring, { superseded: MAX_SLOTS + 1 });
    expect(ring.ledger().inFlight).toBe(0);
  });

  it('drops the new frame as ring-full when every slot is busy', () => {
    const ring = startedRing();
    for (let seed = 1; seed <= ring.slotCount(); seed++) {
      ring.push(frameOf(seed));
      ring.drain();
    }
    expect(ring.push(frameOf(99))).toBe(-1);
    expectDropped(ring, { 'ring-full': 1 });
    const slot = ring.exports.scalar.present_next();
    expect(ring.push(frameOf(99))).toBe(-1);
    ring.exports.scalar.present_hand_over(slot, ring.now);
    expect(ring.push(frameOf(99))).toBe(slot);
    ring.exports.scalar.present_accepted();
    expectDropped(ring, { 'ring-full': 2 });
  });

  it('drops a larger frame as resizing while others are on their way, and takes it after them', () => {
    const ring = startedRing();
    ring.push(frameOf(1));
    expect(ring.push(frameOf(2, 200, 100))).toBe(-1);
    expectDropped(ring, { resizing: 1 });
    ring.drain();
    expect(ring.push(frameOf(2, 200, 100))).toBe(-1);
    expect(frameDifference(ring.pop()?.frame as Frame, frameOf(1))).toBeNull();
    expect(ring.push(frameOf(2, 200, 100))).toBeGreaterThanOrEqual(0);
    ring.drain();
    expect(ring.push(frameOf(3))).toBeGreaterThanOrEqual(0);
    ring.drain();
    expect(frameDifference(ring.pop()?.frame as Frame, frameOf(2, 200, 100))).toBeNull();
    expect(frameDifference(ring.pop()?.frame as Frame, frameOf(3))).toBeNull();
    expectDropped(ring, { resizing: 2 });
  });

  it('drops what it cannot carry as unsupported', () => {
    const ring = startedRing();
    const { capture_begin } = ring.exports.scalar;
    const bad = [
      [0, 9, 7],
      [5, 9, 7],
      [1, 0, 7],
      [1, 9, 0],
      [1, 8193, 7],
      [1, 9, 8193],
      [3, 8192, 8192],
    ] as const;
    for (const [format, width, height] of bad) expect(capture_begin(0, format, width, height)).toBe(-1);
    expectDropped(ring, { unsupported: bad.length });
    ring.push(frameOf(5));
    ring.drain();
    expect(frameDifference(ring.pop()?.frame as Frame, frameOf(5))).toBeNull();
  });

  it('books copy-failed, sink-failed and closed', () => {
    const ring = startedRing();
    const { capture_give_up, present_next, present_hand_over, present_refused, present_close } =
      ring.exports.simd;
    capture_give_up(ring.begin('I420', 9, 7), DROP_CAUSES['copy-failed']);
    expectDropped(ring, { 'copy-failed': 1 });
    ring.push(frameOf(1));
    ring.drain();
    present_hand_over(present_next(), ring.now);
    expect(ring.ledger().inFlight).toBe(1);
    present_refused(DROP_CAUSES['sink-failed']);
    expectDropped(ring, { 'copy-failed': 1, 'sink-failed': 1 });
    ring.push(frameOf(2));
    ring.drain();
    ring.push(frameOf(3));
    ring.begin('I420', 9, 7);
    expect(ring.ledger().inFlight).toBe(3);
    present_close();
    expectDropped(ring, { 'copy-failed': 1, 'sink-failed': 1, closed: 3 });
    expect(ring.ledger().inFlight).toBe(0);
    expect(ring.pop()).toBeNull();
  });

  it('counts what the source lost apart from its own drops', () => {
    const ring = startedRing();
    ring.exports.scalar.capture_discarded(3);
    ring.exports.simd.capture_discarded(4);
    expect(ring.words(CONTROL_BASE)[CONTROL.discardedAtSource / 4]).toBe(7);
    expectDropped(ring, {});
  });

  it.each(FLAVOURS)('asks the %s module to leave frames to the other one', (flavour) => {
    const ring = startedRing();
    const other = flavour === 'simd' ? 'scalar' : 'simd';
    const filters = parseChain('grayscale,box-blur:3');
    ring.configure({ filters, flavour: other });
    ring.push(frameOf(1));
    expect(ring.exports[flavour].pool_drain(0)).toBe(POOL_EXITS.switch);
    expect(ring.pop()).toBeNull();
    ring.configure({ filters, flavour });
    ring.push(frameOf(2));
    expect(ring.exports[other].pool_drain(0)).toBe(POOL_EXITS.switch);
    expect(ring.exports[flavour].pool_drain(0)).toBe(POOL_EXITS.idle);
    for (const seed of [1, 2]) {
      const popped = ring.pop();
      expect(frameDifference(popped?.frame as Frame, applyFilters(frameOf(seed), filters))).toBeNull();
    }
  });

  it('processes each frame with the settings in force when it arrived', () => {
    const ring = startedRing();
    // Each chain needs more scratch memory than the one before, while frames with the old scratch memory are in work.
    const chains = ['grayscale', 'box-blur:1', 'box-blur:4,box-blur:9', 'box-blur:100,box-blur:127'].map(
      parseChain,
    );
    for (const [i, filters] of chains.entries()) {
      ring.configure({ filters, threads: 1 + i, flavour: i % 2 ? 'simd' : 'scalar' });
      ring.push(frameOf(i, 90, 70));
      // The other flavour finishes the last frame, and begins this one. So this one is in work when the next one arrives.
      expect(ring.exports[i % 2 ? 'scalar' : 'simd'].pool_drain(0)).toBe(POOL_EXITS.switch);
    }
    ring.configure({ filters: [], flavour: 'scalar' });
    ring.drain();
    for (const [i, filters] of chains.entries()) {
      const expected = applyFilters(frameOf(i, 90, 70), filters);
      expect(frameDifference(ring.pop()?.frame as Frame, expected)).toBeNull();
    }
    expectDropped(ring, {});
  });

  it('keeps its ledger and its order through any sequence of events', () => {
    const ring = startedRing();
    const { capture_give_up, present_next, present_hand_over, present_accepted, present_refused } =
      ring.exports.simd;
    const next = randomBytes(12345);
    const filters = parseChain('box-blur:2,grayscale');
    const inputs = new Map<number, Frame>();
    let delivered = ring.ledger().delivered;
    let previous = -1;
    for (let step = 0; step < 4000; step++) {
      const frame = frameOf(step + 1, 1 + (next() % 9), 1 + (next() % 7));
      const event = next() % 8;
      if (event < 4) {
        ring.configure({ filters, threads: 1 + (next() % 8), flavour: next() % 2 ? 'simd' : 'scalar' });
        const slot = ring.begin(frame.format, frame.width, frame.height);
        inputs.set(delivered++, frame);
        if (slot >= 0 && next() % 8 === 0) capture_give_up(slot, DROP_CAUSES['copy-failed']);
        else if (slot >= 0) {
          ring.write(slot, frame);
          ring.finish(slot);
        }
      } else if (event < 6) {
        ring.drain(next() % 3 ? 0 : next() % 8);
      } else {
        const slot = present_next();
        if (slot < 0) continue;
        const sequence = ring.header(slot, 'sequence');
        expect(sequence).toBeGreaterThan(previous);
        previous = sequence;
        const expected = applyFilters(inputs.get(sequence) as Frame, filters);
        expect(frameDifference(ring.read(slot), expected)).toBeNull();
        present_hand_over(slot, ring.now++);
        if (next() % 8 === 0) present_refused(DROP_CAUSES['sink-failed']);
        else present_accepted();
      }
      const ledger = ring.ledger();
      expect(ledgerError(ledger)).toBe(0);
      expect(ledger.delivered).toBe(delivered);
      expect(ledger.inFlight).toBeLessThanOrEqual(MAX_SLOTS);
    }
    ring.exports.scalar.present_close();
    const ledger = ring.ledger();
    expect(ledger.inFlight).toBe(0);
    expect(ledger.presented + droppedTotal(ledger)).toBe(delivered);
    for (const cause of ['ring-full', 'superseded', 'copy-failed', 'sink-failed'] as const) {
      expect(ledger.dropped[cause]).toBeGreaterThan(0);
    }
  });
});
