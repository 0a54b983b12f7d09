/**
 * Live benchmark: a fake camera plays a file through the pipeline, or through a plain page as people write it.
 * In: a browser with that camera, a size. Out: frames that arrived, frames that were lost, and times. Runs in Node.
 */

import type { Page } from 'playwright';
import { percentiles } from '../../src/memory/stats.ts';
import type { HistogramName } from '../../src/terms.ts';
import type { Pipeline, Stats } from '../../src/types.ts';

/** The results of one run. Times are in microseconds. */
export interface LiveResult {
  fps: number;
  /** Number of frames that arrived and were not presented. */
  dropped: number;
  /** Number of frames that the camera made and that never arrived. `null`: the page cannot tell. */
  discarded: number | null;
  latencyUs: { p50: number; p99: number };
  frameTimeUs: { p50: number; p99: number };
}

/** One set-up to measure. */
export interface LiveSetup {
  width: number;
  height: number;
  frameRate: number;
  threads: number;
  simd: 'on' | 'off';
  radius: number;
  warmUpSeconds: number;
  seconds: number;
}

type App = HTMLElement & { pipeline: Pipeline | null };

/** Measures our own page. */
export async function measurePipeline(
  page: Page,
  origin: string,
  setup: LiveSetup,
): Promise<LiveResult & { stats: Stats }> {
  const { width, height, frameRate: fps, threads, simd, radius } = setup;
  const query = new URLSearchParams({
    source: 'camera',
    width: `${width}`,
    height: `${height}`,
    fps: `${fps}`,
    filters: `grayscale,box-blur:${radius}`,
    threads: `${threads}`,
    simd,
    autostart: '1',
  });
  await page.goto(`${origin}/?${query}`);
  await page.waitForFunction(() => document.querySelector<App>('rl-app')?.pipeline?.state === 'running');
  await page.waitForTimeout(setup.warmUpSeconds * 1000);
  const before = await read(page);
  await page.waitForTimeout(setup.seconds * 1000);
  const after = await read(page);
  const seconds = (after.at - before.at) / 1000;
  const dropped = (stats: Stats) => Object.values(stats.dropped).reduce((sum, n) => sum + n, 0);
  return {
    fps: (after.stats.presented - before.stats.presented) / seconds,
    dropped: dropped(after.stats) - dropped(before.stats),
    discarded: after.stats.discardedAtSource - before.stats.discardedAtSource,
    latencyUs: difference(before.counts.latency, after.counts.latency),
    frameTimeUs: difference(before.counts.frameTime, after.counts.frameTime),
    stats: after.stats,
  };
}

async function read(page: Page) {
  return page.evaluate(() => {
    const pipeline = document.querySelector<App>('rl-app')?.pipeline;
    if (!pipeline) throw new Error('no pipeline runs');
    const counts = (name: HistogramName) => Array.from(pipeline.histogram(name));
    return {
      at: performance.now(),
      stats: pipeline.stats(),
      counts: { latency: counts('latency'), frameTime: counts('frameTime') },
    };
  });
}

/** Percentiles of the values that were counted between two readings. */
export function difference(before: number[], after: number[]): { p50: number; p99: number } {
  const counts = Uint32Array.from(after, (count, index) => count - (before[index] as number));
  const [p50 = 0, p99 = 0] = percentiles(counts, [0.5, 0.99]);
  return { p50, p99 };
}

/**
 * Measures the plain page: a `<video>`, `drawImage`, `getImageData`, grayscale and a running-sum box blur in JS on
 * RGBA, `putImageData`. A frame that comes while the page works on another one is lost.
 */
export async function measurePlain(page: Page, origin: string, setup: LiveSetup): Promise<LiveResult> {
  await page.goto(`${origin}/?source=pattern`);
  return page.evaluate(async ({ width, height, frameRate, radius, warmUpSeconds, seconds }) => {
    const stream = await navigator.mediaDevices.getUserMedia({
      video: { width: { ideal: width }, height: { ideal: height }, frameRate: { ideal: frameRate } },
    });
    const video = document.createElement('video');
    video.muted = true;
    video.srcObject = stream;
    await video.play();
    const canvas = document.createElement('canvas');
    canvas.width = width;
    canvas.height = height;
    document.body.replaceChildren(canvas);
    const context = canvas.getContext('2d', { willReadFrequently: true }) as CanvasRenderingContext2D;
    const sums = new Uint32Array(width);
    const gray = new Uint8Array(width * height);
    const blur = (data: Uint8ClampedArray) => {
      for (let i = 0; i < gray.length; i++) {
        const at = 4 * i;
        gray[i] =
          (9798 * (data[at] as number) +
            19235 * (data[at + 1] as number) +
            3735 * (data[at + 2] as number) +
            16384) >>
          15;
      }
      sums.fill(0);
      for (let y = 0; y < Math.min(radius, height); y++) {
        for (let x = 0; x < width; x++) sums[x] = (sums[x] as number) + (gray[y * width + x] as number);
      }
      for (let y = 0; y < height; y++) {
        const enters = y + radius < height ? (y + radius) * width : -1;
        const leaves = y - radius - 1 >= 0 ? (y - radius - 1) * width : -1;
        for (let x = 0; x < width; x++) {
          let sum = sums[x] as number;
          if (enters >= 0) sum += gray[enters + x] as number;
          if (leaves >= 0) sum -= gray[leaves + x] as number;
          sums[x] = sum;
        }
        const rows = Math.min(height - 1, y + radius) - Math.max(0, y - radius) + 1;
        let sum = 0;
        for (let x = 0; x < Math.min(radius, width); x++) sum += sums[x] as number;
        for (let x = 0; x < width; x++) {
          if (x + radius < width) sum += sums[x + radius] as number;
          if (x - radius - 1 >= 0) sum -= sums[x - radius - 1] as number;
          const n = rows * (Math.min(width - 1, x + radius) - Math.max(0, x - radius) + 1);
          const value = ((sum + (n >> 1)) / n) | 0;
          const at = 4 * (y * width + x);
          data[at] = data[at + 1] = data[at + 2] = value;
        }
      }
    };
    const latencies: number[] = [];
    const times: number[] = [];
    let first = 0;
    let last = 0;
    let shown = 0;
    const measure = (from: number) =>
      new Promise<number>((resolve) => {
        const frame = (now: number, metadata: VideoFrameCallbackMetadata) => {
          const begin = performance.now();
          context.drawImage(video, 0, 0);
          const image = context.getImageData(0, 0, width, height);
          const kernel = performance.now();
          blur(image.data);
          times.push(1000 * (performance.now() - kernel));
          context.putImageData(image, 0, 0);
          const end = performance.now();
          // The time counts from the moment when the page could first know of the frame.
          latencies.push(1000 * (end - Math.min(begin, now)));
          first ||= metadata.presentedFrames;
          last = metadata.presentedFrames;
          shown++;
          if (end >= from) resolve(end);
          else video.requestVideoFrameCallback(frame);
        };
        video.requestVideoFrameCallback(frame);
      });
    await measure(performance.now() + 1000 * warmUpSeconds);
    latencies.length = times.length = first = shown = 0;
    const begin = performance.now();
    const end = await measure(begin + 1000 * seconds);
    for (const track of stream.getTracks()) track.stop();
    const at = (values: number[], share: number) =>
      values.sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(share * values.length))] ?? 0;
    return {
      fps: (1000 * shown) / (end - begin),
      // Frames that the camera made in that time and the page never drew.
      dropped: Math.max(last - first + 1, Math.round(((end - begin) / 1000) * frameRate)) - shown,
      discarded: null,
      latencyUs: { p50: at(latencies, 0.5), p99: at(latencies, 0.99) },
      frameTimeUs: { p50: at(times, 0.5), p99: at(times, 0.99) },
    };
  }, setup);
}

/** Medians of the browser's own two calls that every frame needs, in microseconds. */
export interface FloorResult {
  copyToUs: number;
  videoFrameUs: number;
}

/** Measures, with an I420 frame, `VideoFrame.copyTo` into shared memory and then `new VideoFrame` from it. */
export async function measureFloor(
  page: Page,
  origin: string,
  { width, height }: { width: number; height: number },
): Promise<FloorResult> {
  await page.goto(`${origin}/?source=pattern`);
  return page.evaluate(
    async ({ width, height }) => {
      const bytes = new Uint8Array(
        new WebAssembly.Memory({ initial: 512, maximum: 512, shared: true }).buffer,
      );
      const layout = [
        { offset: 0, stride: width },
        { offset: width * height, stride: width / 2 },
        { offset: (width * height * 5) / 4, stride: width / 2 },
      ];
      const init = { format: 'I420' as const, codedWidth: width, codedHeight: height, timestamp: 0, layout };
      const copies: number[] = [];
      const frames: number[] = [];
      for (let round = 0; round < 120; round++) {
        const begin = performance.now();
        const frame = new VideoFrame(bytes, init);
        const made = performance.now();
        await frame.copyTo(bytes, { layout });
        copies.push(performance.now() - made);
        frames.push(made - begin);
        frame.close();
      }
      const median = (values: number[]) =>
        1000 * (values.slice(20).sort((a, b) => a - b)[(values.length - 20) >> 1] as number);
      return { copyToUs: median(copies), videoFrameUs: median(frames) };
    },
    { width, height },
  );
}
