/**
 * The golden table: hashes of the reference's output for seeded random frames. It is in `wasm/kernels/tests/golden.txt`. The
 * native Rust tests and the tests of the built `.wasm` check against the same numbers. Each line is one case, with blanks
 * between its fields. Lines that start with `#` are remarks.
 *
 *     format width height seed filters fnv1a        (I420 5 7 12 box-blur:5,grayscale 0123456789abcdef)
 *
 * Filters are written as in an address, but with the whole numbers of the kernels: `gamma:150`.
 *
 * The input is `fillRandom(frame, seed)`. The hash covers the visible bytes of the output.
 * `RINGLIGHT_UPDATE_GOLDEN=1 npx vitest run e2e/support` writes the file anew. Node side.
 */

import { readFileSync } from 'node:fs';
import { readFilters, writeFilters } from '../../src/catalogue/filter-text.ts';
import { encodeFilter, type FilterSpec, findFilter, formatColor } from '../../src/catalogue/filters.ts';
import type { PixelFormat } from '../../src/terms.ts';
import { FORMATS, fillRandom, fnv1aHex, frameBytes, makeFrame } from './frame.ts';
import { applyFilters } from './reference.ts';

/** The file of the table. */
export const GOLDEN_FILE = new URL('../../wasm/kernels/tests/golden.txt', import.meta.url);

/** One line of the table. */
export interface GoldenCase {
  format: PixelFormat;
  /** Pixels. */
  width: number;
  /** Pixels. */
  height: number;
  /** The seed for `fillRandom`. */
  seed: number;
  filters: FilterSpec[];
  /** The hash of the output, 16 hexadecimal digits. */
  hash: string;
}

const SIZES = [
  [1, 1],
  [1, 2],
  [2, 1],
  [3, 3],
  [5, 7],
  [16, 16],
  [17, 9],
  [31, 33],
  [67, 61],
  [160, 90],
  [259, 3],
  [3, 259],
] as const;

const CHAINS = [
  'grayscale',
  'box-blur:0',
  'box-blur:1',
  'box-blur:2',
  'box-blur:5',
  'grayscale,box-blur:5',
  'box-blur:7,grayscale',
  'box-blur:16',
  'box-blur:3,box-blur:9,grayscale',
  'box-blur:50',
  'box-blur:4,grayscale,box-blur:33',
  'box-blur:127',
  'brightness:25',
  'brightness:-60,contrast:40',
  'contrast:-35,invert',
  'gamma:2.2',
  'gamma:0.45,posterize:6',
  'threshold:100',
  'posterize:3,box-blur:2,invert',
  'box-blur:1,gamma:1.8,contrast:100,brightness:10',
  'saturation:170',
  'hue:75',
  'hue:-160,saturation:40,sepia:30',
  'white-balance:60:-35',
  'sepia:100,vignette:80:20',
  'mirror',
  'flip,hue:33',
  'pixelate:6',
  'mirror,pixelate:10,flip',
  'vignette:70:40',
  'sharpen:150:3',
  'edges',
  'box-blur:2,edges,invert',
  'gaussian-blur:1.3',
  'gaussian-blur:4.5,sharpen:80:1,mirror',
  'chroma-key:00ff00:60:20:203050:0',
  'hue:50,chroma-key:c04090:40:90:20a0ff:3,mirror',
] as const;

/** Reads a chain in the form of the address: `grayscale,box-blur:5`. */
export function parseChain(text: string): FilterSpec[] {
  return readFilters(text);
}

/** The opposite of `parseChain`. */
export function formatChain(filters: readonly FilterSpec[]): string {
  return writeFilters(filters);
}

/** Writes a chain with the whole numbers of the kernels. */
function formatCounted(filters: readonly FilterSpec[]): string {
  return filters
    .map((spec) => [spec.name, ...encodeFilter(spec).slice(1, 1 + parametersOf(spec.name).length)].join(':'))
    .join(',');
}

function parseCounted(text: string): FilterSpec[] {
  return text.split(',').map((part) => {
    const [name = '', ...values] = part.split(':');
    const entries = parametersOf(name).map((parameter, index) => {
      const value = Number(values[index]);
      return [parameter.name, parameter.type === 'color' ? formatColor(value) : value / parameter.scale];
    });
    return { name, ...Object.fromEntries(entries) };
  });
}

function parametersOf(name: string) {
  return findFilter(name)?.parameters ?? [];
}

/** The hash of the reference's output for a case. */
export function hashOf(golden: Omit<GoldenCase, 'hash'>): string {
  const { format, width, height, seed, filters } = golden;
  return fnv1aHex(frameBytes(applyFilters(fillRandom(makeFrame(format, width, height), seed), filters)));
}

/** Computes the whole table: every format and size, with some of the chains in turn. */
export function makeGolden(): GoldenCase[] {
  const cases: GoldenCase[] = [];
  for (const [f, format] of FORMATS.entries()) {
    for (const [s, [width, height]] of SIZES.entries()) {
      for (let i = (f + s) % 3; i < CHAINS.length; i += 3) {
        const golden = {
          format,
          width,
          height,
          seed: cases.length + 1,
          filters: parseChain(CHAINS[i] as string),
        };
        cases.push({ ...golden, hash: hashOf(golden) });
      }
    }
  }
  return cases;
}

/** The table as text. */
export function formatGolden(cases: readonly GoldenCase[]): string {
  const lines = cases.map(({ format, width, height, seed, filters, hash }) =>
    [format, width, height, seed, formatCounted(filters), hash].join(' '),
  );
  return `# format width height seed filters fnv1a; made by e2e/support/golden.ts\n${lines.join('\n')}\n`;
}

/** Reads the table from its file. */
export function readGolden(): GoldenCase[] {
  const lines = readFileSync(GOLDEN_FILE, 'utf8').split('\n');
  return lines
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [format, width, height, seed, filters, hash] = line.split(' ') as [PixelFormat, ...string[]];
      return {
        format,
        width: Number(width),
        height: Number(height),
        seed: Number(seed),
        filters: parseCounted(filters as string),
        hash: hash as string,
      };
    });
}
