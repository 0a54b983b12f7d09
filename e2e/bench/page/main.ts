/**
 * The page of the kernel benchmark. `e2e/bench/kernels.ts` drives it. In: a size, then cases. Out: the time of every contender in
 * every round, and how far its result is from ours. The page's own thread runs the peers. It sleeps while our pool works.
 */

import type { FilterSpec } from '../../../src/catalogue/filters.ts';
import type { PixelFormat, SamplePlane } from '../../../src/terms.ts';
import type { Contender, Peer, Source } from './contender.ts';
import { openCanvas } from './peers/canvas.ts';
import { openBestJs, openPlainJs } from './peers/javascript.ts';
import { loadOpenCv, openOpenCv } from './peers/opencv.ts';
import { openPhoton } from './peers/photon.ts';
import { openStackBlur } from './peers/stackblur.ts';
import { BenchPool } from './pool.ts';
import { type Measured, type TurnOptions, takeTurns } from './turns.ts';
import { makeYardstick } from './yardstick.ts';

/** How far a result is from ours. */
export interface Difference {
  name: string;
  /** Largest difference of any sample of R, G and B. */
  most: number;
  /** Largest difference of samples at least `MARGIN` pixels away from the border. */
  mostInside: number;
  /** Share of the samples that differ at all. */
  share: number;
}

/** The results of one case. */
export interface CaseResult {
  measured: Measured[];
  differences: Difference[];
}

/** Larger than the reach of every window in these cases. */
const MARGIN = 64;
/** A virtual machine's kernel keeps threads on one processor until they have been busy for a while. */
const AWAKE_MS = 15;
/** The number of the test picture. Any number would do. */
const FRAME = 40;

/** Everything that is open for one size. */
class Bench {
  readonly #source: Source;
  readonly #pools: Record<'RGBA' | 'I420', BenchPool>;
  readonly #peers: Peer[];
  readonly #copy: Contender;
  readonly #copyI420: Contender;
  /** A pool keeps its settings and its plan until another contender needs other settings. */
  readonly #configured = new Map<BenchPool, Contender>();

  private constructor(
    source: Source,
    pools: Record<'RGBA' | 'I420', BenchPool>,
    peers: Peer[],
    module: BufferSource,
  ) {
    this.#source = source;
    this.#pools = pools;
    this.#peers = peers;
    const pixels = source.width * source.height;
    this.#copy = makeYardstick('copy RGBA', module, 4 * pixels);
    this.#copyI420 = makeYardstick('copy I420', module, 1.5 * pixels);
  }

  static async open(width: number, height: number, copyModule: number[]): Promise<Bench> {
    const i420 = await BenchPool.start('I420', width, height);
    const frame = await i420.draw(FRAME);
    const source = { width, height, pixels: await toRgba(frame.planes, width, height) };
    const rgba = await BenchPool.start('RGBA', width, height);
    await rgba.write(source.pixels);
    const peers = [
      openBestJs(source),
      openPlainJs(source),
      openOpenCv(await loadOpenCv(), source),
      openPhoton(source),
      openStackBlur(source),
      await openCanvas(source),
    ];
    return new Bench(source, { RGBA: rgba, I420: i420 }, peers, new Uint8Array(copyModule));
  }

  #ours(format: 'RGBA' | 'I420', simd: boolean, threads: number, filters: readonly FilterSpec[]): Contender {
    const pool = this.#pools[format];
    const contender: Contender = {
      name: `${format} ${simd ? 'simd' : 'scalar'} ${threads}`,
      frames: (count) => {
        if (this.#configured.get(pool) !== contender) pool.configure({ filters, threads, simd });
        this.#configured.set(pool, contender);
        return pool.run(count);
      },
      // The slot gets its plan with the first frame of new settings.
      settle: 1,
      awakeMs: threads > 1 ? AWAKE_MS : 0,
      result: () => rowsOf(pool.result().planes[0] as SamplePlane),
    };
    return contender;
  }

  /** Measures every contender that has `filters`. `skip` names those that would take too long. */
  async measure(
    filters: readonly FilterSpec[],
    skip: readonly string[],
    options: TurnOptions,
    compare: boolean,
  ): Promise<CaseResult> {
    const ours = (['RGBA', 'I420'] as const).flatMap((format) =>
      [true, false].flatMap((simd) => [1, 2].map((threads) => this.#ours(format, simd, threads, filters))),
    );
    const others = this.#peers.flatMap((peer) => peer.contend(filters) ?? []);
    const wanted = others.filter(({ name }) => !skip.includes(name));
    const measured = await takeTurns([...ours, this.#copyI420, ...wanted], this.#copy, options);
    const differences: Difference[] = [];
    if (compare) {
      const expected = await resultOf(ours[0] as Contender);
      const rgba = ours.filter(({ name }) => name.startsWith('RGBA'));
      for (const contender of [...rgba, ...wanted]) {
        differences.push({
          name: contender.name,
          ...difference(expected, await resultOf(contender), this.#source),
        });
      }
    }
    return { measured, differences };
  }

  async close(): Promise<void> {
    for (const peer of this.#peers) peer.close();
    await Promise.all(Object.values(this.#pools).map((pool) => pool.close()));
  }
}

async function resultOf(contender: Contender): Promise<Uint8ClampedArray> {
  if ('frames' in contender) await contender.frames(contender.settle);
  else {
    contender.prepare?.();
    contender.run();
  }
  return contender.result?.() ?? new Uint8ClampedArray();
}

/** Converts an I420 picture to RGBA with the browser. */
async function toRgba(planes: readonly SamplePlane[], width: number, height: number) {
  const rows = planes.map((plane) => rowsOf(plane));
  const data = new Uint8Array(rows.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const row of rows) {
    data.set(row, at);
    at += row.length;
  }
  const format: PixelFormat = 'I420';
  const frame = new VideoFrame(data, { format, codedWidth: width, codedHeight: height, timestamp: 0 });
  const pixels = new Uint8ClampedArray(4 * width * height);
  await frame.copyTo(pixels, { format: 'RGBA' });
  frame.close();
  return pixels;
}

/** Returns a plane's samples without gaps. */
function rowsOf({ data, stride, width, height, channels }: SamplePlane): Uint8ClampedArray {
  const row = width * channels;
  const result = new Uint8ClampedArray(row * height);
  for (let y = 0; y < height; y++) result.set(data.subarray(y * stride, y * stride + row), y * row);
  return result;
}

function difference(
  expected: Uint8ClampedArray,
  actual: Uint8ClampedArray,
  { width, height }: Source,
): Omit<Difference, 'name'> {
  let most = 0;
  let mostInside = 0;
  let count = 0;
  for (let y = 0; y < height; y++) {
    const rowInside = y >= MARGIN && y < height - MARGIN;
    for (let x = 0; x < width; x++) {
      const inside = rowInside && x >= MARGIN && x < width - MARGIN;
      for (let at = 4 * (y * width + x), end = at + 3; at < end; at++) {
        const distance = Math.abs((expected[at] as number) - (actual[at] as number));
        if (distance === 0) continue;
        count++;
        if (distance > most) most = distance;
        if (inside && distance > mostInside) mostInside = distance;
      }
    }
  }
  return { most, mostInside, share: count / (3 * width * height) };
}

/** The functions that Node calls. */
export interface BenchPage {
  open(width: number, height: number, copyModule: number[]): Promise<void>;
  measure(...args: Parameters<Bench['measure']>): Promise<CaseResult>;
  close(): Promise<void>;
}

let bench: Bench | undefined;
const page: BenchPage = {
  async open(...args) {
    bench = await Bench.open(...args);
  },
  async measure(...args) {
    if (!bench) throw new Error('no size is open');
    return bench.measure(...args);
  },
  async close() {
    await bench?.close();
    bench = undefined;
  },
};
(globalThis as unknown as { benchPage: BenchPage }).benchPage = page;
