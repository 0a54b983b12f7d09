/**
 * What a thread does before the first frame, so that the first frames need not wait for it. In: what frames will probably
 * be. Capture and present threads, or the one worker.
 */

import type { Thread } from '../src/engine/instance.ts';
import type { ExpectedFrame } from '../src/engine/protocol.ts';
import { CONTROL, FORMATS, SETTINGS } from '../src/generated/layout.ts';
import { controlWords } from '../src/memory/shared-memory.ts';

/** The optimizing compiler replaces what runs often within some 20 ms, in threads of its own. */
const KERNELS_US = 30_000;
/** Frames that the browser holds at once on the way to a track's consumer. */
const FRAMES = 2;

/** Capture: touches the memory of the first slots, and runs the kernels. Formats of cameras need the same memory. */
export function warmCapture({ flavours, memory }: Thread, { width, height }: ExpectedFrame): void {
  const simd = Atomics.load(controlWords(memory.buffer), (CONTROL.settings + SETTINGS.simd) >> 2) === 1;
  const { capture_warm } = simd ? flavours.simd : flavours.scalar;
  capture_warm(FORMATS.I420, width, height, KERNELS_US);
}

/** Present: the browser keeps the memory of frames that were closed for those that come. */
export function warmFrames({ width, height }: ExpectedFrame): void {
  // Firefox makes frames of even size only.
  const codedWidth = width + (width % 2);
  const codedHeight = height + (height % 2);
  const pixels = new Uint8Array((codedWidth * codedHeight * 3) / 2);
  const init = { format: 'I420', codedWidth, codedHeight, timestamp: 0 } as const;
  const frames = Array.from({ length: FRAMES }, () => new VideoFrame(pixels, init));
  for (const frame of frames) frame.close();
}
