/** The command: what it prints, and above all its exit codes, since scripts look at nothing else. */

import { describe, expect, it } from 'vitest';
import { makeTrace } from '../../e2e/support/trace-fixture.ts';
import { checkBudget, parseBudget } from './budget.ts';
import { runTraceCommand } from './cli.ts';
import { summarize } from './compare.ts';
import { parseTrace } from './parse.ts';

const fast = makeTrace({ seconds: 6, frameRate: 60, seed: 41, threads: 2 });
const slow = makeTrace({ seconds: 6, frameRate: 60, seed: 42, threads: 2, latencyScale: 3 });

const FILES: readonly [string, Blob][] = [
  ['fast.json', fast.toChromeJson()],
  ['fast.pftrace', fast.toPerfetto()],
  ['slow.csv', slow.toCsv()],
  ['other.json', new Blob(['{"traceEvents":[]}'])],
];

/** Runs it on files in memory. */
async function run(...args: string[]) {
  const files = new Map(FILES);
  let [printed, complaint] = ['', ''];
  const code = await runTraceCommand(args, {
    read: async (path) => files.get(path) ?? Promise.reject(new Error('there is no such file')),
    write: async (path, file) => {
      if (path.startsWith('no/')) throw new Error('it may not be written');
      files.set(path, file);
    },
    print: (text) => {
      printed += text;
    },
    complain: (text) => {
      complaint += text;
    },
  });
  return { code, printed, complaint, files };
}

describe('diff', () => {
  it('prints a table of two files in any format, and exits 0', async () => {
    const { code, printed, complaint } = await run('diff', 'fast.json', 'slow.csv');
    expect([code, complaint]).toEqual([0, '']);
    expect(printed).toMatch(/^A: fast\.json\nB: slow\.csv\n/);
    expect(printed).toMatch(
      /\nlatency p50 +\d\.\d{3} ms +\d\.\d{3} ms +\+\d\.\d{3} ms +x \d\.\d\d +\+\d.* to \+\d/,
    );
    expect(printed).toMatch(/\ndropped: ring-full +\d+ +\d+ /);
    expect(printed).toMatch(/\nbusy: pool 1 +\d+\.\d % /);
  });

  it('exits 1 when B breaks a budget, 0 when it keeps all of them', async () => {
    const p99 = summarize(slow).latencyUs.p99 / 1000;
    const kept = await run(
      'diff',
      'fast.pftrace',
      'slow.csv',
      '--budget',
      `p99=${p99 + 0.01}ms`,
      '--budget=fps=50',
    );
    expect(kept.code).toBe(0);
    expect(kept.printed).toMatch(/kept {3}p99=.*\nkept {3}fps=50: 5\d\.\d\d\n$/);
    const broken = await run('diff', 'fast.pftrace', 'slow.csv', '--budget', `fps=50,p99=${p99 - 0.01}ms`);
    expect(broken.code).toBe(1);
    expect(broken.printed).toMatch(/BROKEN p99=/);
    // A is not what budgets are for.
    expect((await run('diff', 'slow.csv', 'fast.json', '--budget', `p99=${p99 - 0.01}ms`)).code).toBe(0);
  });

  it('prints JSON for other programs', async () => {
    const { code, printed } = await run('diff', 'fast.json', 'slow.csv', '--json', '--budget', 'drops=0');
    const answer = JSON.parse(printed) as { rows: { id: string }[]; summaries: object[]; budgets: object[] };
    expect(code).toBe(1);
    expect(answer.rows.map(({ id }) => id)).toContain('latencyUs.p99');
    expect(answer.summaries).toHaveLength(2);
    expect(answer.budgets).toEqual([{ budget: 'drops=0', value: expect.any(Number), kept: false }]);
  });
});

it('summary prints one trace, and takes budgets too', async () => {
  const { code, printed } = await run('summary', 'fast.json', '--budget', 'frame.max=1us');
  expect(code).toBe(1);
  expect(printed).toMatch(/\npresented +\d+\n/);
  expect(printed).toMatch(/\nGC-free latency( +\d+\.\d{3} ms){5}\n/);
  expect((await run('summary', 'fast.json')).code).toBe(0);
});

it('convert writes the format that the name asks for, with nothing lost', async () => {
  for (const name of ['new.json', 'new.pftrace', 'new.csv', 'new.PERFETTO-TRACE']) {
    const { code, files } = await run('convert', 'slow.csv', name);
    expect(code).toBe(0);
    const back = await parseTrace(files.get(name) as Blob);
    expect(back.lanes.map(({ words }) => words)).toEqual(slow.lanes.map(({ words }) => words));
    expect(back.metadata).toEqual(slow.metadata);
  }
});

it('exits 2 with one sentence for everything that a user can do wrong', async () => {
  const cases: [string[], RegExp][] = [
    [['dif', 'a', 'b'], /"dif" is no command: diff, summary or convert/],
    [['diff', 'fast.json'], /diff takes two files, not 1/],
    [['summary'], /summary takes one file, not 0/],
    [['diff', 'fast.json', 'slow.csv', '--fast'], /"--fast" is no option/],
    [['diff', 'fast.json', 'slow.csv', '--budget'], /--budget needs a limit such as p99=8ms/],
    [['diff', 'fast.json', 'slow.csv', '--budget', 'p98=8ms'], /"p98=8ms" is no budget: a budget is p99=8ms/],
    [['diff', 'fast.json', 'none.json'], /none\.json: there is no such file/],
    [['diff', 'fast.json', 'other.json'], /other\.json: This is a Chrome trace, but not one of Ringlight/],
    [['convert', 'fast.json', 'new.txt'], /"new\.txt" must end in \.json, \.pftrace or \.csv/],
    [['convert', 'fast.json', 'no/new.csv'], /no\/new\.csv: it may not be written/],
    [['convert', 'fast.json', 'new.csv', '--json'], /convert takes no options/],
  ];
  for (const [args, sentence] of cases) {
    const { code, printed, complaint } = await run(...args);
    expect([args, code, printed]).toEqual([args, 2, '']);
    expect(complaint).toMatch(sentence);
    expect(complaint).toMatch(/^ringlight-trace: [^\n]+\n$/);
  }
});

it('explains itself when asked', async () => {
  expect(await run('--help')).toMatchObject({ code: 0, complaint: '' });
  expect((await run('--help')).printed).toMatch(/ringlight-trace diff A B/);
  expect((await run()).code).toBe(2);
});

describe('budgets', () => {
  const summary = summarize(fast);

  it('are read with their units', () => {
    const limits = ['p99=8ms', 'p99=8000us', 'p99=8000µs', 'latency.p99=0.008s'].map(
      (text) => parseBudget(text).limit,
    );
    expect(limits).toEqual([8000, 8000, 8000, 8000]);
    expect(parseBudget('frame.p50=1ms').of(summary)).toBe(summary.frameTimeUs.p50);
    expect(parseBudget('gc-free.max=1ms').of(summary)).toBe(summary.gcFreeLatencyUs.max);
    expect(parseBudget('wait.mean=1ms').of(summary)).toBe(summary.stagesUs.wait.mean);
    expect(parseBudget('discarded=3').of(summary)).toBe(summary.discarded);
  });

  it.each([
    'p99',
    'p99=',
    'p99=8',
    'p99=8min',
    'p99=-1ms',
    'fps=5ms',
    'x.p99=8ms',
    'frame=8ms',
    'toString=1',
    '=',
  ])('%s is none', (text) => {
    expect(() => parseBudget(text)).toThrow(TypeError);
  });

  it('are kept at the limit itself, and never by what is not known', () => {
    const { droppedFrames } = summary;
    expect(checkBudget(parseBudget(`drops=${droppedFrames}`), summary).kept).toBe(true);
    expect(checkBudget(parseBudget(`drops=${droppedFrames - 1}`), summary).kept).toBe(false);
    const empty = summarize(makeTrace({ seconds: 0, frameRate: 30, seed: 1, threads: 1 }));
    expect(checkBudget(parseBudget('p99=8s'), empty).kept).toBe(false);
  });
});
