/**
 * `npm run bench`: serves the production build, drives Chromium, prints the tables.
 * Options: `--json FILE` every figure; `--docs` rewrites docs/benchmarks.md; `--seconds N` per live run (30);
 * `--only live|kernels|audio|instruments`. Runs in Node.
 */

import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Browser, chromium } from 'playwright';
import { preview } from 'vite';
import { CHROMIUM_FLAGS, FAKE_CAMERA_FLAGS, requireChromium } from '../../scripts/browsers.mjs';
import * as layout from '../../src/generated/layout.ts';
import { makeCameraFile } from '../support/y4m.ts';
import { type AudioResult, measureAudio } from './audio.ts';
import { type InstrumentsResult, measureInstruments } from './instruments.ts';
import { type KernelResult, measureKernels } from './kernels.ts';
import { type FloorResult, type LiveResult, measureFloor, measurePipeline, measurePlain } from './live.ts';
import { writeReport } from './report.ts';

/** Every figure of one run. */
export interface Figures {
  date: string;
  machine: { cpu: string; cores: number; browser: string };
  live: ({ size: string; what: string } & LiveResult)[];
  /** The browser's own part of the live figures, by size. */
  floor: ({ size: string } & FloorResult)[];
  kernels: KernelResult[];
  /** The sound's effects. */
  audio: AudioResult[];
  /** What the instruments themselves cost; absent where it was not asked for. */
  instruments?: InstrumentsResult;
}

const SIZES = [
  { width: 1920, height: 1080, frames: 60 },
  { width: 3840, height: 2160, frames: 30 },
];
const FRAME_RATE = 60;
const RADIUS = 5;

const { values: options } = parseArgs({
  options: {
    json: { type: 'string' },
    docs: { type: 'boolean', default: false },
    seconds: { type: 'string', default: '30' },
    only: { type: 'string' },
  },
});

const server = await preview({ preview: { port: 0 }, logLevel: 'error' });
const origin = (server.resolvedUrls?.local[0] ?? '').replace(/\/$/, '');
const executablePath = await requireChromium();
const folder = await mkdtemp(join(tmpdir(), 'ringlight-bench-'));

async function withBrowser<T>(flags: string[], use: (browser: Browser) => Promise<T>): Promise<T> {
  const args = [...CHROMIUM_FLAGS, ...FAKE_CAMERA_FLAGS, ...flags];
  const browser = await chromium.launch({ executablePath, args });
  try {
    return await use(browser);
  } finally {
    await browser.close();
  }
}

async function runLive(): Promise<Figures['live']> {
  const rows: Figures['live'] = [];
  for (const { width, height, frames } of SIZES) {
    const file = join(folder, `${width}.y4m`);
    await makeCameraFile(file, { width, height, frameRate: FRAME_RATE, frames });
    const base = { width, height, frameRate: FRAME_RATE, radius: RADIUS, simd: 'on' as const };
    const setup = { ...base, warmUpSeconds: 5, seconds: Number(options.seconds) };
    const size = `${width}x${height}`;
    const flags = [`--use-file-for-fake-video-capture=${file}`];
    for (const threads of [2, 1]) {
      const what = `Ringlight, ${threads} thread${threads > 1 ? 's' : ''}, SIMD`;
      const { stats: _, ...result } = await withBrowser(flags, async (browser) =>
        measurePipeline(await browser.newPage(), origin, { ...setup, threads }),
      );
      rows.push({ size, what, ...result });
    }
    const plain = await withBrowser(flags, async (browser) =>
      measurePlain(await browser.newPage(), origin, { ...setup, threads: 1 }),
    );
    rows.push({ size, what: 'Plain page: drawImage, getImageData, JS', ...plain });
    await rm(file);
  }
  return rows;
}

async function runFloor(): Promise<Figures['floor']> {
  const rows: Figures['floor'] = [];
  for (const size of SIZES) {
    const result = await withBrowser([], async (browser) =>
      measureFloor(await browser.newPage(), origin, size),
    );
    rows.push({ size: `${size.width}x${size.height}`, ...result });
  }
  return rows;
}

async function runKernels(): Promise<KernelResult[]> {
  const files = await readdir('dist/assets');
  const url = (flavour: string) =>
    `${origin}/assets/${files.find((name) => name.startsWith(`ringlight.${flavour}`) && name.endsWith('.wasm'))}`;
  return withBrowser([], async (browser) =>
    measureKernels(await browser.newPage(), origin, { scalar: url('scalar'), simd: url('simd') }, layout),
  );
}

/** Pairs of blocks: their median's error falls with the root of them. */
const PAIRS = 9;

async function runInstruments(): Promise<InstrumentsResult> {
  const { width, height } = { width: 1920, height: 1080 };
  const blockSeconds = Math.min(4, Number(options.seconds));
  const setup = { width, height, frameRate: FRAME_RATE, radius: RADIUS, threads: 2, blockSeconds };
  return withBrowser([], (browser) => measureInstruments(browser, origin, { ...setup, pairs: PAIRS }));
}

const wanted = (part: string) => options.only === undefined || options.only === part;

try {
  const browser = await withBrowser([], async (running) => `Chromium ${running.version()}`);
  const figures: Figures = {
    date: new Date().toISOString().slice(0, 10),
    machine: { cpu: cpus()[0]?.model ?? 'unknown', cores: cpus().length, browser },
    kernels: wanted('kernels') ? await runKernels() : [],
    audio: wanted('audio')
      ? await withBrowser([], async (running) => measureAudio(await running.newPage(), origin))
      : [],
    floor: wanted('live') ? await runFloor() : [],
    live: wanted('live') ? await runLive() : [],
    ...(wanted('instruments') ? { instruments: await runInstruments() } : {}),
  };
  console.log(writeReport(figures));
  if (options.json) await writeFile(options.json, `${JSON.stringify(figures, null, 2)}\n`);
  if (options.docs) await writeFile('docs/benchmarks.md', writeReport(figures));
} finally {
  await server.close();
  await rm(folder, { recursive: true, force: true });
}
