/**
 * Tells from the control block whether frames get on: whether the source delivers, and whether a thread hangs that should
 * work. It counts looks, not time: a machine that sleeps, or a page that is held up, looks less often. In: a reading per
 * look. Out: what is wrong. Pure.
 */

/** Between two looks. */
export const LOOK_MS = 40;
/** A source that delivers nothing for so many looks has stalled: two seconds. */
const SILENT_LOOKS = 50;
/** A thread that does not get on for so many looks hangs. With the look that finds it: within 250 ms. */
const HUNG_LOOKS = 4;
/** A thread that hangs for so many looks is given up: two seconds. */
const LOST_LOOKS = 50;
/** One worker is heard of ten times a second, but not while its kernels run. */
const DEAF_LOOKS = 25;
/** Frames that the source has given and the capture thread has not taken, at least, before it counts as deaf. */
const UNTAKEN = 3;

/** What can hang. */
export type HungThread = 'capture' | 'pool' | 'present' | 'solo';

/** Why no frame of a source may get in. */
export type Refusal = 'unsupported' | 'copy-failed';

const REFUSALS: readonly Refusal[] = ['unsupported', 'copy-failed'];

/** One look at a running pipeline. All counters only grow. */
export interface Look {
  /** Frames that the capture thread has taken. */
  delivered: number;
  /** Frames that the source has given, as far as the main thread can know; `null` where it cannot. */
  arrived: number | null;
  /** A copy is on its way into a slot: that slot's word. 0: none. */
  writing: number;
  /** A frame waits for the pool, or is in work. */
  pooling: boolean;
  /** Changes whenever the pool gets on. */
  poolProgress: number;
  /** A frame waits for the present thread, or is in its hands. */
  presenting: boolean;
  /** Changes whenever the present thread gets on. */
  presentProgress: number;
  /** Frames that were dropped because no memory can hold them, and because their pixels could not be copied. */
  dropped: Readonly<Record<Refusal, number>>;
  /** See `Engine.beats`. */
  beats: number | null;
}

/** What is wrong. */
export interface Verdict {
  /** The source has delivered nothing for two seconds. */
  silent: boolean;
  /** Why none of the source's frames gets in; `null`: some do. */
  refusal: Refusal | null;
  /** Which thread does not get on. */
  hung: HungThread | null;
  /** It will not get on any more. */
  lost: boolean;
}

/** Looks in a row at which something stood still. */
class Standstill {
  looks = 0;
  #last = Number.NaN;

  update(stands: boolean, value: number): number {
    this.looks = stands && value === this.#last ? this.looks + 1 : 0;
    this.#last = value;
    return this.looks;
  }
}

/** See above. */
export class Watchdog {
  readonly #silence = new Standstill();
  readonly #capture = new Standstill();
  readonly #pool = new Standstill();
  readonly #present = new Standstill();
  readonly #presented = new Standstill();
  readonly #solo = new Standstill();
  /** `arrived` when a frame was last taken. */
  #arrivedThen = 0;
  /** `dropped` when a frame was last presented. */
  readonly #droppedThen = { unsupported: 0, 'copy-failed': 0 };

  look(look: Look): Verdict {
    const silence = this.#silence.update(true, look.delivered);
    if (silence === 0) this.#arrivedThen = look.arrived ?? 0;
    const unheard = this.#solo.update(look.beats !== null, look.beats ?? 0);
    // What a worker said before tells nothing new.
    if (unheard === 0) this.#lookAtStages(look);
    const untaken = look.arrived === null ? 0 : look.arrived - this.#arrivedThen;
    const standing: [HungThread, number, number][] = [
      ['capture', untaken >= UNTAKEN ? silence : 0, HUNG_LOOKS],
      ['capture', this.#capture.looks, HUNG_LOOKS],
      ['pool', this.#pool.looks, HUNG_LOOKS],
      ['present', this.#present.looks, HUNG_LOOKS],
      ['solo', unheard, DEAF_LOOKS],
    ];
    const worst = standing.find(([, looks, limit]) => looks >= limit);
    return {
      silent: silence >= SILENT_LOOKS,
      refusal: this.#presented.looks >= HUNG_LOOKS ? this.#refusal(look) : null,
      hung: worst?.[0] ?? null,
      lost: worst !== undefined && worst[1] >= LOST_LOOKS,
    };
  }

  #lookAtStages(look: Look): void {
    this.#capture.update(look.writing !== 0, look.writing);
    this.#pool.update(look.pooling, look.poolProgress);
    this.#present.update(look.presenting, look.presentProgress);
    const idle = this.#presented.update(true, look.presentProgress);
    if (idle > 0) return;
    for (const cause of REFUSALS) this.#droppedThen[cause] = look.dropped[cause];
  }

  #refusal({ dropped }: Look): Refusal | null {
    return REFUSALS.find((cause) => dropped[cause] > this.#droppedThen[cause]) ?? null;
  }
}
