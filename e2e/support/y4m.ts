/**
 * Writes the file that Chromium plays as its camera (`--use-file-for-fake-video-capture=FILE.y4m`). In: frames. Out: a file. Only
 * one frame at a time is in memory. Node side.
 *
 * Chromium's parser needs a header within 200 bytes, `C420`, `C420jpeg`, `C420mpeg2` or `C420paldv` (it treats them alike), a
 * whole number of frames per second, frame headers of exactly `FRAME` and a newline, an even width and height, and a name that
 * ends in `y4m`. It plays the file in a loop, and does not change the bytes. After the last frame, frame 0 comes twice, because
 * the parser does not move on when it starts over.
 */

import { open } from 'node:fs/promises';
import { type Frame, frameBytes } from './frame.ts';
import { patternFrame } from './pattern.ts';

/** The properties of a camera file. */
export interface CameraFileOptions {
  /** Pixels, even. */
  width: number;
  /** Pixels, even. */
  height: number;
  /** Frames per second, a whole number. */
  frameRate: number;
  /** The number of frames in the file. After the last one the camera starts over with frame 0. */
  frames: number;
  /** Makes frame `n` as I420 of this size. Default: the test pattern with seed 1. It shows its own number. */
  make?: (n: number) => Frame;
}

/** Whether frame `next` may follow frame `previous` from a camera file with `frames` frames. */
export function cameraFollows(previous: number, next: number, frames: number): boolean {
  if (next === 0) return previous === 0 || previous === frames - 1;
  return next === previous + 1 && next < frames;
}

/**
 * Writes a camera file. Replaces a file of the same name.
 * @throws TypeError for a size, rate or name that Chromium does not take, or for a frame of another size or format.
 */
export async function makeCameraFile(path: string, options: CameraFileOptions): Promise<void> {
  const { width, height, frameRate, frames } = options;
  const make = options.make ?? ((n: number) => patternFrame(n, { width, height }));
  if (!path.endsWith('.y4m')) throw new TypeError(`path is ${path}; it must end in .y4m`);
  for (const [name, value] of Object.entries({ width, height, frameRate, frames })) {
    if (!Number.isInteger(value) || value < 1)
      throw new TypeError(`${name} is ${value}; it must be a whole number > 0`);
  }
  if (width % 2 || height % 2)
    throw new TypeError(`width and height are ${width}x${height}; they must be even`);
  const file = await open(path, 'w');
  try {
    await file.writeFile(`YUV4MPEG2 W${width} H${height} F${frameRate}:1 Ip A1:1 C420jpeg\n`);
    for (let n = 0; n < frames; n++) {
      const frame = make(n);
      if (frame.format !== 'I420' || frame.width !== width || frame.height !== height) {
        throw new TypeError(`make(${n}) gave ${frame.format} ${frame.width}x${frame.height}`);
      }
      await file.writeFile('FRAME\n');
      await file.writeFile(frameBytes(frame));
    }
  } finally {
    await file.close();
  }
}
