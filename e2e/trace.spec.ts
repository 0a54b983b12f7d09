/** Traces of a running pipeline. They are complete, agree with its other numbers, and say what they lack. */

import { expect, type Page, test } from 'playwright/test';
import type { Pipeline } from '../src/types.ts';
import { stats, untilPresented } from './support/app.ts';

type App = HTMLElement & { pipeline: Pipeline | null };

const PATTERN = 'source=pattern&width=320&height=180&fps=60&filters=box-blur:5&autostart=1';

/** Opens a running pipeline on the app's page. */
async function open(page: Page, query: string): Promise<void> {
  await page.goto(`./?${query}`);
  await untilPresented(page, 20);
}

/** The content of a trace, as plain numbers. */
interface Told {
  /** The numbers of the presented frames in the trace. */
  presented: number[];
  /** The numbers of the frames that a busy machine dropped. */
  dropped: number[];
  /** Presented frames that lack the record of a stage. */
  incomplete: number[];
  /** Contradictions between records of a frame, in sentences. */
  contradictions: string[];
  outcomes: Record<string, number>;
  lost: number;
  durationUs: number;
  settings: number;
  latencyUs: number[];
}

/** Runs in the page. Takes a trace of `frames` frames, or the recent ones, and checks it. */
async function takeTrace(page: Page, frames: number): Promise<Told> {
  return page.evaluate(async (frames) => {
    const pipeline = document.querySelector<App>('rl-app')?.pipeline;
    if (!pipeline) throw new Error('no pipeline runs');
    const presented = () => pipeline.stats().presented;
    if (frames > 0) {
      pipeline.startTrace();
      const from = presented();
      while (presented() < from + frames) await new Promise((resolve) => setTimeout(resolve, 50));
    }
    const trace = frames > 0 ? pipeline.stopTrace() : pipeline.recentTrace();
    const table = trace.frames;
    const [copy, wait, kernel, present] = [1, 2, 3, 4];
    const seen = new Map<number, Set<number>>();
    const ends = new Map<number, { kernel: number; handed: number }>();
    for (const records of trace.lanes) {
      for (let index = 0; index < records.length; index++) {
        const { sequence, kind, timeUs, durationUs } = records.at(index);
        if (!seen.has(sequence)) seen.set(sequence, new Set());
        if (kind <= 4) seen.get(sequence)?.add(kind);
        const end = ends.get(sequence) ?? { kernel: 0, handed: 0 };
        if (kind === kernel) end.kernel = Math.max(end.kernel, timeUs + durationUs);
        if (kind === present) end.handed = timeUs + durationUs;
        ends.set(sequence, end);
      }
    }
    const told: Told = {
      presented: [],
      dropped: [],
      incomplete: [],
      contradictions: [],
      outcomes: {},
      lost: trace.lost,
      durationUs: trace.metadata.endUs - trace.metadata.startUs,
      settings: trace.metadata.settings.length,
      latencyUs: [],
    };
    const at = (column: Float64Array, row: number) => column[row] as number;
    for (let row = 0; row < table.length; row++) {
      const outcome = String(table.outcome[row]);
      told.outcomes[outcome] = (told.outcomes[outcome] ?? 0) + 1;
      const sequence = table.sequence[row] as number;
      if ((table.outcome[row] as number) > 1) told.dropped.push(sequence);
      if (table.outcome[row] !== 1) continue;
      told.presented.push(sequence);
      told.latencyUs.push(at(table.latencyUs, row));
      const kinds = seen.get(sequence);
      if (![copy, wait, kernel, present].every((kind) => kinds?.has(kind))) told.incomplete.push(sequence);
      const end = ends.get(sequence);
      const handed = at(table.arrivalUs, row) + at(table.latencyUs, row);
      const finished = handed - at(table.presentUs, row);
      // Three values are rounded to a nanosecond. Also, a thread notes the end of its stripes after it has handed the frame on.
      if (end && kinds?.has(present) && Math.abs(end.handed - handed) > 0.01) {
        told.contradictions.push(`frame ${sequence}: handed over at ${end.handed}, and at ${handed}`);
      }
      if (end && kinds?.has(kernel) && end.kernel < finished - 0.01) {
        told.contradictions.push(`frame ${sequence}: kernels end ${end.kernel}, it is finished ${finished}`);
      }
    }
    return told;
  }, frames);
}

for (const threads of [1, 2]) {
  test(`every stage of every frame is in the trace, ${threads} threads`, async ({ page }) => {
    await open(page, `${PATTERN}&threads=${threads}`);
    const told = await takeTrace(page, 120);
    expect(told.presented.length).toBeGreaterThanOrEqual(115);
    // The frames have no gap from the first to the last. If a busy machine dropped some, the trace has their end, too.
    const [first, last] = [told.presented[0] as number, told.presented.at(-1) as number];
    const ended = [
      ...told.presented,
      ...told.dropped.filter((sequence) => sequence > first && sequence < last),
    ];
    expect(ended.sort((a, b) => a - b)).toEqual(ended.map((_, i) => first + i));
    // Only frames that were on their way at the begin or the end of the trace may lack a record.
    const edges = [...told.presented.slice(0, 3), ...told.presented.slice(-3)];
    expect(told.incomplete.filter((sequence) => !edges.includes(sequence))).toEqual([]);
    expect(told.contradictions).toEqual([]);
    expect(told.lost).toBe(0);
  });
}

test('the trace that is always on agrees with the histograms', async ({ page }) => {
  await open(page, `${PATTERN}&threads=2`);
  await untilPresented(page, 200);
  const { latencyUs } = (await stats(page)) ?? {};
  const told = await takeTrace(page, 0);
  if (!latencyUs) throw new Error('no pipeline runs');
  // It has all frames since the start, and perhaps some that came between the two looks.
  expect(told.presented[0]).toBe(0);
  const asOf = told.latencyUs.slice(0, latencyUs.count).sort((a, b) => a - b);
  expect(asOf.length).toBe(latencyUs.count);
  const exact = (share: number) => asOf[Math.max(1, Math.ceil(share * asOf.length)) - 1] as number;
  for (const [share, us] of [
    [0.5, latencyUs.p50],
    [0.95, latencyUs.p95],
    [0.99, latencyUs.p99],
    [1, latencyUs.max],
  ] as const) {
    expect(Math.abs(us / exact(share) - 1), `p${100 * share}`).toBeLessThanOrEqual(0.01);
  }
  const mean = asOf.reduce((sum, us) => sum + us, 0) / asOf.length;
  expect(latencyUs.mean / mean).toBeCloseTo(1, 4);
});

test('what is overwritten before it is read is counted', async ({ page }) => {
  // The server has the built library beside the page.
  await page.goto('./?source=pattern');
  const { lost, presented, first, last } = await page.evaluate(async () => {
    const library = './lib/ringlight.js';
    const { createPipeline } = await import(new URL(library, location.href).href);
    const pipeline: Pipeline = await createPipeline({
      source: { type: 'pattern', width: 64, height: 64, frameRate: 60 },
      threads: 1,
      traceSeconds: 1,
    });
    const presented = () => pipeline.stats().presented;
    while (presented() < 10) await new Promise((resolve) => setTimeout(resolve, 20));
    pipeline.startTrace();
    // The busy main thread cannot read. The lanes hold two seconds, so records are overwritten.
    const from = presented();
    while (presented() < from + 300);
    const trace = pipeline.stopTrace();
    await pipeline.close();
    const table = trace.frames;
    return {
      lost: trace.lost,
      presented: presented() - from,
      first: table.sequence[0] as number,
      last: table.sequence[table.length - 1] as number,
    };
  });
  // There are five records per frame. All records that were not lost are there.
  expect(lost).toBeGreaterThan(300);
  expect(last - first).toBeLessThan(presented);
});

test('a trace needs a start, and traceSeconds 0 records nothing', async ({ page }) => {
  await page.goto('./?source=pattern');
  const result = await page.evaluate(async () => {
    const library = './lib/ringlight.js';
    const { createPipeline } = await import(new URL(library, location.href).href);
    const bad = await createPipeline({ source: 'pattern', traceSeconds: 601 }).catch(String);
    const pipeline: Pipeline = await createPipeline({ source: 'pattern', traceSeconds: 0 });
    let refused = '';
    try {
      pipeline.stopTrace();
    } catch (error) {
      refused = (error as Error).name;
    }
    while (pipeline.stats().presented < 20) await new Promise((resolve) => setTimeout(resolve, 20));
    const { length } = pipeline.recentTrace().frames;
    pipeline.startTrace();
    const { tracing } = pipeline;
    await pipeline.close();
    // A trace that was started can still be stopped after the close.
    const after = pipeline.stopTrace().frames.length;
    return { bad, refused, length, tracing, after };
  });
  expect(result).toEqual({
    bad: 'TypeError: traceSeconds is 601; it must be a whole number from 0 to 600',
    refused: 'InvalidStateError',
    length: 0,
    tracing: true,
    after: 0,
  });
});

test('debug=1 shows the stages on tracks of their own in DevTools', async ({ page }) => {
  await open(page, `${PATTERN}&threads=2&debug=1`);
  const entries = await page.evaluate(
    () =>
      new Promise<{ name: string; track: string; group: string; start: number; duration: number }[]>(
        (resolve) => {
          const seen: { name: string; track: string; group: string; start: number; duration: number }[] = [];
          new PerformanceObserver((list, observer) => {
            for (const entry of list.getEntriesByType('measure')) {
              const { devtools } = (entry as PerformanceMeasure).detail ?? {};
              if (!devtools) continue;
              const { track, trackGroup: group } = devtools;
              seen.push({ name: entry.name, track, group, start: entry.startTime, duration: entry.duration });
            }
            if (seen.length < 300) return;
            observer.disconnect();
            resolve(seen);
          }).observe({ type: 'measure' });
        },
      ),
  );
  const tracks = new Set(entries.map(({ track, name }) => `${name.split(' ')[0]} on ${track.split(' ')[0]}`));
  expect([...tracks].sort()).toEqual(['copy on capture', 'kernel on pool', 'present on present']);
  expect(new Set(entries.map(({ group }) => group))).toEqual(new Set(['Ringlight']));
  expect(entries.filter(({ start, duration }) => !(start > 0 && duration >= 0))).toEqual([]);
});

test('a page that is not isolated has traces too', async ({ page }) => {
  await page.route('**/*', async (route) => {
    const response = await route.fetch();
    const headers = { ...response.headers() };
    delete headers['cross-origin-opener-policy'];
    await route.fulfill({ response, headers });
  });
  await open(page, PATTERN);
  expect((await stats(page))?.isolated).toBe(false);
  const told = await takeTrace(page, 60);
  expect(told.presented.length).toBeGreaterThanOrEqual(50);
  expect(told.contradictions).toEqual([]);
  expect(told.lost).toBe(0);
  // A request may still be on its way.
  await page.unrouteAll({ behavior: 'ignoreErrors' });
});
