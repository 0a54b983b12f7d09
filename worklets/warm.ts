/**
 * Does work before the first frame, so that the first frames do not wait for it. In: the expected format of the frames. Capture
 * and present threads, or the one worker.
 */

import type { Thread } from '../src/engine/instance.ts';
import type { ExpectedFrame } from '../src/engine/protocol.ts';
import { CONTROL, FORMATS, SETTINGS } from '../src/generated/layout.ts';
import { controlWords } from '../src/memory/shared-memory.ts';

/** How long the kernels run. The optimizing compiler replaces code that runs often within about 20 ms, on its own threads. */
const KERNELS_US = 30_000;
/** Frames that the browser holds at the same time on the way to a track's consumer. */
const FRAMES = 2;

/** Capture: touches the memory of the first slots and runs the kernels. The formats of cameras need the same memory. */
export function warmCapture({ flavours, memory }: Thread, { width, height }: ExpectedFrame): void {
  const simd = Atomics.load(controlWords(memory.buffer), (CONTROL.settings + SETTINGS.simd) >> 2) === 1;
  const { capture_warm } = simd ? flavours.simd : flavours.scalar;
  capture_warm(FORMATS.I420, width, height, KERNELS_US);
}

/** Present: makes and closes frames. The browser keeps the memory of closed frames for new ones. */
export function warmFrames({ width, height }: ExpectedFrame): void {
  // Firefox makes frames of even size only.
  const codedWidth = width + (width % 2);
  const codedHeight = height + (height % 2);
  const pixels = new Uint8Array((codedWidth * codedHeight * 3) / 2);
  const init = { format: 'I420', codedWidth, codedHeight, timestamp: 0 } as const;
  const frames = Array.from({ length: FRAMES }, () => new VideoFrame(pixels, init));
  for (const frame of frames) frame.close();
}
