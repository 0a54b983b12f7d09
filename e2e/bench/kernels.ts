/**
 * Kernel benchmark: one thread, in the browser, against one `memory.copy` of a 3840x2160 RGBA frame in the same run.
 * In: a page. Out: medians in milliseconds, and ratios to the copy. Runs in Node, measures in the page.
 */

import type { Page } from 'playwright';

/** One row of the table. */
export interface KernelResult {
  name: string;
  flavour: 'scalar' | 'simd';
  /** Median of the rounds, milliseconds. */
  ms: number;
  /** Median of the paired ratios to the copy. */
  copies: number;
}

const WIDTH = 3840;
const HEIGHT = 2160;
const ROUNDS = 15;

/** `layout`: the constants of `src/generated/layout.ts`. */
export async function measureKernels(
  page: Page,
  origin: string,
  urls: { scalar: string; simd: string },
  layout: typeof import('../../src/generated/layout.ts'),
): Promise<KernelResult[]> {
  await page.goto(`${origin}/?source=pattern`);
  const results: KernelResult[] = [];
  for (const flavour of ['scalar', 'simd'] as const) {
    const { CONTROL, CONTROL_BASE, FORMATS, HEAP_BASE, STACKS_BASE, STACK_BYTES, SETTINGS } = layout;
    const { MAX_PAGES, FILTER_WORDS } = layout;
    const rows = await page.evaluate(measureInPage, {
      url: urls[flavour],
      simd: flavour === 'simd',
      width: WIDTH,
      height: HEIGHT,
      rounds: ROUNDS,
      constants: {
        settings: CONTROL_BASE + CONTROL.settings,
        SETTINGS,
        FORMATS,
        heap: HEAP_BASE,
        stack: STACKS_BASE + 9 * STACK_BYTES,
        pages: MAX_PAGES,
        filterWords: FILTER_WORDS,
      },
    });
    results.push(...rows.map((row) => ({ ...row, flavour })));
  }
  return results;
}

interface InPage {
  url: string;
  simd: boolean;
  width: number;
  height: number;
  rounds: number;
  constants: {
    settings: number;
    SETTINGS: typeof import('../../src/generated/layout.ts').SETTINGS;
    FORMATS: typeof import('../../src/generated/layout.ts').FORMATS;
    heap: number;
    stack: number;
    pages: number;
    filterWords: number;
  };
}

async function measureInPage(setup: InPage): Promise<{ name: string; ms: number; copies: number }[]> {
  const { width, height, rounds, constants } = setup;
  const memory = new WebAssembly.Memory({
    initial: constants.heap / 65536,
    maximum: constants.pages,
    shared: true,
  });
  const doubles = new Float64Array(memory.buffer);
  const clock = (at: number) => {
    doubles[at >> 3] = 1000 * performance.now();
  };
  const { instance } = await WebAssembly.instantiateStreaming(fetch(setup.url), { env: { memory, clock } });
  const wasm = instance.exports as Record<string, (...numbers: number[]) => number> & {
    __stack_pointer: WebAssembly.Global<'i32'>;
  };
  wasm.__stack_pointer.value = constants.stack;
  const words = new Int32Array(memory.buffer, constants.settings);
  const set = (filters: number[][]) => {
    const at = (offset: number, value: number) => {
      words[offset >> 2] = value;
    };
    const version = (words[constants.SETTINGS.version >> 2] as number) + 2;
    at(constants.SETTINGS.simd, setup.simd ? 1 : 0);
    at(constants.SETTINGS.threads, 1);
    at(constants.SETTINGS.filterCount, filters.length);
    for (const [index, filter] of filters.entries()) {
      for (let word = 0; word < constants.filterWords; word++) {
        at(constants.SETTINGS.filters + 4 * (constants.filterWords * index + word), filter[word] ?? 0);
      }
    }
    at(constants.SETTINGS.version, version);
  };
  const call = (name: string, ...numbers: number[]) => wasm[name]?.(...numbers) ?? 0;
  const frame = (format: number) => {
    const slot = call('capture_begin', 0, format, width, height);
    if (slot < 0) throw new Error('the ring took no frame');
    call('capture_finish', slot, 0, 0, 0);
    const begin = performance.now();
    call('pool_drain', 0);
    const ms = performance.now() - begin;
    call('present_hand_over', call('present_next'), 0);
    call('present_accepted');
    return ms;
  };
  const bytes = 4 * width * height;
  const { RGBA, I420 } = constants.FORMATS;
  // The first frame lays out the slots; the copy goes between the halves of one.
  set([[1, 0]]);
  frame(RGBA);
  const heap = new Uint8Array(memory.buffer);
  for (let i = constants.heap; i < constants.heap + bytes; i++) heap[i] = (i * 2654435761) >>> 13;
  const copy = () => {
    const begin = performance.now();
    heap.copyWithin(constants.heap + bytes, constants.heap, constants.heap + bytes);
    return performance.now() - begin;
  };
  const median = (values: number[]) => values.sort((a, b) => a - b)[values.length >> 1] as number;
  const cases: [string, number, number[][]][] = [
    ['grayscale, RGBA', RGBA, [[1, 0]]],
    ['box blur r=5, RGBA', RGBA, [[2, 5]]],
    ['box blur r=50, RGBA', RGBA, [[2, 50]]],
    ['box blur r=5, I420', I420, [[2, 5]]],
    ['box blur r=50, I420', I420, [[2, 50]]],
    [
      'grayscale + box blur r=5, I420',
      I420,
      [
        [1, 0],
        [2, 5],
      ],
    ],
  ];
  return cases.map(([name, format, filters]) => {
    set(filters);
    for (let i = 0; i < 5; i++) frame(format);
    const times: number[] = [];
    const ratios: number[] = [];
    for (let i = 0; i < rounds; i++) {
      // Paired, in turn: whatever slows the machine slows both.
      const unit = (copy() + copy()) / 2;
      const ms = frame(format);
      times.push(ms);
      ratios.push(ms / unit);
    }
    return { name, ms: median(times), copies: median(ratios) };
  });
}
