/** The benchmark's own parts: options, figures, tables, and the JavaScript that kernels are compared with. */

import { describe, expect, it } from 'vitest';
import { checkFilters, FILTERS, type FilterSpec } from '../../src/catalogue/filters.ts';
import { fillRandom, makeFrame } from '../support/frame.ts';
import { applyFilters } from '../support/reference.ts';
import { FrameSequence } from '../support/reference-temporal.ts';
import { BENCH_CASES, BENCH_SIZES } from './cases.ts';
import { type Figures, merge } from './figures.ts';
import { type KernelFigures, median, tally } from './kernel-figures.ts';
import { readOptions } from './options.ts';
import { firstSecond } from './overload.ts';
import { bestJs } from './page/js/best.ts';
import { type JsFilter, makeJs } from './page/js/js.ts';
import { PLAIN } from './page/js/plain.ts';
import type { Turn } from './page/turns.ts';
import { PEER_NOTES } from './peer-notes.ts';
import { writeReport } from './report.ts';
import { digits, writeDetails } from './report-kernels.ts';

describe('options', () => {
  it('measure everything where nothing is said', () => {
    const { parts, cases, sizes, seconds } = readOptions([]);
    expect(parts).toEqual(['kernels', 'images', 'live', 'audio', 'fft', 'instruments']);
    expect([cases, sizes, seconds]).toEqual([BENCH_CASES, BENCH_SIZES, 20]);
  });

  it('measure what is named', () => {
    const options = readOptions(['--filter', 'edges', '--filter', 'mirror', '--size', '4k']);
    expect(options.parts).toEqual(['kernels']);
    expect(options.cases.map(({ name }) => name)).toEqual(['mirror', 'edges']);
    expect(options.sizes.map(({ name }) => name)).toEqual(['4k']);
    expect(readOptions(['--only', 'live', '--only', 'kernels']).parts).toEqual(['kernels', 'live']);
  });

  it.each([
    [['--filter', 'blurr'], /^--filter is "blurr"; it must be one of: grayscale box-blur /],
    [['--size', '8k'], /^--size is "8k"; it must be one of: 720p 1080p 4k/],
    [
      ['--only', 'picture'],
      /^--only is "picture"; it must be one of: kernels images live audio fft instruments/,
    ],
    [['--seconds', 'long'], /^--seconds is "long"; it must be a number from 1 to 600/],
    [['--docs', '--only', 'live'], /^--docs needs every figure/],
    [['--nonsense'], /--nonsense/],
  ])('refuse %j with a sentence', (args, message) => {
    expect(() => readOptions(args)).toThrow(
      expect.objectContaining({ name: 'Problem', message: expect.stringMatching(message) }),
    );
  });
});

it('every filter of the table is measured, and three chains', () => {
  const names = BENCH_CASES.map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(FILTERS.map(({ name }) => name)));
  expect(BENCH_CASES.filter(({ filters }) => filters.length > 1)).toHaveLength(3);
});

describe('the JavaScript that kernels are compared with', () => {
  const run = (passes: ReturnType<typeof bestJs>, frame: ReturnType<typeof makeFrame>) => {
    let from = new Uint8ClampedArray(frame.planes[0]?.data ?? []);
    for (const pass of passes ?? []) {
      const to = new Uint8ClampedArray(from.length);
      pass(from, to, frame.width, frame.height);
      from = to;
    }
    return from;
  };
  const frames = [
    [1, 1],
    [2, 5],
    [37, 23],
    [67, 61],
    [300, 9],
  ].map(([width = 1, height = 1]) => fillRandom(makeFrame('RGBA', width, height), width));

  it.each(BENCH_CASES)('at its best gives the same bytes: $name', ({ filters }) => {
    const passes = bestJs(filters);
    // Every filter of `PLAIN` is written at its best, too.
    if (!passes) return expect(filters.some(({ name }) => !(name in PLAIN))).toBe(true);
    for (const frame of frames) {
      expect(run(passes, frame)).toEqual(
        new Uint8ClampedArray(applyFilters(frame, filters).planes[0]?.data ?? []),
      );
    }
  });

  it('remembers as the kernels do, and as people write it nearly so', () => {
    const filters = checkFilters([{ name: 'temporal-denoise' }]);
    const sequence = new FrameSequence();
    const best = bestJs(filters) ?? [];
    const plain = [makeJs(PLAIN, filters[0] as FilterSpec) as JsFilter];
    for (let n = 0; n < 6; n++) {
      const frame = fillRandom(makeFrame('RGBA', 41, 17), 5);
      // Most samples are near those of the frame before, some are not.
      for (const { data } of frame.planes) {
        for (let i = 0; i < data.length; i++)
          data[i] = Math.min(255, (data[i] ?? 0) + ((i * 7 + n * 11) % 13) * (i % 5));
      }
      const expected = new Uint8ClampedArray(sequence.next(frame, filters).planes[0]?.data ?? []);
      expect(run(best, frame)).toEqual(expected);
      const most = run(plain, frame).reduce(
        (sum, value, i) => Math.max(sum, Math.abs(value - (expected[i] ?? 0))),
        0,
      );
      expect(most).toBeLessThanOrEqual(1);
    }
  });

  /** The cases that the notes of the tables name. */
  const MOST: Record<string, number> = {
    grayscale: 1,
    saturation: 1,
    // Eight times the one that gray may be off.
    edges: 8,
    'gaussian-blur': 24,
    hue: 70,
    contrast: 1,
    sepia: 1,
    vignette: 1,
    sharpen: 1,
  };
  it.each(BENCH_CASES.filter(({ filters }) => filters.length === 1))(
    'as people write it is near: $name',
    ({ filters }) => {
      const pass = makeJs(PLAIN, filters[0] as FilterSpec);
      if (!pass) return;
      const frame = frames[3] as (typeof frames)[number];
      const [actual, expected] = [run([pass], frame), applyFilters(frame, filters).planes[0]?.data ?? []];
      const most = actual.reduce((sum, value, i) => Math.max(sum, Math.abs(value - (expected[i] ?? 0))), 0);
      expect(most).toBeLessThanOrEqual(MOST[filters[0]?.name ?? ''] ?? 0);
    },
  );
});

describe('figures', () => {
  const size = { name: '4k', width: 3840, height: 2160, budgetMs: 1 };
  const turns = (...ms: number[]): Turn[] => ms.map((value) => [value, 2]);
  const ours = ['RGBA', 'I420'].flatMap((format) =>
    ['simd', 'scalar'].flatMap((flavour) =>
      [1, 2].map((threads) => ({
        name: `${format} ${flavour} ${threads}`,
        turns: turns(4, 6, 8).map(
          (turn) => turn && ([turn[0] * (flavour === 'simd' ? 1 : 5), turn[1]] as const),
        ),
      })),
    ),
  );
  const measured = [
    ...ours,
    { name: 'copy I420', turns: turns(1, 1, 1) },
    { name: 'best JS', turns: turns(40, 30, 80) },
    { name: 'plain JS', turns: turns(600) },
    { name: 'photon', turns: [null, ...turns(60, 160)] },
  ];
  const one = { name: 'edges', label: 'edges', filters: checkFilters([{ name: 'edges' }]) };
  const result = tally(one, size, { measured, differences: [] }, ['canvas']);
  const simd = result.ours[0];

  it('are medians, and medians of ratios within rounds', () => {
    expect(simd).toMatchObject({ ms: 6, copies: 3, rgbaCopies: 3, rounds: 3, quartiles: [5, 7] });
    expect(simd?.gbPerSecond).toBeCloseTo((2 * 4 * 3840 * 2160) / 6e6);
    // 40/4, 30/6, 80/8; the one run against the median; 60/6, 160/8.
    expect(simd?.ratios).toEqual({ scalar: 5, 'one thread': 1, 'best JS': 10, 'plain JS': 100, photon: 15 });
    expect(result.ours.at(-1)).toMatchObject({
      format: 'I420',
      flavour: 'scalar',
      copies: 30,
      rgbaCopies: 15,
    });
    expect(result.others.at(-1)).toMatchObject({ name: 'canvas', ms: null });
    expect(median([3, 1, 2, 10])).toBe(2.5);
  });

  it('are refused where our own results differ', () => {
    const differences = [{ name: 'RGBA scalar 2', most: 3, mostInside: 0, share: 0.1 }];
    expect(() => tally(one, size, { measured, differences }, [])).toThrow(
      /edges: RGBA scalar 2 differs by 3/,
    );
  });

  const figures = (kernels: KernelFigures): Figures => ({
    date: '2026-01-01',
    machine: { cpu: 'one', cores: 2, browser: 'Chromium 1' },
    live: [],
    floor: [],
    audio: [],
    kernels,
    peers: {},
  });

  it('of two runs are put together by case and size', () => {
    const older = figures({ ...result, ours: result.ours.map((figure) => ({ ...figure, ms: 1 })) });
    const other = { ...result.ours[0], case: 'mirror' } as (typeof result.ours)[number];
    older.kernels.ours.push(other);
    const merged = merge(older, figures(result));
    expect(merged?.kernels.ours).toEqual([other, ...result.ours]);
    expect(merge({ ...older, machine: { cpu: 'two', cores: 2, browser: '' } }, figures(result))).toBeNull();
  });

  it('become tables', () => {
    const summary = writeReport(figures(result));
    expect(summary).toContain(
      '| `edges` | 3.0 (5.0) | 3.0 | 5.0 (4.0) | 1.00 (1.85) | 10 | 100 | 15 photon |',
    );
    expect(summary).toContain('Wanted, and not reached in this run: `edges` threads 1.00 (1.85).');
    const details = writeDetails(figures(result));
    expect(details).toContain(
      '| `edges` | RGBA | 30.00 / 30.00 | 6.00 / 6.00 | 11.1 / 11.1 | 3.0 / 3.0 | 10 | 100 |',
    );
    expect(details).toContain('| `edges` | canvas | – | – |  |');
    expect([digits(0.123), digits(1.234), digits(2.34), digits(12.3), digits(null)]).toEqual([
      '0.12',
      '1.23',
      '2.3',
      '12',
      '–',
    ]);
  });

  it('tell of still images', () => {
    const row = {
      what: 'grayscale',
      threads: 1,
      applyMs: 9.04,
      allocatedMs: 2,
      applyCopies: 3.51,
      allocatedCopies: 0.8,
    };
    const images = { width: 3840, height: 2160, copyMs: 2.5, rows: [row] };
    const merged = merge({ ...figures(result), images }, figures(result));
    expect(writeReport(merged as Figures)).toContain('| `grayscale` | 1 | 9.0 ms, 3.5 | 2.0 ms, 0.8 |');
    expect(writeReport(figures(result))).not.toContain('## Still images');
  });

  it('tell of overload and of the first second', () => {
    const row = (kind: string, timeUs: number, [a, b, c]: number[]) =>
      `present,${kind},0,${timeUs},1000,0,${a},${b},${c},""`;
    const csv = [
      '# Ringlight trace',
      '# {}',
      'lane,kind,frame,time_us,duration_us,detail,a,b,c,meaning',
      row('present', 0, [0, 9e9, 0]),
      row('frame', 900_000, [0, 20e6, 0]),
      row('frame', 500_000, [2e6, 3e6, 4e6]),
      // More than a second after the first.
      row('frame', 1_600_000, [0, 99e6, 0]),
    ].join('\n');
    const first = firstSecond(csv, 16_667, 400);
    expect(first).toEqual({ largestKernelUs: 20_000, late: 1, firstPresentedMs: 110 });
    const overload = { waitUs: 8000, latencyUs: 48_000, frameTimeUs: 40_000, delivered: 60, superseded: 35 };
    const now = { ...figures(result), firstSecond: [{ size: '3840x2160', threads: 2, ...first }] };
    const merged = merge({ ...figures(result), overload }, now);
    expect(writeReport(merged as Figures)).toContain('| 60.0 fps | 35.0 fps | 8.00 | 40.00 | 48.00 | 1.20 |');
    expect(writeReport(merged as Figures)).toContain('| 3840x2160 | 2 | 20.00 | 1 | 110 |');
    expect(writeReport(figures(result))).not.toContain('## Live');
  });

  it('have notes on filters that there are', () => {
    const names = FILTERS.map(({ name }) => name);
    for (const notes of Object.values(PEER_NOTES))
      expect(names).toEqual(expect.arrayContaining(Object.keys(notes)));
  });
});
