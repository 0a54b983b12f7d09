/** The watchdog finds from its looks which thread hangs and since when. It takes no quiet thread for a hung one. */

import { describe, expect, it } from 'vitest';
import { type Look, type Verdict, Watchdog } from './watchdog.ts';

const FINE: Verdict = { silent: false, refusal: null, hung: null, lost: false };

const QUIET: Look = {
  delivered: 10,
  arrived: null,
  writing: 0,
  pooling: false,
  poolProgress: 5,
  presenting: false,
  presentProgress: 10,
  dropped: { unsupported: 0, 'copy-failed': 0 },
  beats: null,
};

/** Makes `times` looks. `change` gives the fields that differ in each. Returns all verdicts. */
function look(times: number, change: (index: number) => Partial<Look>, watchdog = new Watchdog()): Verdict[] {
  return Array.from({ length: times }, (_, index) => watchdog.look({ ...QUIET, ...change(index) }));
}

/** Returns the number of the first look with such a verdict, or -1. The standstill begins at look 0. */
const since = (verdicts: Verdict[], like: (verdict: Verdict) => boolean) => verdicts.findIndex(like);

/** A source that delivers a frame per look, so it is not silent. */
const flowing = (index: number): Partial<Look> => ({ delivered: index });

it('finds nothing wrong while everything makes progress', () => {
  const verdicts = look(200, (index) => ({
    delivered: index,
    arrived: index,
    writing: 8 * index + 1,
    pooling: true,
    poolProgress: index,
    presenting: true,
    presentProgress: index,
    beats: index,
  }));
  expect(verdicts).toEqual(verdicts.map(() => FINE));
});

it('finds nothing wrong with threads that have nothing to do', () => {
  const verdicts = look(200, (index) => ({ delivered: index, arrived: index }));
  expect(verdicts).toEqual(verdicts.map(() => FINE));
});

describe('a source', () => {
  it('is silent after 50 looks without a frame, and no thread hangs for that', () => {
    const verdicts = look(80, () => ({}));
    expect(since(verdicts, ({ silent }) => silent)).toBe(50);
    expect(since(verdicts, ({ hung }) => hung !== null)).toBe(-1);
  });

  it('is silent from the start if the first frame does not come', () => {
    const verdicts = look(60, () => ({ delivered: 0, arrived: 0 }));
    expect(since(verdicts, ({ silent }) => silent)).toBe(50);
  });

  it('is no longer silent with the next frame, and then needs 50 looks again', () => {
    const watchdog = new Watchdog();
    expect(look(60, () => ({}), watchdog).at(-1)?.silent).toBe(true);
    const again = look(60, () => ({ delivered: 11 }), watchdog);
    expect(again[0]).toEqual(FINE);
    expect(since(again, ({ silent }) => silent)).toBe(50);
  });
});

describe.each<[string, string, Partial<Look>, Partial<Look>]>([
  ['capture', 'a copy that does not end', { writing: 17 }, { writing: 25 }],
  ['pool', 'a frame in work and no stripe that is done', { pooling: true }, { poolProgress: 6 }],
  ['present', 'a frame in its hands that it keeps', { presenting: true }, { presentProgress: 11 }],
])('a %s thread with %s', (name, _, stands, goesOn) => {
  const standing = (index: number) => ({ ...flowing(index), ...stands });

  it('hangs after 4 looks, and is lost after 50', () => {
    const verdicts = look(80, standing);
    expect(since(verdicts, ({ hung }) => hung === name)).toBe(4);
    expect(since(verdicts, ({ lost }) => lost)).toBe(50);
    expect(verdicts[79]).toEqual({ ...FINE, hung: name, lost: true });
  });

  it('is fine again as soon as it makes progress', () => {
    const watchdog = new Watchdog();
    expect(look(49, standing, watchdog).at(-1)).toEqual({ ...FINE, hung: name });
    const again = look(50, (index) => ({ ...standing(index + 49), ...goesOn }), watchdog);
    expect(again.slice(0, 4)).toEqual(Array(4).fill(FINE));
    // It needs four looks again.
    expect(since(again, ({ hung }) => hung === name)).toBe(4);
    expect(since(again, ({ lost }) => lost)).toBe(-1);
  });

  it('is fine if it has nothing to do for one look', () => {
    const verdicts = look(80, (index) => (index % 4 === 3 ? flowing(index) : standing(index)));
    expect(verdicts).toEqual(verdicts.map(() => FINE));
  });
});

describe('a capture thread that takes none of the frames that its source has given', () => {
  it('hangs after 4 looks, and is lost after 50', () => {
    const verdicts = look(80, (index) => ({ arrived: 100 + index }));
    expect(since(verdicts, ({ hung }) => hung === 'capture')).toBe(4);
    expect(since(verdicts, ({ lost }) => lost)).toBe(50);
  });

  it.each([[2, -1] as const, [3, 4] as const])('is given %i frames: found at look %i', (given, found) => {
    const verdicts = look(40, (index) => ({ arrived: index === 0 ? 7 : 7 + given }));
    expect(since(verdicts, ({ hung }) => hung === 'capture')).toBe(found);
  });

  it('is fine again when it takes one', () => {
    const watchdog = new Watchdog();
    look(20, (index) => ({ arrived: index }), watchdog);
    expect(look(1, () => ({ delivered: 11, arrived: 21 }), watchdog)).toEqual([FINE]);
    expect(look(4, () => ({ delivered: 11, arrived: 22 }), watchdog).at(-1)).toEqual(FINE);
  });
});

describe('one worker', () => {
  it('hangs after 25 looks without a report, and is lost after 50', () => {
    const verdicts = look(80, () => ({ beats: 3 }));
    expect(since(verdicts, ({ hung }) => hung === 'solo')).toBe(25);
    expect(since(verdicts, ({ lost }) => lost)).toBe(50);
  });

  it('does not hang because its numbers are old', () => {
    const stands = { writing: 17, pooling: true, presenting: true };
    const watchdog = new Watchdog();
    // It reports at every fifth look. The four looks between see old numbers.
    const verdicts = look(
      200,
      (index) => ({
        ...stands,
        beats: Math.floor(index / 5),
        delivered: Math.floor(index / 5),
        writing: 8 * Math.floor(index / 5) + 1,
        poolProgress: Math.floor(index / 5),
        presentProgress: Math.floor(index / 5),
      }),
      watchdog,
    );
    expect(verdicts).toEqual(verdicts.map(() => FINE));
  });

  it('hangs at a stage if new reports show no progress there', () => {
    const verdicts = look(20, (index) => ({ ...flowing(index), beats: index, presenting: true }));
    expect(since(verdicts, ({ hung }) => hung === 'present')).toBe(4);
  });

  it('is fine when it reports again', () => {
    const watchdog = new Watchdog();
    expect(look(30, () => ({ beats: 3 }), watchdog).at(-1)?.hung).toBe('solo');
    expect(look(1, () => ({ delivered: 11, beats: 4 }), watchdog)).toEqual([FINE]);
  });
});

describe.each(['unsupported', 'copy-failed'] as const)('frames that are refused as %s', (cause) => {
  const refused = (count: number) => ({ dropped: { ...QUIET.dropped, [cause]: count } });

  it('are reported after 4 looks without a presented frame', () => {
    const verdicts = look(20, (index) => ({ delivered: 10 + index, ...refused(index) }));
    expect(since(verdicts, ({ refusal }) => refusal === cause)).toBe(4);
    expect(verdicts[19]).toEqual({ ...FINE, refusal: cause });
  });

  it('are not reported while others are presented', () => {
    const verdicts = look(40, (index) => ({
      delivered: 10 + index,
      presentProgress: index,
      ...refused(index),
    }));
    expect(verdicts).toEqual(verdicts.map(() => FINE));
  });

  it('are not reported if the last presented frame came after them', () => {
    const watchdog = new Watchdog();
    look(10, (index) => ({ delivered: 10 + index, ...refused(index) }), watchdog);
    const after = look(20, () => ({ delivered: 21, presentProgress: 11, ...refused(9) }), watchdog);
    expect(since(after, ({ refusal }) => refusal !== null)).toBe(-1);
  });
});
