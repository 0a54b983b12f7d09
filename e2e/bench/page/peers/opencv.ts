/**
 * OpenCV.js as a peer. The `Mat`s of frame and results are made once, so neither copies into its memory nor its allocations
 * count. If several ways give the same result, the fastest is used. Its builds on npm have neither SIMD nor threads.
 */

import opencvUrl from '@techstark/opencv-js/dist/opencv.js?url';
import type { FilterSpec } from '../../../../src/catalogue/filters.ts';
import { matrixOf } from '../../../support/reference-colour.ts';
import type { Contender, Peer, Source } from '../contender.ts';
import { tableOf } from '../js/best.ts';

interface Mat {
  readonly data: Uint8Array;
  readonly data32F: Float32Array;
  delete(): void;
}
interface Size {
  width: number;
  height: number;
}
/** The part of it that is used here. */
interface OpenCv {
  Mat: new (rows: number, columns: number, type: number) => Mat;
  readonly [constant: `CV_${string}` | `COLOR_${string}` | `INTER_${string}` | `BORDER_${string}`]: number;
  cvtColor(from: Mat, to: Mat, code: number): void;
  blur(from: Mat, to: Mat, size: Size): void;
  GaussianBlur(from: Mat, to: Mat, size: Size, sigma: number): void;
  LUT(from: Mat, table: Mat, to: Mat): void;
  bitwise_xor(from: Mat, other: Mat, to: Mat): void;
  transform(from: Mat, to: Mat, matrix: Mat): void;
  flip(from: Mat, to: Mat, code: number): void;
  resize(from: Mat, to: Mat, size: Size, fx: number, fy: number, interpolation: number): void;
  multiply(from: Mat, other: Mat, to: Mat, scale: number): void;
  addWeighted(from: Mat, share: number, other: Mat, otherShare: number, add: number, to: Mat): void;
  add(from: Mat, other: Mat, to: Mat): void;
  convertScaleAbs(from: Mat, to: Mat): void;
  Sobel(
    from: Mat,
    to: Mat,
    depth: number,
    dx: number,
    dy: number,
    size: number,
    scale: number,
    delta: number,
    border: number,
  ): void;
}

type Pass = (from: Mat, to: Mat) => void;

let loaded: Promise<OpenCv> | undefined;

/** Loads it (13 MB) as a page would. */
export function loadOpenCv(): Promise<OpenCv> {
  loaded ??= new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = opencvUrl;
    script.onload = async () => {
      resolve(await (globalThis as unknown as { cv: Promise<OpenCv> }).cv);
    };
    script.onerror = () => reject(new Error('OpenCV.js could not be loaded'));
    document.head.append(script);
  });
  return loaded;
}

/** Puts the frame into its memory. */
export function openOpenCv(cv: OpenCv, source: Source): Peer {
  return new OpenCvPeer(cv, source);
}

class OpenCvPeer implements Peer {
  readonly name = 'OpenCV.js';
  readonly #cv: OpenCv;
  readonly #size: Size;
  readonly #source: Mat;
  readonly #targets: [Mat, Mat];
  /** Other objects that the cases have made. */
  readonly #spare: Mat[] = [];

  constructor(cv: OpenCv, { width, height, pixels }: Source) {
    this.#cv = cv;
    this.#size = { width, height };
    const make = () => new cv.Mat(height, width, cv.CV_8UC4 as number);
    this.#source = make();
    this.#targets = [make(), make()];
    this.#source.data.set(pixels);
  }

  contend(filters: readonly FilterSpec[]): Contender | null {
    for (const mat of this.#spare.splice(0)) mat.delete();
    const passes: Pass[] = [];
    for (const spec of filters) {
      const pass = this.#pass(spec);
      if (!pass) return null;
      passes.push(pass);
    }
    const targets = this.#targets;
    return {
      name: this.name,
      run: () => {
        let from = this.#source;
        for (const [index, pass] of passes.entries()) {
          const to = targets[index & 1] as Mat;
          pass(from, to);
          from = to;
        }
      },
      result: () => new Uint8ClampedArray((targets[(passes.length - 1) & 1] as Mat).data),
    };
  }

  #mat(type: number | undefined, { width, height } = this.#size): Mat {
    const mat = new this.#cv.Mat(height, width, type as number);
    this.#spare.push(mat);
    return mat;
  }

  #pass(spec: FilterSpec): Pass | null {
    const cv = this.#cv;
    const box = (radius: number) => ({ width: 2 * radius + 1, height: 2 * radius + 1 });
    switch (spec.name) {
      case 'grayscale': {
        const gray = this.#mat(cv.CV_8UC1);
        return (from, to) => {
          cv.cvtColor(from, gray, cv.COLOR_RGBA2GRAY as number);
          cv.cvtColor(gray, to, cv.COLOR_GRAY2RGBA as number);
        };
      }
      case 'box-blur': {
        const size = box(spec.radius as number);
        return (from, to) => cv.blur(from, to, size);
      }
      case 'gaussian-blur': {
        const size = { width: 0, height: 0 };
        return (from, to) => cv.GaussianBlur(from, to, size, spec.sigma as number);
      }
      case 'brightness':
      case 'contrast':
      case 'gamma':
      case 'threshold':
      case 'posterize':
        return this.#lookUp(spec);
      case 'invert': {
        const ones = this.#mat(cv.CV_8UC4);
        ones.data.fill(255);
        for (let i = 3; i < ones.data.length; i += 4) ones.data[i] = 0;
        return (from, to) => cv.bitwise_xor(from, ones, to);
      }
      case 'saturation':
      case 'hue':
      case 'white-balance':
      case 'sepia':
        return this.#matrix(matrixOf(spec as Parameters<typeof matrixOf>[0]));
      case 'mirror':
        return (from, to) => cv.flip(from, to, 1);
      case 'flip':
        return (from, to) => cv.flip(from, to, 0);
      case 'pixelate':
        return this.#pixelate(spec.size as number);
      case 'vignette':
        return this.#vignette((spec.amount as number) / 100, (spec.start as number) / 100);
      case 'sharpen': {
        const blurred = this.#mat(cv.CV_8UC4);
        const size = box(spec.radius as number);
        const gain = (spec.amount as number) / 100;
        return (from, to) => {
          cv.blur(from, blurred, size);
          cv.addWeighted(from, 1 + gain, blurred, -gain, 0, to);
        };
      }
      case 'edges':
        return this.#edges();
      default:
        return null;
    }
  }

  /** `LUT` with one table for all channels is three times as fast as with one for each. These tables keep A = 255. */
  #lookUp(spec: FilterSpec): Pass | null {
    const table = tableOf([spec]);
    if (table[255] !== 255) return null;
    const mat = this.#mat(this.#cv.CV_8UC1, { width: 256, height: 1 });
    mat.data.set(table);
    return (from, to) => this.#cv.LUT(from, mat, to);
  }

  #matrix(rows: number[][]): Pass {
    const mat = this.#mat(this.#cv.CV_32FC1, { width: 4, height: 4 });
    mat.data32F.fill(0);
    for (const [y, row] of rows.entries()) {
      for (const [x, weight] of row.entries()) mat.data32F[4 * y + x] = weight / 4096;
    }
    mat.data32F[15] = 1;
    return (from, to) => this.#cv.transform(from, to, mat);
  }

  #pixelate(size: number): Pass {
    const { width, height } = this.#size;
    const blocks = { width: Math.ceil(width / size), height: Math.ceil(height / size) };
    const small = this.#mat(this.#cv.CV_8UC4, blocks);
    return (from, to) => {
      this.#cv.resize(from, small, blocks, 0, 0, this.#cv.INTER_AREA as number);
      this.#cv.resize(small, to, this.#size, 0, 0, this.#cv.INTER_NEAREST as number);
    };
  }

  #vignette(amount: number, start: number): Pass {
    const { width, height } = this.#size;
    const mask = this.#mat(this.#cv.CV_8UC4);
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const squared = ((2 * x + 1 - width) ** 2 + (2 * y + 1 - height) ** 2) / (width ** 2 + height ** 2);
        const beyond = Math.max(0, squared - start ** 2) / (1 - start ** 2);
        const at = 4 * (y * width + x);
        mask.data.fill(Math.round(255 * (1 - amount * beyond)), at, at + 3);
        mask.data[at + 3] = 255;
      }
    }
    return (from, to) => this.#cv.multiply(from, mask, to, 1 / 255);
  }

  #edges(): Pass {
    const cv = this.#cv;
    const gray = this.#mat(cv.CV_8UC1);
    const sum = this.#mat(cv.CV_8UC1);
    const [across, along] = [this.#mat(cv.CV_16SC1), this.#mat(cv.CV_16SC1)];
    const [acrossAbs, alongAbs] = [this.#mat(cv.CV_8UC1), this.#mat(cv.CV_8UC1)];
    const border = cv.BORDER_REPLICATE as number;
    return (from, to) => {
      cv.cvtColor(from, gray, cv.COLOR_RGBA2GRAY as number);
      cv.Sobel(gray, across, cv.CV_16S as number, 1, 0, 3, 1, 0, border);
      cv.Sobel(gray, along, cv.CV_16S as number, 0, 1, 3, 1, 0, border);
      cv.convertScaleAbs(across, acrossAbs);
      cv.convertScaleAbs(along, alongAbs);
      cv.add(acrossAbs, alongAbs, sum);
      cv.cvtColor(sum, to, cv.COLOR_GRAY2RGBA as number);
    };
  }

  close(): void {
    for (const mat of [this.#source, ...this.#targets, ...this.#spare.splice(0)]) mat.delete();
  }
}
