/**
 * The reference. It follows docs/filters.md as directly as possible. Every other implementation (scalar, SIMD, any number of
 * threads) must give the same bytes. Frame in, new frame out. Pure.
 *
 * It has two blurs. `naiveBlurPlane` is the definition, a double loop over the window. `blurPlane` gives the same bytes with sums
 * of columns, and is fast enough for video. Tests compare the two.
 */

import { checkFilters, type FilterSpec } from '../../src/catalogue/filters.ts';
import type { SamplePlane } from '../../src/terms.ts';
import { cloneFrame, type Frame } from './frame.ts';
import { colourFilter } from './reference-colour.ts';
import { chromaKey } from './reference-key.ts';
import { pointFilter } from './reference-point.ts';
import { edges, flip, gaussianRadii, mirror, pixelate, sharpen, vignette } from './reference-space.ts';
import type { BlurPlane, CheckedFilter } from './reference-terms.ts';

/** Applies the filters of a chain, each to the whole frame. `blur` chooses the implementation of the box blur. */
export function applyFilters(
  frame: Frame,
  filters: readonly FilterSpec[],
  blur: BlurPlane = blurPlane,
): Frame {
  let result = cloneFrame(frame);
  for (const filter of checkFilters(filters)) {
    if (filter.enabled !== false) result = applyFilter(result, filter as CheckedFilter, blur);
  }
  return result;
}

function applyFilter(frame: Frame, filter: CheckedFilter, blur: BlurPlane): Frame {
  switch (filter.name) {
    case 'grayscale':
      return grayscale(frame);
    case 'chroma-key':
      return chromaKey(frame, filter, blur);
    case 'temporal-denoise':
      // A single frame has no frame before it, see `reference-temporal.ts`.
      return frame;
    case 'box-blur':
      return boxBlur(frame, filter.radius, blur);
    case 'gaussian-blur':
      return eachPlane(frame, (plane, chroma) =>
        gaussianRadii(filter.sigma, chroma).reduce(
          (result, radius) => blur(result, radius, Math.min(plane.channels, 3)),
          plane,
        ),
      );
    case 'sharpen':
      return eachPlane(frame, (plane, chroma) =>
        chroma
          ? plane
          : sharpen(plane, blur(plane, filter.radius, Math.min(plane.channels, 3)), filter.amount),
      );
    case 'edges':
      return eachPlane(grayscale(frame), (plane, chroma) => (chroma ? plane : edges(plane)));
    case 'pixelate':
      return eachPlane(frame, (plane, chroma) => pixelate(plane, chroma ? filter.size / 2 : filter.size));
    case 'vignette':
      return eachPlane(frame, (plane, chroma) =>
        vignette(plane, filter.amount, filter.start, chroma ? 128 : 0),
      );
    case 'mirror':
      return eachPlane(frame, mirror);
    case 'flip':
      return eachPlane(frame, flip);
    case 'hue':
    case 'saturation':
    case 'white-balance':
    case 'sepia':
      return colourFilter(frame, filter);
    default:
      return pointFilter(frame, filter);
  }
}

/** Makes a new frame, plane by plane. */
function eachPlane(frame: Frame, make: (plane: SamplePlane, chroma: boolean) => SamplePlane): Frame {
  const planar = frame.format === 'I420' || frame.format === 'NV12';
  return { ...frame, planes: frame.planes.map((plane, index) => make(plane, planar && index > 0)) };
}

/** Grayscale. I420 and NV12 keep luma, and their chroma becomes 128. RGBA and BGRA get Y in all three colours, and keep A. */
export function grayscale(frame: Frame): Frame {
  const result = cloneFrame(frame);
  if (frame.format === 'I420' || frame.format === 'NV12') {
    for (const plane of result.planes.slice(1)) {
      for (let y = 0; y < plane.height; y++) {
        const start = y * plane.stride;
        plane.data.fill(128, start, start + plane.width * plane.channels);
      }
    }
    return result;
  }
  const red = frame.format === 'RGBA' ? 0 : 2;
  const plane = result.planes[0] as SamplePlane;
  for (let y = 0; y < plane.height; y++) {
    for (let x = 0; x < plane.width; x++) {
      const at = y * plane.stride + x * 4;
      const r = plane.data[at + red] as number;
      const g = plane.data[at + 1] as number;
      const b = plane.data[at + 2 - red] as number;
      plane.data.fill((9798 * r + 19235 * g + 3735 * b + 16384) >> 15, at, at + 3);
    }
  }
  return result;
}

/**
 * Box blur of a frame. `radius` is 0 to 127 in luma pixels. On the chroma planes of I420 and NV12 the radius is
 * (2 radius + 1) >> 2 in their own pixels. RGBA and BGRA keep A.
 */
export function boxBlur(frame: Frame, radius: number, blur: BlurPlane = blurPlane): Frame {
  const planes = frame.planes.map((plane, index) =>
    blur(plane, index === 0 ? radius : (2 * radius + 1) >> 2, Math.min(plane.channels, 3)),
  );
  return { ...frame, planes };
}

/** The definition: (sum + (n >> 1)) / n in integers, over the n samples of the window that lie in the image. */
export function naiveBlurPlane(plane: SamplePlane, radius: number, channels: number): SamplePlane {
  const { stride, width, height, channels: step } = plane;
  const data = plane.data.slice();
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let c = 0; c < channels; c++) {
        let sum = 0;
        let n = 0;
        for (let wy = Math.max(0, y - radius); wy <= Math.min(height - 1, y + radius); wy++) {
          for (let wx = Math.max(0, x - radius); wx <= Math.min(width - 1, x + radius); wx++) {
            sum += plane.data[wy * stride + wx * step + c] as number;
            n++;
          }
        }
        data[y * stride + x * step + c] = Math.floor((sum + (n >> 1)) / n);
      }
    }
  }
  return { ...plane, data };
}

/** The same in constant time per sample. `columns` holds the window's sum of each column, `prefix` their running sum. */
export function blurPlane(plane: SamplePlane, radius: number, channels: number): SamplePlane {
  const { stride, width, height, channels: step } = plane;
  const data = plane.data.slice();
  const columns = new Int32Array(width);
  const prefix = new Int32Array(width + 1);
  for (let c = 0; c < channels; c++) {
    columns.fill(0);
    for (let y = 0; y < Math.min(radius, height); y++) addRow(columns, plane, y, c, 1);
    for (let y = 0; y < height; y++) {
      if (y + radius < height) addRow(columns, plane, y + radius, c, 1);
      if (y - radius > 0) addRow(columns, plane, y - radius - 1, c, -1);
      const rows = Math.min(height - 1, y + radius) - Math.max(0, y - radius) + 1;
      for (let x = 0; x < width; x++) prefix[x + 1] = (prefix[x] as number) + (columns[x] as number);
      for (let x = 0; x < width; x++) {
        const left = Math.max(0, x - radius);
        const right = Math.min(width, x + radius + 1);
        const n = rows * (right - left);
        const sum = (prefix[right] as number) - (prefix[left] as number);
        data[y * stride + x * step + c] = Math.floor((sum + (n >> 1)) / n);
      }
    }
  }
  return { ...plane, data };
}

function addRow(columns: Int32Array, plane: SamplePlane, y: number, channel: number, sign: 1 | -1): void {
  const { data, stride, channels: step } = plane;
  let at = y * stride + channel;
  for (let x = 0; x < columns.length; x++) {
    columns[x] = (columns[x] as number) + sign * (data[at] as number);
    at += step;
  }
}
