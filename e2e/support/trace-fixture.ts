/**
 * Makes up a trace for tests, from a seed, with every kind of record. In: duration, frame rate, number of threads. Out: a `Trace`.
 * The same numbers give the same trace. Pure.
 */

import type { FilterSpec } from '../../src/catalogue/filters.ts';
import {
  CAPTURE_LANE,
  DROP_CAUSES,
  OWNER_LANE,
  PRESENT_LANE,
  TRACE_KINDS,
  TRACE_LANES,
  TRACE_VITALS,
} from '../../src/generated/layout.ts';
import { Records } from '../../src/memory/records.ts';
import { Trace, type TraceSettings } from '../../src/trace/trace.ts';

/** The options of `makeTrace`. */
export interface FixtureOptions {
  seconds: number;
  frameRate: number;
  seed: number;
  /** Pool threads, 1 to 8. */
  threads: number;
  /** Every stage takes this many times as long. Default 1. */
  latencyScale?: number;
}

/** The time from the page's opening to the begin of the trace. */
const START_US = 5_000_000;
const SLOTS = 4;
const STRIPES = 12;
const SIZE = (1280 << 16) | 720;

/** The chains of the settings, in turn. */
const CHAINS: readonly FilterSpec[][] = [
  [{ name: 'grayscale' }, { name: 'box-blur', radius: 5 }],
  [{ name: 'grayscale' }],
  [
    { name: 'box-blur', radius: 50 },
    { name: 'box-blur', radius: 1 },
  ],
];

/** Numbers from 0 to 1, from the "minimal standard" generator of Park and Miller. */
export function seededRandom(seed: number): () => number {
  let state = (seed >>> 0) % 2_147_483_646 || 1;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return (state - 1) / 2_147_483_646;
  };
}

/** Makes a trace like a pipeline's, with drops, discards, collections, settings changes and lost records. */
export function makeTrace(options: FixtureOptions): Trace {
  const scene = new Scene(options);
  const periodUs = 1_000_000 / options.frameRate;
  const frames = Math.floor(options.seconds * options.frameRate);
  for (let frame = 0; frame < frames; frame++) scene.frame(START_US + frame * periodUs);
  return scene.end(START_US + options.seconds * 1_000_000);
}

/** Microseconds as from a browser's clock: in steps of 5, with the noise of a conversion from milliseconds. */
function clock(us: number): number {
  return ((Math.round(us / 5) * 5) / 1000) * 1000;
}

class Scene {
  readonly #options: FixtureOptions;
  readonly #random: () => number;
  readonly #scale: number;
  readonly #lanes = Array.from({ length: TRACE_LANES }, () => new Records());
  readonly #settings: TraceSettings[] = [];
  #sequence = 1000;
  #epoch = 0;
  #poolFreeUs = 0;
  #presentFreeUs = 0;
  #displayed = 0;
  /** A frame that stands ready. It is dropped when the next one comes. */
  #superseded: number | null = null;

  constructor(options: FixtureOptions) {
    this.#options = options;
    this.#random = seededRandom(options.seed);
    this.#scale = options.latencyScale ?? 1;
    // These settings came into force before the trace began, so they have no record.
    this.#settings.push(this.#change(START_US - 1_234_567));
    for (const [index, code] of Object.values(TRACE_VITALS).entries()) {
      this.#add(OWNER_LANE, 'vital', START_US + index * 5, 0, 0, [code, 12_345 * (index + 1), 0]);
    }
  }

  /** Adds one frame, which arrives at about `atUs`. */
  frame(atUs: number): void {
    const arrivalUs = atUs + this.#between(0, 400);
    const luck = this.#random();
    this.#marks(arrivalUs, this.#random());
    if (luck < 0.002) {
      this.#add(CAPTURE_LANE, 'discard', arrivalUs, 0, 0, [1 + Math.floor(luck * 1000), 0, 0]);
      return;
    }
    const sequence = this.#sequence++;
    if (this.#superseded !== null) this.#drop(CAPTURE_LANE, this.#superseded, arrivalUs, 'superseded');
    this.#superseded = null;
    if (luck < 0.006) this.#drop(CAPTURE_LANE, sequence, arrivalUs, 'ring-full');
    else if (luck < 0.007) this.#drop(CAPTURE_LANE, sequence, arrivalUs + 200, 'copy-failed');
    else this.#process(sequence, arrivalUs, luck);
  }

  /** Ends the trace and returns it. */
  end(endUs: number): Trace {
    const lost = new Array<number>(TRACE_LANES).fill(0);
    const first = this.#lanes[0] as Records;
    // Looks as if the lane was overwritten in the middle.
    if (first.length > 20) {
      first.remove(first.length >> 1, 3);
      lost[0] = 3;
    }
    return new Trace(
      {
        version: 1,
        startedAt: new Date(Date.UTC(2026, 0, 2, 3, 4, 5, 678)).toISOString(),
        startUs: START_US,
        endUs: clock(endUs) + 0.1,
        machine: { userAgent: 'Made up/1.0 (a "test", nothing more; ünïcödé)', cores: 8, memoryGib: 8 },
        source: { width: 1280, height: 720, format: 'I420', frameRate: this.#options.frameRate },
        sink: 'video',
        isolated: true,
        settings: this.#settings,
        lost,
      },
      this.#lanes,
    );
  }

  /** Adds the records of a frame that found a slot. */
  #process(sequence: number, arrivalUs: number, luck: number): void {
    const copiedUs = arrivalUs + this.#takes(150, 350);
    const version = this.#settings.length;
    const depth = 1 + Math.floor(this.#random() * SLOTS);
    // This frame was on its way when the trace began.
    if (sequence > 1000) {
      this.#add(CAPTURE_LANE, 'copy', arrivalUs, copiedUs, sequence, [version, depth, SIZE]);
    }
    if (luck < 0.01) {
      this.#superseded = sequence;
      return;
    }
    const [startedUs, finishedUs] = this.#work(sequence, copiedUs);
    const takenUs = Math.max(this.#presentFreeUs, finishedUs + this.#between(20, 90));
    const handedUs = takenUs + this.#takes(100, 300);
    this.#presentFreeUs = handedUs;
    this.#add(PRESENT_LANE, 'present', takenUs, handedUs, sequence, [sequence % SLOTS, 0, 0]);
    if (luck < 0.012) {
      this.#drop(PRESENT_LANE, sequence, handedUs, 'sink-failed');
      return;
    }
    const stages = [arrivalUs, copiedUs, startedUs, finishedUs, handedUs].map(clock);
    const [copy = 0, ...words] = stages.slice(1).map((us, index) => us - (stages[index] as number));
    const ns = words.map((us) => Math.round(us * 1000)) as [number, number, number];
    const [arrived = 0] = stages;
    this.#add(
      PRESENT_LANE,
      'frame',
      arrived,
      arrived + copy,
      sequence,
      ns,
      (this.#epoch << 12) | this.#epoch,
    );
    this.#add(OWNER_LANE, 'display', handedUs + this.#between(4000, 12_000), 0, 0, [++this.#displayed, 0, 0]);
  }

  /** Adds other events between frames. */
  #marks(atUs: number, luck: number): void {
    const sinceUs = atUs - START_US;
    const third = (this.#options.seconds * 1_000_000) / 3;
    if (sinceUs > third * this.#settings.length) {
      this.#settings.push(this.#change(atUs));
      this.#add(OWNER_LANE, 'settings', atUs, 0, 0, [this.#settings.length, 0, 0]);
    }
    if (luck < 0.004) {
      this.#epoch++;
      this.#poolFreeUs += 1500;
      this.#add(luck < 0.002 ? CAPTURE_LANE : PRESENT_LANE, 'collection', atUs, 0, 0, [0, 0, 0]);
    } else if (luck < 0.006) {
      this.#add(OWNER_LANE, 'long-task', atUs - 61_000, atUs, 0, [0, 0, 0]);
    }
  }

  #change(atUs: number): TraceSettings {
    const version = this.#settings.length + 1;
    const filters = CHAINS[version % CHAINS.length] as FilterSpec[];
    const { threads } = this.#options;
    return { version, timeUs: clock(atUs), threads, simd: version % 2 === 1, filters };
  }

  /** Adds the work of the pool on a frame. Returns its begin and end. */
  #work(sequence: number, copiedUs: number): [number, number] {
    const { threads } = this.#options;
    const startedUs = Math.max(this.#poolFreeUs, copiedUs + this.#between(10, 60));
    const slower = this.#settings.length % 2 === 1 ? 1 : 1.8;
    const workUs = (this.#takes(1600, 2400) * slower) / threads;
    const first = Math.floor(this.#random() * threads);
    this.#add(first, 'wait', copiedUs, startedUs, sequence, [sequence % SLOTS, 0, 0]);
    let finishedUs = startedUs;
    for (let thread = 0; thread < threads; thread++) {
      const beginUs = startedUs + (thread === first ? 0 : this.#between(5, 40));
      const endUs = beginUs + workUs * (0.95 + this.#random() / 10);
      const stripes = Math.ceil(STRIPES / threads);
      this.#add(thread, 'kernel', beginUs, endUs, sequence, [sequence % SLOTS, stripes, 0]);
      finishedUs = Math.max(finishedUs, endUs);
    }
    this.#poolFreeUs = finishedUs;
    return [startedUs, finishedUs];
  }

  #drop(lane: number, sequence: number, atUs: number, cause: keyof typeof DROP_CAUSES): void {
    this.#add(lane, 'drop', atUs, 0, sequence, [DROP_CAUSES[cause], 0, 0]);
  }

  /** Adds a record. If `untilUs` is 0, it has no duration. */
  #add(
    lane: number,
    kind: keyof typeof TRACE_KINDS,
    fromUs: number,
    untilUs: number,
    sequence: number,
    [a, b, c]: [number, number, number],
    detail = 0,
  ): void {
    const timeUs = clock(fromUs);
    const durationUs = untilUs === 0 ? 0 : clock(untilUs) - timeUs;
    const fields = { kind: TRACE_KINDS[kind], detail, sequence, timeUs, durationUs, a, b, c };
    (this.#lanes[lane] as Records).append(fields);
  }

  #between(low: number, high: number): number {
    return low + this.#random() * (high - low);
  }

  /** The microseconds of a stage. One stage in a hundred takes four times as long. */
  #takes(low: number, high: number): number {
    const slow = this.#random() < 0.01 ? 4 : 1;
    return this.#between(low, high) * this.#scale * slow;
  }
}
