/**
 * `npm run bench`: serves the production build, drives Chromium, prints the tables. Options: see `options.ts`. Runs in Node.
 */

import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright';
import { preview } from 'vite';
import { CHROMIUM_FLAGS, FAKE_CAMERA_FLAGS, requireChromium } from '../../scripts/browsers.mjs';
import { Problem, ROOT } from '../../scripts/run.mjs';
import { makeCameraFile } from '../support/y4m.ts';
import { measureAudio } from './audio.ts';
import { measureFft } from './fft.ts';
import { type Figures, merge } from './figures.ts';
import { type ImageFigures, measureImages } from './images.ts';
import { type InstrumentsResult, measureInstruments } from './instruments.ts';
import type { KernelFigures } from './kernel-figures.ts';
import { measureKernels } from './kernels.ts';
import { measureFloor, measurePipeline, measurePlain } from './live.ts';
import type { BenchOptions, Part } from './options.ts';
import { measureFirstSecond, measureOverload } from './overload.ts';
import { writeReport } from './report.ts';
import { writeDetails } from './report-kernels.ts';

const SIZES = [
  { width: 1920, height: 1080, frames: 60 },
  { width: 3840, height: 2160, frames: 30 },
];
const FRAME_RATE = 60;
const RADIUS = 5;
/** Number of pairs of blocks. The error of their median falls with the root of this number. */
const PAIRS = 5;
const NO_KERNELS: KernelFigures = { ours: [], others: [], copies: [] };

/** Measures the parts that the options name, and writes the results. */
export async function bench(options: BenchOptions): Promise<void> {
  const before = options.with === undefined ? undefined : readFigures(options.with);
  const now = await new Run(options).measure();
  const figures = before ? merge(before, now) : now;
  if (!figures)
    throw new Problem(`${options.with} is from another machine or browser: measure all of it here`);
  const [report, details] = [writeReport(figures), writeDetails(figures)];
  console.log(`${report}\n${details}`);
  if (options.json) await writeFile(options.json, `${JSON.stringify(figures, null, 1)}\n`);
  if (!options.docs) return;
  await writeFile(join(ROOT, 'docs/benchmarks.md'), report);
  await writeFile(join(ROOT, 'docs/benchmarks-filters.md'), details);
}

function readFigures(file: string): Figures {
  if (!existsSync(file)) throw new Problem(`--with is ${JSON.stringify(file)}; there is no such file`);
  return JSON.parse(readFileSync(file, 'utf8')) as Figures;
}

class Run {
  readonly #options: BenchOptions;
  #origin = '';
  #folder = '';

  constructor(options: BenchOptions) {
    this.#options = options;
  }

  async measure(): Promise<Figures> {
    const server = await preview({ root: ROOT, preview: { port: 0 }, logLevel: 'error' });
    this.#origin = (server.resolvedUrls?.local[0] ?? '').replace(/\/$/, '');
    this.#folder = await mkdtemp(join(tmpdir(), 'ringlight-bench-'));
    try {
      const browser = await this.#withBrowser([], async (running) => `Chromium ${running.version()}`);
      const wanted = (part: Part) => this.#options.parts.includes(part);
      return {
        date: new Date().toISOString().slice(0, 10),
        machine: { cpu: cpus()[0]?.model ?? 'unknown', cores: cpus().length, browser },
        kernels: wanted('kernels') ? await this.#kernels() : NO_KERNELS,
        peers: peerVersions(),
        floor: wanted('live') ? await this.#floor() : [],
        live: wanted('live') ? await this.#live() : [],
        ...(wanted('live') ? await this.#hard() : {}),
        audio: wanted('audio') ? await this.#audio() : [],
        ...(wanted('instruments') ? { instruments: await this.#instruments() } : {}),
        ...(wanted('fft') ? { fft: await this.#fft() } : {}),
        ...(wanted('images') ? { images: await this.#images() } : {}),
      };
    } finally {
      await server.close();
      await rm(this.#folder, { recursive: true, force: true });
    }
  }

  async #withBrowser<T>(flags: string[], use: (browser: Browser) => Promise<T>): Promise<T> {
    const executablePath = await requireChromium();
    const args = [...CHROMIUM_FLAGS, ...FAKE_CAMERA_FLAGS, ...flags];
    const browser = await chromium.launch({ executablePath, args });
    try {
      return await use(browser);
    } finally {
      await browser.close();
    }
  }

  #kernels(): Promise<KernelFigures> {
    const { cases, sizes } = this.#options;
    const onProgress = (text: string) => console.error(`kernels: ${text}`);
    return this.#withBrowser([], (browser) =>
      measureKernels(browser, { root: ROOT, cases, sizes, onProgress }),
    );
  }

  async #live(): Promise<Figures['live']> {
    const rows: Figures['live'] = [];
    for (const { width, height, frames } of SIZES) {
      const file = join(this.#folder, `${width}.y4m`);
      await makeCameraFile(file, { width, height, frameRate: FRAME_RATE, frames });
      const base = { width, height, frameRate: FRAME_RATE, radius: RADIUS, simd: 'on' as const };
      const setup = { ...base, warmUpSeconds: 5, seconds: this.#options.seconds };
      const size = `${width}x${height}`;
      const flags = [`--use-file-for-fake-video-capture=${file}`];
      for (const threads of [2, 1]) {
        const what = `Ringlight, ${threads} thread${threads > 1 ? 's' : ''}, SIMD`;
        console.error(`live: ${size} ${what}`);
        const { stats: _, ...result } = await this.#withBrowser(flags, async (browser) =>
          measurePipeline(await browser.newPage(), this.#origin, { ...setup, threads }),
        );
        rows.push({ size, what, ...result });
      }
      const plain = await this.#withBrowser(flags, async (browser) =>
        measurePlain(await browser.newPage(), this.#origin, { ...setup, threads: 1 }),
      );
      rows.push({ size, what: 'Plain page: drawImage, getImageData, JS', ...plain });
      await rm(file);
    }
    return rows;
  }

  /** Measures the hard cases of the live benchmark. */
  async #hard(): Promise<Pick<Figures, 'overload' | 'firstSecond'>> {
    const [small, large] = SIZES as [(typeof SIZES)[number], (typeof SIZES)[number]];
    const camera = async ({ width, height, frames }: (typeof SIZES)[number]) => {
      const file = join(this.#folder, `${width}.y4m`);
      await makeCameraFile(file, { width, height, frameRate: FRAME_RATE, frames });
      return [`--use-file-for-fake-video-capture=${file}`];
    };
    console.error('live: overload');
    const overload = await this.#withBrowser(await camera(small), async (browser) =>
      measureOverload(await browser.newPage(), this.#origin, {
        ...small,
        frameRate: FRAME_RATE,
        warmUpSeconds: 5,
        seconds: this.#options.seconds,
      }),
    );
    const firstSecond: Figures['firstSecond'] = [];
    const flags = await camera(large);
    for (const threads of [2, 1]) {
      console.error(`live: the first second, ${threads} threads`);
      const setup = { ...large, frameRate: FRAME_RATE, threads, filters: `grayscale,box-blur:${RADIUS}` };
      firstSecond.push(
        await this.#withBrowser(flags, async (browser) =>
          measureFirstSecond(await browser.newPage(), this.#origin, setup),
        ),
      );
    }
    return { overload, firstSecond };
  }

  async #floor(): Promise<Figures['floor']> {
    const rows: Figures['floor'] = [];
    for (const size of SIZES) {
      const result = await this.#withBrowser([], async (browser) =>
        measureFloor(await browser.newPage(), this.#origin, size),
      );
      rows.push({ size: `${size.width}x${size.height}`, ...result });
    }
    return rows;
  }

  async #audio(): Promise<Figures['audio']> {
    console.error('audio');
    return this.#withBrowser([], async (browser) => measureAudio(await browser.newPage(), this.#origin));
  }

  #fft(): Promise<Figures['fft']> {
    console.error('fft');
    return this.#withBrowser([], async (browser) =>
      measureFft(await browser.newPage(), this.#origin, join(ROOT, 'dist')),
    );
  }

  #images(): Promise<ImageFigures> {
    console.error('still images');
    return this.#withBrowser([], async (browser) => measureImages(await browser.newPage(), this.#origin));
  }

  async #instruments(): Promise<InstrumentsResult> {
    console.error('instruments');
    const { width, height } = { width: 1920, height: 1080 };
    const blockSeconds = Math.min(4, this.#options.seconds);
    const setup = { width, height, frameRate: FRAME_RATE, radius: RADIUS, threads: 2, blockSeconds };
    return this.#withBrowser([], (browser) =>
      measureInstruments(browser, {
        origin: this.#origin,
        dist: join(ROOT, 'dist'),
        setup: { ...setup, pairs: PAIRS },
      }),
    );
  }
}

/** The installed versions. */
function peerVersions(): Record<string, string> {
  const packages = {
    'OpenCV.js': '@techstark/opencv-js',
    photon: '@silvia-odwyer/photon',
    StackBlur: 'stackblur-canvas',
  };
  return Object.fromEntries(
    Object.entries(packages).map(([name, folder]) => {
      const { version } = JSON.parse(
        readFileSync(join(ROOT, 'node_modules', folder, 'package.json'), 'utf8'),
      ) as { version: string };
      return [name, `${folder} ${version}`];
    }),
  );
}
