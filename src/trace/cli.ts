/**
 * The command `ringlight-trace`, all but its access to files. In: arguments and what reads and prints. Out: the exit code:
 * 0: all budgets are kept. 1: one is exceeded. 2: that could not be found out. Node; `bin/ringlight-trace.mjs` is the other half.
 */

import { type Budget, checkBudget, parseBudget } from './budget.ts';
import { compareTraces, summarize } from './compare.ts';
import { parseTrace } from './parse.ts';
import { comparisonText, summaryText, verdictText } from './report.ts';
import type { Trace } from './trace.ts';

/** What the command needs of its surroundings. */
export interface Terminal {
  read: (path: string) => Promise<Blob>;
  write: (path: string, file: Blob) => Promise<void>;
  print: (text: string) => void;
  complain: (text: string) => void;
}

/** Thrown for a caller's mistake. Only its message is shown. */
class UsageError extends Error {}

const HELP = `ringlight-trace: figures of Ringlight traces (Chrome JSON, Perfetto or CSV, told apart by content)

  ringlight-trace diff A B [--budget LIMIT]... [--json]     two traces side by side; budgets are for B
  ringlight-trace summary FILE [--budget LIMIT]... [--json] one trace
  ringlight-trace convert FROM TO                           TO ends in .json, .pftrace or .csv

A LIMIT is p99=8ms (p50, p95, p99, max or mean of the latency; us, ms or s), frame.p99=4ms (frame, gc-free, interval,
copy, wait, kernel or present), drops=0, discarded=0, collections=0, lost=0 or fps=55 (at least). Several: --budget twice,
or with commas.

Exit code: 0 all well, 1 a budget is broken, 2 wrong usage or a file that cannot be read.
`;

interface Arguments {
  command: string;
  files: string[];
  budgets: Budget[];
  json: boolean;
}

/** Runs the command. Never throws for what a user can do wrong. */
export async function runTraceCommand(args: readonly string[], terminal: Terminal): Promise<number> {
  try {
    if (args.length === 0 || args.includes('--help') || args.includes('-h')) {
      terminal.print(HELP);
      return args.length === 0 ? 2 : 0;
    }
    return await run(parseArguments(args), terminal);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    terminal.complain(`ringlight-trace: ${error.message}\n`);
    return 2;
  }
}

function parseArguments([command = '', ...rest]: readonly string[]): Arguments {
  const parsed: Arguments = { command, files: [], budgets: [], json: false };
  for (let index = 0; index < rest.length; index++) {
    const argument = rest[index] as string;
    if (argument === '--json') parsed.json = true;
    else if (argument === '--budget') parsed.budgets.push(...parseBudgets(rest[++index]));
    else if (argument.startsWith('--budget=')) parsed.budgets.push(...parseBudgets(argument.slice(9)));
    else if (argument.startsWith('-')) throw new UsageError(`"${argument}" is no option. See --help.`);
    else parsed.files.push(argument);
  }
  const wanted = command === 'summary' ? 1 : 2;
  if (!['diff', 'summary', 'convert'].includes(command)) {
    throw new UsageError(`"${command}" is no command: diff, summary or convert. See --help.`);
  }
  if (parsed.files.length !== wanted) {
    throw new UsageError(
      `${command} takes ${wanted === 1 ? 'one file' : 'two files'}, not ${parsed.files.length}. See --help.`,
    );
  }
  if (command === 'convert' && (parsed.json || parsed.budgets.length > 0)) {
    throw new UsageError('convert takes no options. See --help.');
  }
  return parsed;
}

function parseBudgets(text: string | undefined): Budget[] {
  if (!text) throw new UsageError('--budget needs a limit such as p99=8ms. See --help.');
  try {
    return text.split(',').map(parseBudget);
  } catch (error) {
    throw error instanceof TypeError ? new UsageError(error.message) : error;
  }
}

async function run({ command, files, budgets, json }: Arguments, terminal: Terminal): Promise<number> {
  const [first = '', second = ''] = files;
  if (command === 'convert') {
    const write = writerFor(second);
    await guard(second, terminal.write(second, write(await readTrace(first, terminal))));
    return 0;
  }
  const traces = await Promise.all(files.map((file) => readTrace(file, terminal)));
  const [a, b = a] = traces as [Trace, Trace?];
  const summaries = traces.map(summarize);
  const verdicts = budgets.map((budget) =>
    checkBudget(budget, summaries.at(-1) as (typeof summaries)[number]),
  );
  const rows = command === 'diff' ? compareTraces(a, b) : [];
  if (json) {
    const told = verdicts.map(({ budget, value, kept }) => ({ budget: budget.text, value, kept }));
    const answer = command === 'diff' ? { files, rows, summaries } : { file: first, summary: summaries[0] };
    terminal.print(`${JSON.stringify({ ...answer, budgets: told }, null, 2)}\n`);
  } else {
    const text =
      command === 'diff' ? comparisonText(rows, [first, second]) : summaryText(summaries[0] as never, first);
    terminal.print(text);
    if (verdicts.length > 0) terminal.print(`\n${verdicts.map(verdictText).join('\n')}\n`);
  }
  return verdicts.every(({ kept }) => kept) ? 0 : 1;
}

function writerFor(path: string): (trace: Trace) => Blob {
  if (/\.json$/i.test(path)) return (trace) => trace.toChromeJson();
  if (/\.(pftrace|perfetto-trace|pb)$/i.test(path)) return (trace) => trace.toPerfetto();
  if (/\.csv$/i.test(path)) return (trace) => trace.toCsv();
  throw new UsageError(`"${path}" must end in .json, .pftrace or .csv.`);
}

async function readTrace(path: string, terminal: Terminal): Promise<Trace> {
  return guard(path, terminal.read(path).then(parseTrace));
}

/** A file's own trouble, in one sentence. */
async function guard<T>(path: string, promise: Promise<T>): Promise<T> {
  try {
    return await promise;
  } catch (error) {
    throw new UsageError(`${path}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
