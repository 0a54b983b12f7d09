import { expect, test } from 'vitest';
import { viewAudio } from '../src/audio/memory.ts';
import { readAudio } from '../src/audio/stats.ts';
import { AUDIO_CLOCK, AUDIO_CONTROL, AUDIO_LANE, TRACE_KINDS } from '../src/generated/layout.ts';
import { LaneReader, LaneWriter } from '../src/memory/lanes.ts';
import { Records } from '../src/memory/records.ts';
import { mirrorArea } from '../src/memory/trace-area.ts';
import { AudioClock } from './audio-clock.ts';

const TICK = (AUDIO_CONTROL.clock + AUDIO_CLOCK.tick) >> 2;
const MEASURED = (AUDIO_CONTROL.clock + AUDIO_CLOCK.measured) >> 2;
const TICKS = (AUDIO_CONTROL.clock + AUDIO_CLOCK.ticks) >> 2;

/** A clock whose thread looks at the time every microsecond. `at` can suspend the thread. */
function setUp(at: (look: number) => { aside?: number; note?: [begun: number, ended: number] }) {
  const view = viewAudio(new SharedArrayBuffer(AUDIO_CONTROL.size), 0);
  const area = mirrorArea(64);
  const reader = new LaneReader(area, AUDIO_LANE, 'now');
  let looks = 0;
  let nowMs = 100;
  const now = () => {
    const { aside = 0, note } = at(looks++);
    if (note) {
      const measured = Atomics.add(view.words, MEASURED, 1);
      view.words.set(note, TICKS + 2 * measured);
    }
    nowMs += 0.001 + aside;
    return nowMs;
  };
  const clock = new AudioClock(view, new LaneWriter(area, AUDIO_LANE), now);
  const records = new Records();
  return {
    run: () => {
      clock.burst(1);
      reader.read(records);
      return { quanta: readAudio(view, 1).quantumUs, records, tick: Atomics.load(view.words, TICK) };
    },
    view,
  };
}

test('steps become time: 32 of them between two looks, a microsecond apart', () => {
  const { run } = setUp((look) => (look === 300 ? { note: [3200, 6400] } : {}));
  const { quanta, records, tick } = run();
  expect(quanta.count).toBe(1);
  expect(quanta.mean).toBeGreaterThan(99);
  expect(quanta.mean).toBeLessThan(101);
  expect(records.length).toBe(1);
  expect(records.kind(0)).toBe(TRACE_KINDS.quantum);
  expect(records.timeUs(0)).toBeGreaterThan(100_099);
  expect(records.timeUs(0)).toBeLessThan(100_103);
  // A stopped clock must not look like a running one.
  expect(tick).toBe(0);
});

test('a quantum through which the clock stood still lasts that much longer', () => {
  const { run } = setUp((look) => ({
    ...(look === 150 && { aside: 0.2 }),
    ...(look === 300 && { note: [3200, 6400] as [number, number] }),
  }));
  const { quanta } = run();
  expect(quanta.count).toBe(1);
  expect(quanta.mean).toBeGreaterThan(295);
  expect(quanta.mean).toBeLessThan(305);
});

test('one that began or ended while the clock stood still is left out', () => {
  const aside = 150;
  const { run } = setUp((look) => ({
    ...(look === aside && { aside: 0.2 }),
    ...(look === 300 && { note: [32 * aside - 5, 6400] as [number, number] }),
    ...(look === 301 && { note: [3200, 32 * aside - 5] as [number, number] }),
    ...(look === 302 && { note: [3200, 3300] as [number, number] }),
  }));
  const { quanta, records } = run();
  expect(quanta.count).toBe(1);
  expect(quanta.mean).toBeLessThan(5);
  expect(records.length).toBe(1);
});

test('gaps and collections are marked once', () => {
  const view = viewAudio(new SharedArrayBuffer(AUDIO_CONTROL.size), 0);
  const area = mirrorArea(64);
  const clock = new AudioClock(view, new LaneWriter(area, AUDIO_LANE), () => 5);
  const records = new Records();
  const reader = new LaneReader(area, AUDIO_LANE, 'now');
  Atomics.add(view.words, AUDIO_CONTROL.glitches >> 2, 3);
  Atomics.add(view.words, (AUDIO_CONTROL.clock + AUDIO_CLOCK.collections) >> 2, 1);
  clock.watch();
  clock.watch();
  expect(reader.read(records)).toBe(0);
  expect([records.kind(0), records.a(0)]).toEqual([TRACE_KINDS.glitch, 3]);
  expect(records.kind(1)).toBe(TRACE_KINDS.collection);
  expect(records.length).toBe(2);
});
