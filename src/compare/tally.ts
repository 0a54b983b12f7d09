/**
 * Which frame belongs to which block, read from the trace: a frame carries the version of its settings. In: new records.
 * Out: times of the frames that count, and what else happened during each block. Pure; any thread, and Node.
 */

import { CAPTURE_LANE, MAX_SLOTS, PRESENT_LANE, TRACE_KINDS } from '../generated/layout.ts';
import type { Records } from '../memory/records.ts';

/**
 * The first frames after a switch never count. Caches still hold the other setting's data, pool threads return to JavaScript
 * for the other build, and sleeping threads wake up. More frames are left out until one found the ring empty: the ones
 * before it may have waited for frames of the other setting. After as many frames as the ring has slots, none of those is left.
 */
export const SETTLING_FRAMES = 3;

/** Frames whose settings are remembered while they are on their way: minutes of them. A power of two. */
const REMEMBERED = 1 << 14;

const { copy: COPY, frame: FRAME, drop: DROP, collection: COLLECTION } = TRACE_KINDS;

/** The time that one setting is in force. */
export class Block {
  /** What its frames carry. */
  readonly version: number;
  /** Microseconds of the pipeline's clock: when it came into force. */
  readonly sinceUs: number;
  /** Times of the frames that count, in microseconds; the first `measured` are filled. */
  readonly frameTimesUs: Float64Array;
  /** See `frameTimesUs`. */
  readonly latenciesUs: Float64Array;
  measured = 0;
  /** Presented, but too soon after the switch to count. */
  leftOut = 0;
  /** All that were presented, those after the last that counts as well. */
  presented = 0;
  dropped = 0;
  /** Collections that were noticed, on the capture and the present thread. */
  collections = 0;
  settled = false;

  constructor(version: number, sinceUs: number, frames: number) {
    this.version = version;
    this.sinceUs = sinceUs;
    this.frameTimesUs = new Float64Array(frames);
    this.latenciesUs = new Float64Array(frames);
  }

  /** Whether enough frames were measured. */
  get full(): boolean {
    return this.measured === this.frameTimesUs.length;
  }
}

/** Books what the trace tells into blocks. */
export class Tally {
  readonly #blocks: Block[] = [];
  readonly #sequences = new Int32Array(REMEMBERED).fill(-1);
  readonly #versions = new Uint32Array(REMEMBERED);
  readonly #depths = new Uint8Array(REMEMBERED);
  #newest = -1;

  /** Frames that were presented, whatever their settings. */
  presented = 0;

  /** Settings of `version` are in force since `sinceUs`; `frames` of them shall count. */
  begin(version: number, sinceUs: number, frames: number): Block {
    const block = new Block(version, sinceUs, frames);
    this.#blocks.push(block);
    return block;
  }

  /** Version of the settings of a frame, by its number; 0: not known (yet). */
  versionOf(sequence: number): number {
    const at = sequence & (REMEMBERED - 1);
    return this.#sequences[at] === (sequence | 0) ? (this.#versions[at] as number) : 0;
  }

  /** Takes new records out of `lanes` and books them. Hot: allocates nothing. */
  take(lanes: readonly Records[]): void {
    const capture = lanes[CAPTURE_LANE] as Records;
    const present = lanes[PRESENT_LANE] as Records;
    // Copies first: all else refers to them.
    for (let index = 0; index < capture.length; index++) {
      if (capture.kind(index) === COPY) this.#copied(capture, index);
    }
    for (let index = 0; index < capture.length; index++) this.#other(capture, index);
    let taken = 0;
    while (taken < present.length && !this.#early(present, taken)) {
      if (present.kind(taken) === FRAME) this.#frame(present, taken);
      else this.#other(present, taken);
      taken++;
    }
    for (let lane = 0; lane < lanes.length; lane++) {
      if (lane !== PRESENT_LANE) (lanes[lane] as Records).clear();
    }
    present.remove(0, taken);
  }

  /** Whether a presented frame's copy record is not read yet: it was written after the capture lane was read. It waits for the next look. */
  #early(present: Records, index: number): boolean {
    const kind = present.kind(index);
    const sequence = present.sequence(index);
    return (kind === FRAME || kind === DROP) && this.versionOf(sequence) === 0 && sequence > this.#newest;
  }

  #copied(capture: Records, index: number): void {
    const sequence = capture.sequence(index);
    const at = sequence & (REMEMBERED - 1);
    this.#sequences[at] = sequence;
    this.#versions[at] = capture.a(index);
    this.#depths[at] = capture.b(index);
    this.#newest = Math.max(this.#newest, sequence);
  }

  #frame(present: Records, index: number): void {
    this.presented++;
    const sequence = present.sequence(index);
    const block = this.#blockOf(this.versionOf(sequence));
    if (!block) return;
    block.presented++;
    if (!block.settled) {
      const alone = (this.#depths[sequence & (REMEMBERED - 1)] as number) <= 1;
      block.settled = (block.leftOut >= SETTLING_FRAMES && alone) || block.leftOut >= MAX_SLOTS;
    }
    if (!block.settled) block.leftOut++;
    else if (!block.full) {
      const kernelUs = present.b(index) / 1000;
      block.frameTimesUs[block.measured] = kernelUs;
      block.latenciesUs[block.measured] =
        present.durationUs(index) + (present.a(index) + present.c(index)) / 1000 + kernelUs;
      block.measured++;
    }
  }

  /** Drops and collections. */
  #other(records: Records, index: number): void {
    const kind = records.kind(index);
    if (kind === COLLECTION) {
      const block = this.#blockAt(records.timeUs(index));
      if (block) block.collections++;
    } else if (kind === DROP) {
      const version = this.versionOf(records.sequence(index));
      // A frame without a slot was never copied. Its settings are those in force at that time.
      const block = version > 0 ? this.#blockOf(version) : this.#blockAt(records.timeUs(index));
      if (block) block.dropped++;
    }
  }

  #blockOf(version: number): Block | undefined {
    for (let index = this.#blocks.length - 1; index >= 0; index--) {
      if (this.#blocks[index]?.version === version) return this.#blocks[index];
    }
    return undefined;
  }

  #blockAt(timeUs: number): Block | undefined {
    for (let index = this.#blocks.length - 1; index >= 0; index--) {
      if ((this.#blocks[index] as Block).sinceUs <= timeUs) return this.#blocks[index];
    }
    return undefined;
  }
}
