/**
 * FFT benchmark in Chromium: a million real samples, as one transform and as blocks of 2048. It measures our module in both
 * flavours, a JavaScript library, and simple JavaScript, in turn. De-noise: a second of sound in both flavours. In: a page that
 * may fetch the modules. Out: medians with quartiles. Runs in Node, measures in the page.
 */

import { readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { type Spread, spread } from './spread.ts';

/** One row of the table. */
export interface FftFigure {
  /** The input that was transformed or de-noised. */
  work: string;
  /** The contender. */
  what: string;
  ms: Spread;
}

const SAMPLES = 2 ** 20;
const BLOCK = 2048;
const ROUNDS = 15;

/** The arguments of the code that runs in the page. */
interface InPage {
  urls: Record<string, string>;
  samples: number;
  block: number;
  rounds: number;
}

/** Measures everything. `dist` is the build that `origin` serves. */
export async function measureFft(page: Page, origin: string, dist: string): Promise<FftFigure[]> {
  const files = await readdir(join(dist, 'assets'));
  const url = (name: string) =>
    `${origin}/assets/${files.find((file) => file.startsWith(name) && file.endsWith('.wasm'))}`;
  const names = ['analysis.simd', 'analysis.scalar', 'denoise.simd', 'denoise.scalar'];
  const urls = Object.fromEntries(names.map((name) => [name, url(name)]));
  await page.goto(`${origin}/?source=pattern`);
  const library = readFileSync(join(dist, '../node_modules/fft.js/lib/fft.js'), 'utf8');
  await page.evaluate(`{ const module = {}; ${library}; globalThis.FFT = module.exports; }`);
  const setup: InPage = { urls, samples: SAMPLES, block: BLOCK, rounds: ROUNDS };
  const rows = await page.evaluate(measureInPage, setup);
  return rows.map(({ times, ...row }) => ({ ...row, ms: spread(times) }));
}

// Runs in the page, as text.
async function measureInPage({ urls, samples, block, rounds }: InPage) {
  type Call = (...numbers: number[]) => number;
  type Module = Record<string, Call> & { memory: WebAssembly.Memory };
  interface Library {
    createComplexArray(): number[];
    realTransform(out: number[], data: ArrayLike<number>): void;
  }
  const { FFT } = globalThis as unknown as { FFT: new (size: number) => Library };
  const load = async (name: string) =>
    (await WebAssembly.instantiateStreaming(fetch(urls[name] as string))).instance
      .exports as unknown as Module;
  let state = 7;
  const signal = Float32Array.from({ length: samples }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 31 - 1;
  });

  /** Radix 2, in place, with a table of twiddles. This is the usual simple form. */
  const straight = (size: number) => {
    const [cos, sin] = [Math.cos, Math.sin].map((of) =>
      Float64Array.from({ length: size / 2 }, (_, i) => of((-2 * Math.PI * i) / size)),
    ) as [Float64Array, Float64Array];
    const [re, im] = [new Float64Array(size), new Float64Array(size)];
    const bits = Math.log2(size);
    const reversed = Uint32Array.from({ length: size }, (_, i) => {
      let value = 0;
      for (let bit = 0; bit < bits; bit++) value |= ((i >> bit) & 1) << (bits - 1 - bit);
      return value;
    });
    return (at: number) => {
      for (let i = 0; i < size; i++) re[reversed[i] as number] = signal[at + i] as number;
      im.fill(0);
      for (let half = 1; half < size; half *= 2) {
        const step = size / half / 2;
        for (let begin = 0; begin < size; begin += 2 * half) {
          for (let k = 0; k < half; k++) {
            const [i, j] = [begin + k, begin + k + half];
            const c = cos[k * step] as number;
            const s = sin[k * step] as number;
            const r = (re[j] as number) * c - (im[j] as number) * s;
            const m = (re[j] as number) * s + (im[j] as number) * c;
            re[j] = (re[i] as number) - r;
            im[j] = (im[i] as number) - m;
            re[i] = (re[i] as number) + r;
            im[i] = (im[i] as number) + m;
          }
        }
      }
    };
  };
  const library = (size: number) => {
    const fft = new FFT(size);
    const out = fft.createComplexArray();
    return (at: number) => fft.realTransform(out, signal.subarray(at, at + size));
  };
  const ours = (module: Module) => (size: number) => {
    const input = module.fft_init?.(size) ?? 0;
    const view = new Float32Array(module.memory.buffer, input, size);
    return (at: number) => {
      view.set(signal.subarray(at, at + size));
      module.fft_run?.();
    };
  };
  const makers: [string, (size: number) => (at: number) => void][] = [
    ['realfft, SIMD', ours(await load('analysis.simd'))],
    ['realfft, scalar', ours(await load('analysis.scalar'))],
    ['fft.js', library],
    ['JavaScript, radix 2', straight],
  ];
  const rows: { work: string; what: string; times: number[] }[] = [];
  /** Runs all contenders in turn, so that a slow machine is slow for all. */
  const race = (work: string, contenders: [string, () => void][]) => {
    const times = contenders.map(() => [] as number[]);
    for (let round = -2; round < rounds; round++) {
      for (const [index, [, run]] of contenders.entries()) {
        const begin = performance.now();
        run();
        if (round >= 0) times[index]?.push(performance.now() - begin);
      }
    }
    for (const [index, [what]] of contenders.entries()) rows.push({ work, what, times: times[index] ?? [] });
  };
  for (const size of [samples, block]) {
    const work = size === samples ? 'one transform of 2^20 samples' : `2^20 samples in blocks of ${size}`;
    const contenders = makers.map(([what, make]): [string, () => void] => {
      const run = make(size);
      return [
        what,
        () => {
          for (let at = 0; at < samples; at += size) run(at);
        },
      ];
    });
    race(work, contenders);
  }
  const denoise = async (flavour: string): Promise<[string, () => void]> => {
    const module = await load(`denoise.${flavour}`);
    module.denoise_init?.(48_000, 1);
    const plane = new Float32Array(module.memory.buffer, module.denoise_buffer?.(0) ?? 0, 480);
    const run = () => {
      for (let at = 0; at < 48_000; at += 480) {
        plane.set(signal.subarray(at, at + 480));
        module.denoise_process?.(480);
      }
    };
    return [`RNNoise, ${flavour === 'simd' ? 'SIMD' : 'scalar'}`, run];
  };
  race('de-noise, a second of sound (100 frames)', [await denoise('simd'), await denoise('scalar')]);
  return rows;
}

/** Markdown. */
export function writeFft(figures: readonly FftFigure[]): string {
  const works = [...new Set(figures.map(({ work }) => work))];
  const rows = works.flatMap((work) => {
    const group = figures.filter((figure) => figure.work === work);
    const first = group[0]?.ms.median ?? Number.NaN;
    return group.map(
      ({ what, ms }) =>
        `| ${work} | ${what} | ${ms.median.toFixed(2)} (${ms.q1.toFixed(2)} to ${ms.q3.toFixed(2)}) | ${(ms.median / first).toFixed(2)} |`,
    );
  });
  return `
## Sound: FFT and de-noise

One thread, all rows of a group in turn; medians and quartiles in milliseconds, and how many times as long as the first row.
Transforms are of real samples in 32 bits (JavaScript computes in 64).

| what is done | by | ms | times |
|---|---|---|---|
${rows.join('\n')}
`;
}
