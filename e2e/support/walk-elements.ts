/**
 * Walks through every instrument and tool of the running page, in any browser, with many workers or one. In: a page whose
 * pipeline presents frames. Out: the contents of each element, as plain values. Runs in the page. Tests send the function there,
 * so it refers to nothing outside itself.
 */

import type { RlApp } from '../../src/elements/rl-app/rl-app.ts';
import type { RlChart } from '../../src/elements/rl-chart/rl-chart.ts';
import type { RlCompare } from '../../src/elements/rl-compare/rl-compare.ts';
import type { RlTraceViewer } from '../../src/elements/rl-trace-viewer/rl-trace-viewer.ts';
import type { Pipeline } from '../../src/types.ts';

/** The contents of the elements. */
export interface Walk {
  /** The contents of each instrument with a chart, by tag. */
  charts: Record<string, { drawn: boolean; marks: string[]; legend: string }>;
  /** The text of each element with single spaces, by tag. */
  texts: Record<string, string>;
  /** The terms and the sum in the ledger's text. */
  ledger: { terms: number[]; delivered: number };
  /** The recorded trace in the viewer. */
  trace: { frames: number; lost: number; card: string; slowest: number; timelineDrawn: boolean };
  /** The same trace, opened from a file. */
  file: { card: string; slowest: number };
  comparison: { framesA: number; framesB: number; sameBytes: boolean; card: string };
}

/** Names the faults of a walk, in sentences. Expects none in a page whose pipeline began with SIMD. */
export function faultsOf(
  { charts, texts, ledger, trace, file, comparison }: Walk,
  threads: number,
): string[] {
  const faults: string[] = [];
  const check = (holds: boolean, sentence: string) => {
    if (!holds) faults.push(sentence);
  };
  for (const [tag, { drawn, marks }] of Object.entries(charts)) {
    check(drawn, `${tag} drew nothing`);
    check(marks.join() === 'SIMD off', `${tag} has the marks ${marks}`);
  }
  const text = (tag: string) => texts[tag] ?? '';
  check(
    /all frames ?[\d.]+ [\d.]+ [\d.]+ [\d.]+/.test(text('rl-frame-time')),
    'rl-frame-time has no figures',
  );
  check(/GC-free ?[\d.]+ [\d.]+ [\d.]+ [\d.]+/.test(text('rl-latency')), 'rl-latency has no GC-free figures');
  check(/fps \d+\.\d/.test(text('rl-drops')), 'rl-drops has no rate');
  check(/capture thread ?\d/.test(text('rl-gc')), 'rl-gc knows no capture thread');
  check((text('rl-threads').match(/thread \d \d+ %/g) ?? []).length === threads, 'rl-threads has no shares');
  check(/free ?\d/.test(text('rl-ring')), 'rl-ring knows no slots');
  check(/TTFB/.test(text('rl-vitals')), 'rl-vitals is empty');
  check(
    new RegExp(`${threads} threads?, scalar`).test(text('rl-facts')),
    `rl-facts says ${text('rl-facts')}`,
  );
  const sum = ledger.terms.reduce((all, term) => all + term, 0);
  check(ledger.delivered > 0 && sum === ledger.delivered, `the ledger has ${sum} of ${ledger.delivered}`);
  check(trace.frames >= 40 && trace.lost === 0, `the trace has ${trace.frames} frames, ${trace.lost} lost`);
  check(trace.timelineDrawn && trace.slowest === 10, `the viewer shows ${trace.slowest} slowest frames`);
  check(file.card.includes('again.pftrace') && file.slowest === 10, `the file shows ${file.card}`);
  const { framesA, framesB, sameBytes, card } = comparison;
  check(framesA >= 36 && framesB >= 36, `the comparison counted ${framesA} and ${framesB} frames`);
  check(sameBytes, `the comparison found other bytes: ${card}`);
  return faults;
}

/** See above. It waits for each element without a limit. The caller sets one. */
export async function walkElements(): Promise<Walk> {
  const CHARTED = ['rl-frame-time', 'rl-latency', 'rl-drops', 'rl-gc', 'rl-threads', 'rl-ring'];
  const app = document.querySelector('rl-app') as RlApp;
  const pipeline = app.pipeline as Pipeline;
  const rootOf = (element: Element | null | undefined) => element?.shadowRoot as ShadowRoot;
  const find = (tag: string) => rootOf(app).querySelector(tag) as HTMLElement;
  // Cells of tables have no blanks between them.
  const textOf = (element: Element | null | undefined) => {
    const words: string[] = [];
    const walker = document.createTreeWalker(rootOf(element), NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) words.push(walker.currentNode.nodeValue ?? '');
    return words.join(' ').replace(/\s+/g, ' ').trim();
  };
  const until = async (ready: () => unknown) => {
    while (!ready()) await new Promise((resolve) => setTimeout(resolve, 50));
  };
  const isDrawn = (canvas: HTMLCanvasElement | null | undefined) => {
    const { width = 0, height = 0 } = canvas ?? {};
    if (!canvas || width === 0 || height === 0) return false;
    const pixels = canvas.getContext('2d')?.getImageData(0, 0, width, height).data;
    return pixels?.some((value) => value > 0) ?? false;
  };
  const chartOf = (tag: string) => rootOf(find(tag)).querySelector('rl-chart') as RlChart;
  const press = (element: Element, label: string) =>
    [...rootOf(element).querySelectorAll('button')]
      .find((button) => button.textContent?.trim() === label)
      ?.click();
  const present = async (frames: number) => {
    const from = pipeline.stats().presented;
    await until(() => pipeline.stats().presented >= from + frames);
  };

  const tags = [
    ...CHARTED,
    'rl-ledger',
    'rl-vitals',
    'rl-facts',
    'rl-recorder',
    'rl-compare',
    'rl-trace-viewer',
  ];
  await Promise.all(tags.map((tag) => customElements.whenDefined(tag)));
  pipeline.setSimd(!pipeline.stats().simd);
  await present(10);
  const charts: Walk['charts'] = {};
  const texts: Walk['texts'] = {};
  for (const tag of CHARTED) {
    // The page does not draw elements that are out of sight.
    find(tag).scrollIntoView({ block: 'center' });
    await until(
      () => chartOf(tag).feed?.marks.length && isDrawn(rootOf(chartOf(tag)).querySelector('canvas')),
    );
    await chartOf(tag).updateComplete;
    const marks = chartOf(tag).feed?.marks.map(({ label }) => label) ?? [];
    charts[tag] = { drawn: true, marks, legend: textOf(chartOf(tag)) };
    texts[tag] = textOf(find(tag));
  }

  const signs: Record<string, RegExp> = {
    'rl-ledger': /adds up.*[1-9]/,
    'rl-facts': /scalar.*fps/,
    'rl-vitals': /ms/,
  };
  for (const [tag, sign] of Object.entries(signs)) {
    find(tag).scrollIntoView({ block: 'center' });
    await until(() => sign.test(textOf(find(tag))));
    texts[tag] = textOf(find(tag));
  }
  const rows = [...rootOf(find('rl-ledger')).querySelectorAll('tbody tr')];
  const numbers = rows.map((row) => Number(row.lastElementChild?.textContent?.replaceAll(',', '')));

  const recorder = find('rl-recorder');
  const viewer = find('rl-trace-viewer') as RlTraceViewer;
  const traceButton = () => rootOf(recorder).querySelector<HTMLElement>('[aria-pressed]');
  recorder.scrollIntoView({ block: 'center' });
  traceButton()?.click();
  await until(() => pipeline.tracing);
  await present(40);
  traceButton()?.click();
  await until(() => rootOf(recorder).querySelector('[part=trace]'));
  press(recorder, 'Open');
  const cardOf = () => rootOf(viewer).querySelector('article');
  const slowest = () => rootOf(viewer).querySelectorAll('table.slowest tbody tr').length;
  const cardText = () => (cardOf()?.textContent ?? '').replace(/\s+/g, ' ');
  await until(() => cardOf() && isDrawn(rootOf(viewer).querySelector<HTMLCanvasElement>('canvas.main')));
  const [recorded] = viewer.traces;
  if (!recorded) throw new Error('nothing was opened');
  const trace = {
    frames: recorded.frames.length,
    lost: recorded.lost,
    card: cardText(),
    slowest: slowest(),
    timelineDrawn: true,
  };
  await viewer.open([new File([recorded.toPerfetto()], 'again.pftrace')]);
  await viewer.updateComplete;
  const file = { card: cardText(), slowest: slowest() };

  const compare = find('rl-compare') as RlCompare;
  compare.scrollIntoView({ block: 'center' });
  Object.assign(compare, { blocks: 12, framesPerBlock: 6 });
  await compare.updateComplete;
  press(compare, 'Compare');
  await until(() => compare.result);
  await compare.updateComplete;
  const result = compare.result as NonNullable<RlCompare['result']>;
  return {
    charts,
    texts,
    ledger: { terms: numbers.slice(0, -1), delivered: numbers.at(-1) ?? Number.NaN },
    trace,
    file,
    comparison: {
      framesA: result.a.frames,
      framesB: result.b.frames,
      sameBytes: result.bytes.difference === null,
      card: (rootOf(compare).querySelector('article')?.textContent ?? '').replace(/\s+/g, ' '),
    },
  };
}
