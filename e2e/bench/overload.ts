/**
 * Live benchmark of two hard cases: kernels that are slower than the source, and the first second of a fresh page.
 * In: a browser with a fake camera. Out: how long frames wait, how many are superseded, how late the first one is. Runs in Node.
 */

import type { Page } from 'playwright';
import type { HistogramName } from '../../src/terms.ts';
import type { Pipeline } from '../../src/types.ts';
import { difference } from './live.ts';

/** Frames arrive faster than they can be processed. Times are medians, in microseconds. */
export interface OverloadResult {
  waitUs: number;
  latencyUs: number;
  frameTimeUs: number;
  /** Frames per second that arrived, and that were superseded. */
  delivered: number;
  superseded: number;
}

/** The first second after the first frame's arrival. */
export interface FirstSecondResult {
  size: string;
  threads: number;
  /** The longest time between a frame's first kernel and its last, in microseconds. */
  largestKernelUs: number;
  /** Frames whose kernels took longer than the camera's interval. */
  late: number;
  /** From the camera's start to the first frame's hand-over to the sink, in milliseconds. */
  firstPresentedMs: number;
}

/** The filters of `measureOverload`. They take longer than a frame's interval on every machine that we know. */
export const OVERLOAD = { filters: 'gaussian-blur:40,gaussian-blur:40', threads: 1, simd: 'off' } as const;

type App = HTMLElement & { pipeline: Pipeline | null };
interface Setup {
  width: number;
  height: number;
  frameRate: number;
}

async function open(page: Page, origin: string, setup: Setup, rest: Record<string, string>): Promise<void> {
  const { width, height, frameRate } = setup;
  const size = { source: 'camera', width: `${width}`, height: `${height}`, fps: `${frameRate}` };
  await page.goto(`${origin}/?${new URLSearchParams({ ...size, ...rest, autostart: '1' })}`);
  await page.waitForFunction(() => document.querySelector<App>('rl-app')?.pipeline?.state === 'running');
}

/** Measures frames under `OVERLOAD`. */
export async function measureOverload(
  page: Page,
  origin: string,
  setup: Setup & { warmUpSeconds: number; seconds: number },
): Promise<OverloadResult> {
  const { filters, threads, simd } = OVERLOAD;
  await open(page, origin, setup, { filters, threads: `${threads}`, simd });
  await page.waitForTimeout(setup.warmUpSeconds * 1000);
  const read = () =>
    page.evaluate(() => {
      const pipeline = document.querySelector<App>('rl-app')?.pipeline;
      if (!pipeline) throw new Error('no pipeline runs');
      const counts = (name: HistogramName) => Array.from(pipeline.histogram(name));
      const { delivered, dropped } = pipeline.stats();
      return {
        at: performance.now(),
        delivered,
        superseded: dropped.superseded,
        counts: { wait: counts('wait'), latency: counts('latency'), frameTime: counts('frameTime') },
      };
    });
  const before = await read();
  await page.waitForTimeout(setup.seconds * 1000);
  const after = await read();
  const perSecond = (count: number) => (1000 * count) / (after.at - before.at);
  const median = (name: 'wait' | 'latency' | 'frameTime') =>
    difference(before.counts[name], after.counts[name]).p50;
  return {
    waitUs: median('wait'),
    latencyUs: median('latency'),
    frameTimeUs: median('frameTime'),
    delivered: perSecond(after.delivered - before.delivered),
    superseded: perSecond(after.superseded - before.superseded),
  };
}

/** Measures the first second of a page that was never open in this browser. */
export async function measureFirstSecond(
  page: Page,
  origin: string,
  setup: Setup & { threads: number; filters: string },
): Promise<FirstSecondResult> {
  const { width, height, frameRate, threads, filters } = setup;
  await page.addInitScript(() => {
    const devices = navigator.mediaDevices;
    const open = devices.getUserMedia.bind(devices);
    devices.getUserMedia = async (constraints) => {
      const stream = await open(constraints);
      performance.mark('camera');
      return stream;
    };
  });
  await open(page, origin, setup, { filters, threads: `${threads}`, simd: 'on' });
  await page.waitForTimeout(2000);
  const { csv, cameraMs } = await page.evaluate(async () => {
    const pipeline = document.querySelector<App>('rl-app')?.pipeline;
    const [mark] = performance.getEntriesByName('camera');
    if (!pipeline || !mark) throw new Error('no pipeline with a camera runs');
    return { csv: await pipeline.recentTrace(10).toCsv().text(), cameraMs: mark.startTime };
  });
  return { size: `${width}x${height}`, threads, ...firstSecond(csv, 1e6 / frameRate, cameraMs) };
}

/** Computes the figures of the first second from a trace's frames. Pure. */
export function firstSecond(
  csv: string,
  intervalUs: number,
  cameraMs: number,
): Pick<FirstSecondResult, 'largestKernelUs' | 'late' | 'firstPresentedMs'> {
  const [header = '', ...rows] = csv.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  const columns = header.split(',');
  const column = (cells: string[], name: string) => Number(cells[columns.indexOf(name)]);
  // For a presented frame: its arrival, and the time of each stage. The last three are in nanoseconds.
  const frames = rows
    .map((row) => row.split(','))
    .filter((cells) => cells[columns.indexOf('kind')] === 'frame')
    .map((cells) => ({
      arrivalUs: column(cells, 'time_us'),
      copyUs: column(cells, 'duration_us'),
      waitUs: column(cells, 'a') / 1000,
      kernelUs: column(cells, 'b') / 1000,
      presentUs: column(cells, 'c') / 1000,
    }))
    .sort((a, b) => a.arrivalUs - b.arrivalUs);
  const [first] = frames;
  if (!first) throw new Error('the trace has no presented frame');
  const kernels = frames
    .filter(({ arrivalUs }) => arrivalUs < first.arrivalUs + 1e6)
    .map(({ kernelUs }) => kernelUs);
  const handedUs = first.arrivalUs + first.copyUs + first.waitUs + first.kernelUs + first.presentUs;
  return {
    largestKernelUs: Math.max(...kernels),
    late: kernels.filter((us) => us > intervalUs).length,
    firstPresentedMs: handedUs / 1000 - cameraMs,
  };
}
