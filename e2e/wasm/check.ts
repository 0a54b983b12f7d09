/**
 * Sends one frame through the ring and checks every byte. The visible output must equal the reference. All other memory must
 * not change.
 */

import type { FilterSpec } from '../../src/catalogue/filters.ts';
import type { SamplePlane } from '../../src/terms.ts';
import { type Frame, frameDifference } from '../support/frame.ts';
import { applyFilters } from '../support/reference.ts';
import type { Flavour, PlaneAddress, Ring } from '../support/ring.ts';

/** Memory where no kernel may write is filled with this byte. */
const CANARY = 0xa5;
/** This many bytes before and after a slot are checked, too. */
const MARGIN = 64;

/** How a frame is processed. */
export interface Trial {
  frame: Frame;
  filters: readonly FilterSpec[];
  flavour: Flavour;
  /** The frame is cut for this many threads, but one thread does all the work here. Default 1. */
  threads?: number;
  /** Number of stripes, instead of the number that follows from `threads`. */
  stripes?: number;
  /** Bytes to add to the stride of every plane. Default 0. */
  widen?: number;
  /** Bytes, 0 to 63, by which every plane is moved off the cache line that it begins on. Default 0. */
  offset?: number;
  /** The reference's result, if it is already known. */
  expected?: Frame;
  /** The frame follows the one before it. Otherwise temporal filters start again. The strides must be the same, too. */
  follows?: boolean;
}

/** Sends a frame through an idle ring. Returns `null`, or a sentence that says what is wrong. */
export function tryFrame(ring: Ring, trial: Trial): string | null {
  const { frame, filters, flavour, threads = 1, stripes, widen = 0, offset = 0, follows = false } = trial;
  if (!follows) ring.forget();
  ring.configure({ filters, threads, flavour });
  const slot = ring.begin(frame.format, frame.width, frame.height);
  if (slot < 0) return 'The frame was dropped.';
  if (widen || offset) movePlanes(ring, slot, widen, offset);
  if (stripes) ring.setHeader(slot, 'stripes', stripes);
  const planes = ring.planes(slot);
  const first = Math.min(...planes.flatMap((plane) => [plane.input, plane.output])) - MARGIN;
  const scratch = ring.header(slot, 'scratch');
  const scratchStride = ring.header(slot, 'scratchStride');
  const ends = planes.map((plane) => Math.max(plane.input, plane.output) + plane.stride * plane.height);
  const end = Math.max(...ends) + MARGIN;
  ring.bytes().fill(CANARY, first, end);
  // Nothing of an earlier frame is left in this slot now.
  for (let plane = 0; plane < 3; plane++) ring.setHeader(slot, 'filled', 0, plane);
  ring.bytes().fill(CANARY, scratch + scratchStride, scratch + 2 * scratchStride);
  ring.write(slot, frame);
  const before = ring.bytes().slice(first, end);
  ring.finish(slot);
  ring.drain();
  const popped = ring.pop();
  if (!popped) return 'The frame did not come out.';
  const expected = trial.expected ?? applyFilters(frame, filters);
  const after = ring.bytes().slice(first, end);
  const spill = ring.bytes().subarray(scratch + scratchStride, scratch + 2 * scratchStride);
  if (Buffer.compare(spill, Buffer.alloc(spill.length, CANARY)))
    return 'Thread 0 wrote into the scratch of thread 1.';
  return frameDifference(popped.frame, expected) ?? strayWrite(before, after, planes, expected, first);
}

/** Moves the planes of a slot: makes their rows longer, and moves them off their cache lines. The slot must be large enough. */
function movePlanes(ring: Ring, slot: number, widen: number, offset: number): void {
  const planes = ring.planes(slot);
  let at = (planes[0] as PlaneAddress).input;
  const place = ({ stride, height }: PlaneAddress) => {
    const start = at + offset;
    at = Math.ceil((start + (stride + widen) * height) / 64) * 64;
    return start;
  };
  const inputs = planes.map(place);
  const outputs = planes.map((plane, index) =>
    plane.output === plane.input ? (inputs[index] as number) : place(plane),
  );
  for (const [index, plane] of planes.entries()) {
    const [input, output] = [inputs[index], outputs[index]] as [number, number];
    ring.setPlane(slot, index, { input, output, stride: plane.stride + widen });
  }
}

/** Returns where a byte changed that is not a visible output byte, or `null`. */
function strayWrite(
  before: Uint8Array,
  after: Uint8Array,
  planes: readonly PlaneAddress[],
  expected: Frame,
  first: number,
): string | null {
  for (const [index, { output, stride, width, height, channels }] of planes.entries()) {
    const plane = expected.planes[index] as SamplePlane;
    for (let y = 0; y < height; y++) {
      const row = plane.data.subarray(y * plane.stride, y * plane.stride + width * channels);
      before.set(row, output - first + y * stride);
    }
  }
  if (Buffer.compare(before, after) === 0) return null;
  const at = before.findIndex((byte, i) => byte !== after[i]);
  return `Byte ${at} of the slot became ${after[at]}; it is outside of the visible output.`;
}
