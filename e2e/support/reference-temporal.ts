/**
 * The reference's filter that remembers the previous frame. See `reference.ts`, and docs/filters.md for the formulas.
 * In: frames in order. Out: new frames. Pure.
 */

import { checkFilters, type FilterSpec } from '../../src/catalogue/filters.ts';
import type { SamplePlane } from '../../src/terms.ts';
import { cloneFrame, type Frame } from './frame.ts';
import { applyFilters } from './reference.ts';

type Temporal = Extract<FilterSpec, { name: 'temporal-denoise' }>;

/** The memory of one filter: the output of each plane before rounding, in 128ths. `undefined`: it starts anew. */
interface Link {
  /** The filter and all filters before it, as text. */
  chain: string;
  planes: (number[] | undefined)[];
}

/** Runs a row of frames through chains that may change. */
export class FrameSequence {
  #shape = '';
  #links: Link[] = [];

  /** Applies `filters` to the next frame, one after the other. */
  next(frame: Frame, filters: readonly FilterSpec[]): Frame {
    const shape = `${frame.format} ${frame.width} ${frame.height}`;
    if (shape !== this.#shape) this.#links = [];
    this.#shape = shape;
    const enabled = checkFilters(filters).filter((filter) => filter.enabled !== false);
    const links: Link[] = [];
    let result = cloneFrame(frame);
    for (const [i, filter] of enabled.entries()) {
      const chain = JSON.stringify(enabled.slice(0, i + 1));
      const link: Link = { chain, planes: [] };
      links.push(link);
      if (filter.name !== 'temporal-denoise') {
        result = applyFilters(result, [filter]);
        continue;
      }
      const before = this.#links[i]?.chain === chain ? this.#links[i] : undefined;
      for (const [index, plane] of result.planes.entries()) {
        const remembered = denoise(plane, before?.planes[index], filter);
        const chroma = index > 0;
        if (!(chroma && enabled.slice(i + 1).some(makesChromaConstant))) link.planes[index] = remembered;
      }
    }
    this.#links = links;
    return result;
  }
}

/** Filters one plane in place. Returns its new memory. */
function denoise(plane: SamplePlane, before: number[] | undefined, filter: Temporal): number[] {
  const { strength = 0, threshold = 1 } = filter;
  const share = Math.floor((32768 * strength + 50) / 100);
  const slope = Math.ceil(2048 / threshold);
  const { data, stride, width, height, channels } = plane;
  const remembered: number[] = [];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width * channels; x++) {
      const p = data[y * stride + x] as number;
      const d = before ? 128 * p - (before[remembered.length] as number) : 0;
      const u = Math.min(128, (Math.min(Math.abs(d) >> 3, 16 * threshold) * slope) >> 8);
      const w = 2 * Math.floor(((16384 - u * u) * share + 16384) / 32768);
      const h = 128 * p - Math.floor((d * w + 16384) / 32768);
      remembered.push(h);
      if (channels < 4 || x % 4 < 3) data[y * stride + x] = (h + 64) >> 7;
    }
  }
  return remembered;
}

/** Whether a filter makes chroma constant. Then the filters before it are not computed on chroma. */
function makesChromaConstant(filter: FilterSpec): boolean {
  switch (filter.name) {
    case 'grayscale':
    case 'threshold':
    case 'edges':
      return true;
    case 'saturation':
      return filter.amount === 0;
    case 'contrast':
      return filter.amount === -100;
    case 'sepia':
      return filter.amount === 100;
    default:
      return false;
  }
}
