/**
 * StackBlur as a peer. It works in place on an `ImageData`, so the frame is copied there before every run. That does not count.
 * Its weights are a triangle. Its radius gives it the same variance as the blur that it is compared with.
 */

import { imageDataRGB } from 'stackblur-canvas';
import type { FilterSpec } from '../../../../src/catalogue/filters.ts';
import type { Contender, Peer, Source } from '../contender.ts';

/** The frame in an `ImageData`. */
export function openStackBlur(source: Source): Peer {
  const { width, height, pixels } = source;
  const image = new ImageData(width, height);
  return {
    name: 'StackBlur',
    contend(filters): Contender | null {
      const [spec, ...others] = filters;
      const variance = spec && others.length === 0 ? varianceOf(spec) : null;
      if (variance === null) return null;
      // r (r + 2) / 6
      const radius = Math.round(Math.sqrt(6 * variance + 1) - 1);
      return {
        name: 'StackBlur',
        prepare: () => image.data.set(pixels),
        run() {
          imageDataRGB(image, 0, 0, width, height, radius);
        },
        result: () => image.data,
      };
    },
    close() {},
  };
}

/** Variance of the weights along one axis. `null`: no blur. */
export function varianceOf(spec: FilterSpec): number | null {
  if (spec.name === 'box-blur') return ((2 * (spec.radius as number) + 1) ** 2 - 1) / 12;
  if (spec.name === 'gaussian-blur') return (spec.sigma as number) ** 2;
  return null;
}
