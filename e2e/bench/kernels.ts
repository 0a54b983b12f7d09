/**
 * Kernel benchmark in Chromium: runs every filter and three chains in our pool, in JavaScript, and in other libraries, in turn
 * with a `memory.copy` of the frame. In: a browser, cases, sizes. Out: medians, and medians of paired ratios. Node.
 */

import { join } from 'node:path';
import binaryen from 'binaryen';
import type { Browser, Page } from 'playwright';
import { build, type InlineConfig, type PluginOption, preview } from 'vite';
import wasm from 'vite-plugin-wasm';
import type { BenchCase, BenchSize } from './cases.ts';
import { type KernelFigures, tally } from './kernel-figures.ts';
import type { BenchPage, CaseResult } from './page/main.ts';
import type { TurnOptions } from './page/turns.ts';

/** The options of a run. */
export interface KernelSetup {
  root: string;
  cases: readonly BenchCase[];
  sizes: readonly BenchSize[];
  /** Called with every case before it is measured. */
  onProgress(text: string): void;
}

const LEAST_ROUNDS = 4;
const MOST_ROUNDS = 15;
/** A contender whose run takes this long runs only once. */
const ONCE_MS = 700;
/** A contender that would take longer than this is left out. */
const MOST_MS = 2500;

/** Where the page is built. */
const OUTPUT = 'test-results/bench-page';
/** They let the page share memory. There is no Content-Security-Policy, because some peers make code from text. */
const HEADERS = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
};

/** Measures everything asked for. */
export async function measureKernels(browser: Browser, setup: KernelSetup): Promise<KernelFigures> {
  const { root, cases, sizes, onProgress } = setup;
  const config = configuration(root);
  await build(config);
  const server = await preview(config);
  const page = await browser.newPage();
  page.on('pageerror', (error) => console.error(error));
  const figures: KernelFigures = { ours: [], others: [], copies: [] };
  // Milliseconds per pixel, by case and contender. They predict the time for a larger picture.
  const slow = new Map<string, number>();
  try {
    await page.goto(`${server.resolvedUrls?.local[0]}index.html`);
    // Its modules wait for the peers' WebAssembly.
    await page.waitForFunction(() => 'benchPage' in globalThis);
    for (const [index, size] of sizes.entries()) {
      await open(page, size);
      for (const one of cases) {
        onProgress(`${size.name} ${one.label}`);
        const pixels = size.width * size.height;
        const skip = [...slow]
          .filter(([key, ms]) => key.startsWith(`${one.name}/`) && ms * pixels > MOST_MS)
          .map(([key]) => key.slice(one.name.length + 1));
        const result = await measure(page, one, size, skip, index === 0);
        const part = tally(one, size, result, skip);
        figures.ours.push(...part.ours);
        figures.others.push(...part.others);
        figures.copies.push(...part.copies);
        for (const { name, ms } of part.others) {
          if (ms !== null) slow.set(`${one.name}/${name}`, ms / pixels);
        }
      }
      await page.evaluate(() => (globalThis as unknown as { benchPage: BenchPage }).benchPage.close());
    }
  } finally {
    await page.close();
    await server.close();
  }
  return figures;
}

function configuration(root: string): InlineConfig {
  return {
    root: join(root, 'e2e/bench/page'),
    configFile: false,
    base: './',
    appType: 'mpa',
    logLevel: 'error',
    plugins: [wasm() as PluginOption],
    worker: { format: 'es' },
    preview: { port: 0, headers: HEADERS },
    build: {
      target: 'esnext',
      assetsInlineLimit: 0,
      modulePreload: false,
      outDir: join(root, OUTPUT),
      emptyOutDir: true,
      reportCompressedSize: false,
      chunkSizeWarningLimit: 2000,
    },
  };
}

async function open(page: Page, { width, height }: BenchSize): Promise<void> {
  const module = [...copyModule()];
  await page.evaluate(
    ([width, height, module]) =>
      (globalThis as unknown as { benchPage: BenchPage }).benchPage.open(width, height, module),
    [width, height, module] as const,
  );
}

function measure(
  page: Page,
  { filters }: BenchCase,
  { budgetMs }: BenchSize,
  skip: string[],
  compare: boolean,
): Promise<CaseResult> {
  const options: TurnOptions = {
    budgetMs,
    leastRounds: LEAST_ROUNDS,
    mostRounds: MOST_ROUNDS,
    onceMs: ONCE_MS,
  };
  return page.evaluate(
    (args) => (globalThis as unknown as { benchPage: BenchPage }).benchPage.measure(...args),
    [filters, skip, options, compare] as [typeof filters, string[], TurnOptions, boolean],
  );
}

/** A module with `copy(to, from, bytes)` on an imported memory. It has only this instruction. */
function copyModule(): Uint8Array {
  const module = binaryen.parseText(`(module
    (import "env" "memory" (memory 1 65536 shared))
    (func (export "copy") (param i32 i32 i32)
      (memory.copy (local.get 0) (local.get 1) (local.get 2))))`);
  module.setFeatures(binaryen.Features.Atomics | binaryen.Features.BulkMemory);
  const bytes = module.emitBinary();
  module.dispose();
  return bytes;
}
