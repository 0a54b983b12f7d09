/** What the viewer's worker gives: the same as without one, and nothing of it has to be copied. */

import { expect, it } from 'vitest';
import { makeTrace } from '../../../e2e/support/trace-fixture.ts';
import { Records } from '../../memory/records.ts';
import { compareTraces, summarize } from '../compare.ts';
import { Trace } from '../trace.ts';
import { buffersOf, type Made, openTraces, type Progress, SLOWEST, type Wanted } from './opening.ts';
import { rowsOf } from './rows.ts';
import { slowestFrames } from './slowest.ts';

const one = makeTrace({ seconds: 5, frameRate: 60, seed: 1, threads: 2 });
const other = makeTrace({ seconds: 3, frameRate: 60, seed: 2, threads: 3, latencyScale: 1.5 });

const fileOf = (trace: Trace, name: string) => new File([trace.toPerfetto()], name);
const wordsOf = (trace: Trace, table = false): Wanted => ({
  metadata: trace.metadata,
  words: trace.lanes.map(({ words }) => words),
  table: table ? trace.frames : null,
});
const withoutTrace = (trace: Trace) => {
  const { trace: _, ...rows } = rowsOf(trace);
  return rows;
};
const silently = () => {};

it('makes of a file, and of records, what is made of the trace itself', async () => {
  const { made, differences } = await openTraces([fileOf(one, 'one.pftrace'), wordsOf(other)], silently);
  for (const [index, trace] of [one, other].entries()) {
    const { metadata, words, rows, summary, slowest } = made[index] as Made;
    expect(metadata).toEqual(trace.metadata);
    expect(words.map((lane) => [...lane])).toEqual(trace.lanes.map((lane) => [...lane.words]));
    expect(rows).toEqual(withoutTrace(trace));
    expect(summary).toEqual(summarize(trace));
    expect(slowest).toEqual(slowestFrames(trace.frames, SLOWEST));
  }
  expect(differences).toEqual(compareTraces(one, other));
});

it('compares with what is shown already without making it anew', async () => {
  const { made, differences } = await openTraces([wordsOf(one, true), fileOf(other, 'b')], silently);
  expect(made[0]).toBeNull();
  expect(made[1]).not.toBeNull();
  expect(differences).toEqual(compareTraces(one, other));
});

it('hands all of its memory over, and nothing is lost on the way', async () => {
  // A message copies what the page sends.
  const wanted = [fileOf(one, 'one.pftrace'), structuredClone(wordsOf(other))];
  const opened = await openTraces(wanted, silently);
  const before = structuredClone(opened);
  const buffers = buffersOf(opened);
  const there = structuredClone(opened, { transfer: buffers });
  expect(there).toEqual(before);
  expect(buffers.every(({ byteLength }) => byteLength === 0)).toBe(true);
  // What would have been copied is still there.
  const left = buffersOf(opened).filter(({ byteLength }) => byteLength > 0);
  expect(left).toEqual([]);
  const { metadata, words, rows } = there.made[0] as Made;
  const trace = new Trace(metadata, words.map(Records.over), rows.table);
  expect(trace.frames).toBe(rows.table);
  expect(await trace.toCsv().text()).toBe(await one.toCsv().text());
});

it('tells what it does, and names the file that is no trace', async () => {
  const steps: Progress[] = [];
  const wanted = [fileOf(one, 'one.pftrace'), wordsOf(other)];
  await openTraces(wanted, (progress) => steps.push(progress));
  expect(steps.map(({ text }) => text)).toEqual([
    expect.stringMatching(/^Reading one\.pftrace \(\d+ kB\) …$/),
    expect.stringMatching(/^Sorting [\d,]+ records of one\.pftrace …$/),
    'Reading the recorded trace …',
    expect.stringMatching(/^Sorting [\d,]+ records of the recorded trace …$/),
    'Comparing …',
  ]);
  expect(steps.map(({ share }) => share)).toEqual([0, 0.2, 0.4, 0.6, 0.8]);
  const broken = new File(['{"traceEvents":['], 'broken.json');
  await expect(openTraces([broken], silently)).rejects.toThrow(/^broken\.json: This file begins like JSON/);
});
