/**
 * Still images: measures `apply` on a page's array, `apply` on an image in the module's own memory, and a plain copy of the same
 * bytes. In: a page of the built library. Out: medians of paired ratios. Runs in Node, measures in the page.
 */

import type { Page } from 'playwright';
import type { FilterSpec } from '../../src/catalogue/filters.ts';
import { median } from './kernel-figures.ts';

/** One row of the table. */
export interface ImageFigure {
  /** The chain. */
  what: string;
  threads: number;
  /** Milliseconds of a call on a page's array, and on an image in the module's memory. */
  applyMs: number;
  allocatedMs: number;
  /** The same in copies of the image: medians of ratios to the copy of the same round. */
  applyCopies: number;
  allocatedCopies: number;
}

/** The figures, and the copy that they are compared with. */
export interface ImageFigures {
  width: number;
  height: number;
  copyMs: number;
  rows: ImageFigure[];
}

const WIDTH = 3840;
const HEIGHT = 2160;
const ROUNDS = 15;
const CHAINS: { what: string; filters: FilterSpec[] }[] = [
  { what: 'grayscale', filters: [{ name: 'grayscale' }] },
  { what: 'box-blur:5', filters: [{ name: 'box-blur', radius: 5 }] },
];

/** The arguments of the code that runs in the page. */
interface InPage {
  width: number;
  height: number;
  rounds: number;
  chains: typeof CHAINS;
}

/** Measures everything. `origin` serves the build, with the two headers. */
export async function measureImages(page: Page, origin: string): Promise<ImageFigures> {
  await page.goto(`${origin}/?source=pattern`);
  // Sent as text, because the test runner would replace an `import()`.
  await page.evaluate(`import('./lib/image.js').then((images) => { globalThis.images = images; })`);
  const setup: InPage = { width: WIDTH, height: HEIGHT, rounds: ROUNDS, chains: CHAINS };
  const raw = await page.evaluate(measureInPage, setup);
  const rows = raw.map(({ what, threads, copy, apply, allocated }) => {
    const copies = (times: number[]) => median(times.map((ms, round) => ms / (copy[round] as number)));
    return {
      what,
      threads,
      applyMs: median(apply),
      allocatedMs: median(allocated),
      applyCopies: copies(apply),
      allocatedCopies: copies(allocated),
    };
  });
  return { width: WIDTH, height: HEIGHT, copyMs: median(raw.flatMap(({ copy }) => copy)), rows };
}

// Runs in the page, as text.
async function measureInPage({ width, height, rounds, chains }: InPage) {
  const { images } = globalThis as unknown as { images: typeof import('../../src/image.ts') };
  const bytes = 4 * width * height;
  const [from, to] = [new Uint8ClampedArray(bytes), new Uint8ClampedArray(bytes)];
  let state = 7;
  for (let at = 0; at < bytes; at++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    from[at] = state >>> 24;
  }
  const rows: { what: string; threads: number; copy: number[]; apply: number[]; allocated: number[] }[] = [];
  for (const threads of [1, 2]) {
    await images.init({ threads });
    const image = await images.allocate(width, height);
    for (const { what, filters } of chains) {
      const row = { what, threads, copy: [] as number[], apply: [] as number[], allocated: [] as number[] };
      // All run in turn, so that a slow machine is slow for all. The first rounds warm up.
      for (let round = -3; round < rounds; round++) {
        image.data.set(from);
        const begin = performance.now();
        to.set(from);
        const copied = performance.now();
        await images.apply(to, width, height, filters);
        const applied = performance.now();
        await image.apply(filters);
        const end = performance.now();
        if (round < 0) continue;
        row.copy.push(copied - begin);
        row.apply.push(applied - copied);
        row.allocated.push(end - applied);
      }
      if (images.fnv1a(to) !== images.fnv1a(image.data)) throw new Error(`${what}: the two differ`);
      rows.push(row);
    }
    image.free();
  }
  return rows;
}

/** Markdown. */
export function writeImages({ width, height, copyMs, rows }: ImageFigures): string {
  const cell = (ms: number, copies: number) => `${ms.toFixed(1)} ms, ${copies.toFixed(1)}`;
  const lines = rows.map(
    ({ what, threads, applyMs, applyCopies, allocatedMs, allocatedCopies }) =>
      `| \`${what}\` | ${threads} | ${cell(applyMs, applyCopies)} | ${cell(allocatedMs, allocatedCopies)} |`,
  );
  return `
## Still images

\`ringlight/image\` on ${width}x${height} RGBA, SIMD, a whole call each: milliseconds, and **copies**: how many times as long as a \`set\` of the same bytes
from one array of the page to another in the same round (${copyMs.toFixed(1)} ms). *Page's array*: \`apply(rgba, ...)\`, which copies bands of rows into the module's memory and
out again. *Own memory*: \`image.apply(...)\` on an image of \`allocate\`, which copies nothing.

| filter | threads | page's array | own memory |
|---|---|---|---|
${lines.join('\n')}
`;
}
