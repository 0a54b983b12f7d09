/**
 * Runs programs, and prints. In: a command. Out: exit code and output. It has no dependencies: scripts use it before `npm ci`.
 */

import { AsyncLocalStorage } from 'node:async_hooks';
import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root, without a slash at the end. */
export const ROOT = fileURLToPath(new URL('..', import.meta.url)).replace(/[\\/]$/, '');

/** A fault that the reader can mend. `message` is one sentence that says how. No stack is printed. */
export class Problem extends Error {
  /** @override */
  name = 'Problem';
}

/** @typedef {string | Buffer} Chunk */

/** Where output goes that is not to be printed yet. */
const collector = /** @type {AsyncLocalStorage<Chunk[]>} */ (new AsyncLocalStorage());

/**
 * Runs a task and keeps its output from the terminal: lines of `say`, and output of programs that `run` starts.
 * Two tasks that run at the same time keep theirs apart.
 * @template R
 * @param {() => Promise<R>} task
 * @returns {Promise<{ result: R, chunks: Chunk[] }>} `chunks` is the output in the order it came.
 */
export async function collect(task) {
  /** @type {Chunk[]} */
  const chunks = [];
  return { result: await collector.run(chunks, task), chunks };
}

/**
 * Prints a line, or adds it to what `collect` keeps.
 * @param {string} line
 */
export function say(line) {
  const chunks = collector.getStore();
  if (chunks) chunks.push(`${line}\n`);
  else console.log(line);
}

/**
 * Runs a program to its end, without a shell and without stdin.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, quiet?: boolean }} [options] `env` is added to the environment;
 *   `quiet` keeps the output from the terminal.
 * @returns {Promise<{ code: number, output: string, stdout: string }>} `output` is stdout and stderr in the order they
 *   came. `code` is 127 if the program does not exist, and 1 if a signal ended it.
 */
export function run(command, args, { cwd = ROOT, env = {}, quiet = false } = {}) {
  const chunks = collector.getStore();
  /** @type {(data: Buffer, stream: NodeJS.WriteStream) => void} */
  const show = (data, stream) => {
    if (quiet) return;
    if (chunks) chunks.push(data);
    else stream.write(data);
  };
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    let stdout = '';
    child.stdout.on('data', (/** @type {Buffer} */ data) => {
      stdout += data;
      output += data;
      show(data, process.stdout);
    });
    child.stderr.on('data', (/** @type {Buffer} */ data) => {
      output += data;
      show(data, process.stderr);
    });
    child.on('error', (error) => resolve({ code: 127, output: `${output}${error.message}\n`, stdout }));
    child.on('close', (code) => resolve({ code: code ?? 1, output, stdout }));
  });
}

/**
 * The first line that a program prints, or `null` if the program does not exist or fails.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} [env]
 */
export async function firstLine(command, args, env) {
  const { code, stdout } = await run(command, args, { env: env ?? {}, quiet: true });
  return code === 0 ? (stdout.split('\n')[0] ?? '').trim() : null;
}

/**
 * Path of the first of the named programs that is on the PATH, or `null`.
 * @param {...string} names
 */
export function which(...names) {
  for (const name of names) {
    for (const folder of (process.env.PATH ?? '').split(delimiter)) {
      if (folder !== '' && isExecutable(join(folder, name))) return join(folder, name);
    }
  }
  return null;
}

/** @param {string | undefined} path */
export function isExecutable(path) {
  if (!path) return false;
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * Runs a script's `main`. An error prints and sets the exit code. Of a Problem only the sentence is printed.
 * @param {() => Promise<void>} main
 */
export function script(main) {
  main().catch((error) => {
    console.error(error instanceof Problem ? error.message : error);
    process.exitCode = 1;
  });
}

/**
 * Whether `node` was started with this module.
 * @param {string} url its `import.meta.url`
 */
export function isMain(url) {
  return process.argv[1] === fileURLToPath(url);
}
