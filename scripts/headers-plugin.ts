/**
 * Vite plugin: `_headers` on every response of the dev and preview servers, and a copy of it in the build.
 * In: `_headers` at the root. Out: response headers that win over Vite's own; `dist/_headers`.
 */

import { readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import type { Connect, Plugin } from 'vite';
import { type HeaderRule, headersFor, parseHeaders } from './headers.ts';

/** The plugin. `root` is the folder that holds `_headers`. */
export function headersPlugin(root: string): Plugin {
  const file = join(root, '_headers');
  return {
    name: 'ringlight:headers',
    generateBundle() {
      const source = readFileSync(file, 'utf8');
      parseHeaders(source);
      this.emitFile({ type: 'asset', fileName: '_headers', source });
    },
    configureServer(server) {
      // Read again for every response: an edit of the file shows with the next reload.
      server.middlewares.use(middleware(() => parseHeaders(readFileSync(file, 'utf8'))));
    },
    configurePreviewServer(server) {
      const rules = parseHeaders(readFileSync(file, 'utf8'));
      server.middlewares.use(middleware(() => rules));
    },
  };
}

function middleware(rules: () => readonly HeaderRule[]): Connect.NextHandleFunction {
  return (request, response, next) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    applyLast(response, headersFor(rules(), path));
    next();
  };
}

/**
 * Sets the headers at the moment they are sent: whatever the handlers that follow set or pass to `writeHead`
 * (the preview server's Cache-Control, an error page's CSP) does not replace ours.
 */
function applyLast(response: ServerResponse, headers: ReadonlyMap<string, string>): void {
  const writeHead = response.writeHead;
  response.writeHead = ((status: number, ...rest: unknown[]) => {
    const reason = typeof rest[0] === 'string' ? rest[0] : undefined;
    for (const [name, value] of pairs(reason === undefined ? rest[0] : rest[1])) {
      response.setHeader(name, value);
    }
    for (const [name, value] of headers) {
      // What is missing today may be there tomorrow: an error is never kept.
      if (status < 400 || name !== 'cache-control') response.setHeader(name, value);
    }
    if (reason !== undefined) response.statusMessage = reason;
    return writeHead.call(response, status);
  }) as typeof response.writeHead;
}

/** The forms that `writeHead` takes headers in: an object, or a flat array of names and values. */
function* pairs(headers: unknown): Generator<[string, string | string[]]> {
  if (Array.isArray(headers)) {
    for (let i = 0; i + 1 < headers.length; i += 2) yield [String(headers[i]), headers[i + 1]];
    return;
  }
  for (const [name, value] of Object.entries((headers ?? {}) as Record<string, unknown>)) {
    if (value !== undefined) yield [name, Array.isArray(value) ? value.map(String) : String(value)];
  }
}
