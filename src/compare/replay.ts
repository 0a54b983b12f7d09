/**
 * Runs a sample's input through the kernels again, on this thread alone. It uses the module's capture, pool and present
 * parts, in the wanted build, with a memory of its own. Then it compares the output byte by byte.
 * In: samples. Out: frames, or where two differ. Main thread (any thread that may run WASM; Node).
 */

import type { FilterSpec } from '../catalogue/filters.ts';
import { startThread, type Thread } from '../engine/instance.ts';
import type { Modules } from '../engine/modules.ts';
import {
  CAPTURE_STACK,
  CONTROL,
  CONTROL_BASE,
  FORMATS,
  MAX_PLANES,
  PLANE,
  POOL_EXITS,
  SLOT_HEADER,
} from '../generated/layout.ts';
import { writeSettings } from '../memory/control.ts';
import { packOrientation } from '../memory/frame-codes.ts';
import { controlWords, createMemory } from '../memory/shared-memory.ts';
import { SlotViews } from '../memory/slots.ts';
import type { FrameSample, SamplePlane } from '../terms.ts';

/** The output is filled with this before a replay. So a byte that nobody writes is noticed. */
const UNWRITTEN = 0xa5;

/** Runs frames through the kernels, one at a time. The collector frees its memory once nobody refers to it. */
export class Replay {
  readonly #thread: Thread;
  readonly #words: Int32Array;

  private constructor(thread: Thread) {
    this.#thread = thread;
    this.#words = controlWords(thread.memory.buffer);
    // One frame at a time needs one slot.
    this.#words[CONTROL.slotLimit >> 2] = 1;
  }

  /** @throws RangeError if there is no memory for it. */
  static async create(modules: Modules): Promise<Replay> {
    const setup = { memory: createMemory(), ...modules, epochMs: performance.timeOrigin };
    return new Replay(await startThread(setup, CAPTURE_STACK));
  }

  /**
   * What `filters` make of `input`.
   * @param simd which build; where the browser has no SIMD there is only the scalar one.
   * @throws Error if the frame is one that the pipeline cannot carry either.
   */
  run(input: FrameSample, filters: readonly FilterSpec[], simd: boolean): FrameSample {
    const { exports, flavours, memory, clock } = this.#thread;
    writeSettings(this.#words, { filters, threads: 1, simd });
    const { codedWidth, codedHeight, format, timestamp } = input;
    const orientation = packOrientation(input);
    const slot = exports.capture_begin(clock(), FORMATS[format], codedWidth, codedHeight, orientation);
    if (slot < 0) throw new Error(`a frame of ${codedWidth}x${codedHeight} ${format} finds no memory here`);
    // Views are made after the memory has grown.
    const views = new SlotViews(memory);
    // The frame before may have left constant planes. They are written again.
    const header = CONTROL_BASE + CONTROL.headers + slot * SLOT_HEADER.size;
    new Uint32Array(memory.buffer, header + SLOT_HEADER.filled, MAX_PLANES).fill(0);
    fillSlot(views, slot, input);
    exports.capture_finish(slot, timestamp, clock(), 0);
    while (
      flavours.simd.pool_drain(0) === POOL_EXITS.switch &&
      flavours.scalar.pool_drain(0) === POOL_EXITS.switch
    );
    const done = exports.present_next();
    if (done !== slot) throw new Error('the replayed frame did not come out');
    const output = views.copy(slot, 'output');
    exports.present_hand_over(slot, clock());
    exports.present_accepted();
    return output;
  }
}

function fillSlot(views: SlotViews, slot: number, { planes }: FrameSample): void {
  const bytes = views.bytes(slot);
  for (const [index, plane] of planes.entries()) {
    const at = (field: number) => views.plane(slot, index, field);
    const [input, output, stride] = [at(PLANE.input), at(PLANE.output), at(PLANE.stride)];
    if (output !== input) bytes.fill(UNWRITTEN, output, output + stride * plane.height);
    for (let y = 0; y < plane.height; y++) bytes.set(rowOf(plane, y), input + y * stride);
  }
}

/** The bytes of a row that mean something. */
function rowOf({ data, stride, width, channels }: SamplePlane, y: number): Uint8Array {
  return data.subarray(y * stride, y * stride + width * channels);
}

/** `null` where all visible bytes are the same, else where and how the first two differ. */
export function findDifference(actual: FrameSample, expected: FrameSample): string | null {
  const name = ({ format, codedWidth, codedHeight }: FrameSample) => `${format} ${codedWidth}x${codedHeight}`;
  if (name(actual) !== name(expected)) return `the frame is ${name(actual)}, not ${name(expected)}`;
  for (const [index, plane] of expected.planes.entries()) {
    const other = actual.planes[index];
    if (!other) return `plane ${index} is missing`;
    for (let y = 0; y < plane.height; y++) {
      const [is, wanted] = [rowOf(other, y), rowOf(plane, y)];
      for (let x = 0; x < wanted.length; x++) {
        if (is[x] === wanted[x]) continue;
        const column = Math.floor(x / plane.channels);
        return `plane ${index}, row ${y}, column ${column}: ${is[x]}, not ${wanted[x]}`;
      }
    }
  }
  return null;
}
