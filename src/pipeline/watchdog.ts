/**
 * Finds out whether the source delivers frames, and whether a thread hangs. It counts looks, not time. While a machine sleeps or
 * a page is blocked, there are fewer looks, and so no false alarm. In: readings of the control block, one per look. Out: a
 * verdict. Pure.
 */

/** Milliseconds between two looks. */
export const LOOK_MS = 40;
/** If the source delivers nothing for so many looks (two seconds), it has stalled. */
const SILENT_LOOKS = 50;
/** If a thread has work but makes no progress for so many looks, it hangs. This is found within 250 ms. */
const HUNG_LOOKS = 4;
/** If a thread makes no progress for so many looks (two seconds), it is given up. */
const LOST_LOOKS = 50;
/** If the one worker reports nothing for so many looks (one second), it hangs. It cannot report while its kernels run. */
const DEAF_LOOKS = 25;
/** If the source has given so many frames and the capture thread has taken none of them, the capture thread may hang. */
const UNTAKEN = 3;

/** A thread that can hang. `solo`: the one worker that does everything. */
export type HungThread = 'capture' | 'pool' | 'present' | 'solo';

/** A reason why frames do not get into the ring. */
export type Refusal = 'unsupported' | 'copy-failed';

const REFUSALS: readonly Refusal[] = ['unsupported', 'copy-failed'];

/** One look at a running pipeline. All counters only grow. */
export interface Look {
  /** Frames that the capture thread has taken. */
  delivered: number;
  /** Frames that the source has given. `null`: the main thread cannot know. */
  arrived: number | null;
  /** The word of the slot that a frame is being copied into. 0: there is none. */
  writing: number;
  /** A frame waits for the pool, or the pool works on one. */
  pooling: boolean;
  /** Changes whenever the pool makes progress. */
  poolProgress: number;
  /** A frame waits for the present thread, or that thread has one. */
  presenting: boolean;
  /** Changes whenever the present thread makes progress. */
  presentProgress: number;
  /** Frames that were dropped because they are too large, and because their pixels could not be copied. */
  dropped: Readonly<Record<Refusal, number>>;
  /** See `Engine.beats`. */
  beats: number | null;
}

/** Says what is wrong. */
export interface Verdict {
  /** The source has delivered nothing for two seconds. */
  silent: boolean;
  /** Why no frame gets in. `null`: nothing is known to keep frames out. */
  refusal: Refusal | null;
  /** The thread that makes no progress. */
  hung: HungThread | null;
  /** That thread is given up. */
  lost: boolean;
}

/** Counts looks in a row at which a value did not change. */
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
  /** The value of `arrived` when a frame was last taken. */
  #arrivedThen = 0;
  /** The value of `dropped` when a frame was last presented. */
  readonly #droppedThen = { unsupported: 0, 'copy-failed': 0 };

  look(look: Look): Verdict {
    const silence = this.#silence.update(true, look.delivered);
    if (silence === 0) this.#arrivedThen = look.arrived ?? 0;
    const unheard = this.#solo.update(look.beats !== null, look.beats ?? 0);
    // Between two reports of the one worker the numbers are old, so they show no standstill.
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
