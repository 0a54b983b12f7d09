/** What the watchdog concludes from its looks: who hangs, since when, and what is only quiet. */

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

/** Looks again and again at what changes from look to look. Returns each verdict. */
function look(times: number, change: (index: number) => Partial<Look>, watchdog = new Watchdog()): Verdict[] {
  return Array.from({ length: times }, (_, index) => watchdog.look({ ...QUIET, ...change(index) }));
}

/** The first look with a verdict like this; -1: none. The one at which the standstill begins is 0. */
const since = (verdicts: Verdict[], like: (verdict: Verdict) => boolean) => verdicts.findIndex(like);

/** A source that goes on, so that nothing is silent. */
const flowing = (index: number): Partial<Look> => ({ delivered: index });

it('finds nothing wrong while everything gets on', () => {
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

  it('is silent from the start on where the first frame does not come', () => {
    const verdicts = look(60, () => ({ delivered: 0, arrived: 0 }));
    expect(since(verdicts, ({ silent }) => silent)).toBe(50);
  });

  it('is no longer silent with the next frame, and must be silent as long again', () => {
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

  it('is fine again as soon as it gets on', () => {
    const watchdog = new Watchdog();
    expect(look(49, standing, watchdog).at(-1)).toEqual({ ...FINE, hung: name });
    const again = look(50, (index) => ({ ...standing(index + 49), ...goesOn }), watchdog);
    expect(again.slice(0, 4)).toEqual(Array(4).fill(FINE));
    // It must stand as long again.
    expect(since(again, ({ hung }) => hung === name)).toBe(4);
    expect(since(again, ({ lost }) => lost)).toBe(-1);
  });

  it('is fine where it has nothing to do in between', () => {
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
  it('is judged by its beats: not heard of for 25 looks it hangs, for 50 it is lost', () => {
    const verdicts = look(80, () => ({ beats: 3 }));
    expect(since(verdicts, ({ hung }) => hung === 'solo')).toBe(25);
    expect(since(verdicts, ({ lost }) => lost)).toBe(50);
  });

  it('does not hang by numbers that are only old', () => {
    const stands = { writing: 17, pooling: true, presenting: true };
    const watchdog = new Watchdog();
    // Ten times a second it is heard of; four looks of five know nothing new.
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

  it('hangs at a stage where every new look says the same', () => {
    const verdicts = look(20, (index) => ({ ...flowing(index), beats: index, presenting: true }));
    expect(since(verdicts, ({ hung }) => hung === 'present')).toBe(4);
  });

  it('is fine when it is heard of again', () => {
    const watchdog = new Watchdog();
    expect(look(30, () => ({ beats: 3 }), watchdog).at(-1)?.hung).toBe('solo');
    expect(look(1, () => ({ delivered: 11, beats: 4 }), watchdog)).toEqual([FINE]);
  });
});

describe.each(['unsupported', 'copy-failed'] as const)('frames that are refused as %s', (cause) => {
  const refused = (count: number) => ({ dropped: { ...QUIET.dropped, [cause]: count } });

  it('are told after 4 looks at which none was presented', () => {
    const verdicts = look(20, (index) => ({ delivered: 10 + index, ...refused(index) }));
    expect(since(verdicts, ({ refusal }) => refusal === cause)).toBe(4);
    expect(verdicts[19]).toEqual({ ...FINE, refusal: cause });
  });

  it('are not told while others are presented', () => {
    const verdicts = look(40, (index) => ({
      delivered: 10 + index,
      presentProgress: index,
      ...refused(index),
    }));
    expect(verdicts).toEqual(verdicts.map(() => FINE));
  });

  it('are not told where they were refused before the last one was presented', () => {
    const watchdog = new Watchdog();
    look(10, (index) => ({ delivered: 10 + index, ...refused(index) }), watchdog);
    const after = look(20, () => ({ delivered: 21, presentProgress: 11, ...refused(9) }), watchdog);
    expect(since(after, ({ refusal }) => refusal !== null)).toBe(-1);
  });
});
