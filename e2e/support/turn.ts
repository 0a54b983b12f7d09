/** Turns frames pixel by pixel, as a viewer sees them, and back. Pure. */

import type { SamplePlane } from '../../src/terms.ts';
import type { Frame } from './frame.ts';

/** A rotation in degrees clockwise, then perhaps a swap of left and right. */
export interface Turn {
  rotation: number;
  flip: boolean;
}

/** Moves pixels. `pick(x, y)` returns the pixel of `plane` that a viewer sees at (x, y). */
function rearrange(
  plane: SamplePlane,
  width: number,
  height: number,
  pick: (x: number, y: number) => [number, number],
): SamplePlane {
  const { channels } = plane;
  const data = new Uint8Array(width * height * channels);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [fromX, fromY] = pick(x, y);
      const at = fromY * plane.stride + fromX * channels;
      data.set(plane.data.subarray(at, at + channels), (y * width + x) * channels);
    }
  }
  return { data, stride: width * channels, width, height, channels };
}

const quarter = (plane: SamplePlane) =>
  rearrange(plane, plane.height, plane.width, (x, y) => [y, plane.height - 1 - x]);
const swap = (plane: SamplePlane) =>
  rearrange(plane, plane.width, plane.height, (x, y) => [plane.width - 1 - x, y]);

function each(frame: Frame, steps: readonly ((plane: SamplePlane) => SamplePlane)[]): Frame {
  const planes = frame.planes.map((plane) => steps.reduce((turned, step) => step(turned), plane));
  const [first] = planes;
  return { ...frame, planes, width: first?.width ?? 0, height: first?.height ?? 0 };
}

/** The upright frame that a viewer sees. */
export function upright(frame: Frame, { rotation, flip }: Turn): Frame {
  return each(frame, [...Array(rotation / 90).fill(quarter), ...(flip ? [swap] : [])]);
}

/** The frame that a viewer sees as this upright one. */
export function turnBack(frame: Frame, { rotation, flip }: Turn): Frame {
  return each(frame, [...(flip ? [swap] : []), ...Array((4 - rotation / 90) % 4).fill(quarter)]);
}
