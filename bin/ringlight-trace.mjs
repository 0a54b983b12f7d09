#!/usr/bin/env node
/** `npx ringlight-trace`: files and the terminal for src/trace/cli.ts, which is in the built library. */

import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';

const library = new URL('../dist/lib/trace.js', import.meta.url);

/** What went wrong with a file, without its path, which the command says itself. */
const REASONS = {
  ENOENT: 'there is no such file',
  EISDIR: 'this is a folder',
  EACCES: 'it may not be opened',
  ENOTDIR: 'a part of this path is not a folder',
  ERR_FS_FILE_TOO_LARGE: 'it is too large',
};

/**
 * @template T
 * @param {Promise<T>} promise
 */
async function explained(promise) {
  try {
    return await promise;
  } catch (error) {
    const { code = '', message } = /** @type {NodeJS.ErrnoException} */ (error);
    throw new Error(REASONS[/** @type {keyof typeof REASONS} */ (code)] ?? message);
  }
}

if (existsSync(library)) {
  const { runTraceCommand } = await import(library.href);
  process.exitCode = await runTraceCommand(process.argv.slice(2), {
    /** @param {string} path */
    read: async (path) => new Blob([new Uint8Array(await explained(readFile(path)))]),
    /** @param {string} path @param {Blob} file */
    write: async (path, file) => explained(writeFile(path, new Uint8Array(await file.arrayBuffer()))),
    /** @param {string} text */
    print: (text) => process.stdout.write(text),
    /** @param {string} text */
    complain: (text) => process.stderr.write(text),
  });
} else {
  process.stderr.write('ringlight-trace: the library is not built here: run `npm run build` first.\n');
  process.exitCode = 2;
}
