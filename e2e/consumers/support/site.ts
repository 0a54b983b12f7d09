/** A simple static server: one folder, some headers. In: a folder. Out: its address. Node. */

import { createReadStream, statSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { extname, join, normalize } from 'node:path';

/** With these two a page is cross-origin isolated. */
export const ISOLATED = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
} as const;

/** The headers of a server whose files are used by pages of other origins. */
export const SHARED = {
  'Access-Control-Allow-Origin': '*',
  'Cross-Origin-Resource-Policy': 'cross-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
} as const;

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
};

/** How a folder is served. */
export interface SiteOptions {
  headers?: Record<string, string>;
  /** The folder's address: `/app/`. */
  base?: string;
  /** `127.0.0.1` is another site than `localhost`. */
  host?: 'localhost' | '127.0.0.1';
  /** Other types than usual: `{ '.wasm': 'application/wasm; charset=utf-8' }`. */
  types?: Record<string, string>;
  /** Serves only these files of the folder. */
  only?: readonly string[];
}

/** A running server. `requests` are the requested paths. `missing` are those that it did not have. */
export interface Site extends AsyncDisposable {
  url: string;
  requests: string[];
  missing: string[];
}

export async function serve(folder: string, options: SiteOptions = {}): Promise<Site> {
  const { headers = {}, base = '/', host = 'localhost', types = {}, only } = options;
  const requests: string[] = [];
  const missing: string[] = [];
  const server: Server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? '/', 'http://any').pathname);
    requests.push(path);
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    const name = path.startsWith(base) ? path.slice(base.length) || 'index.html' : '';
    const file = name && (only?.includes(name) ?? true) ? fileOf(folder, name) : null;
    if (!file) {
      if (path !== '/favicon.ico') missing.push(path);
      response.writeHead(404, { 'Content-Type': 'text/plain' }).end('not found');
      return;
    }
    const type = types[extname(file)] ?? TYPES[extname(file)] ?? 'application/octet-stream';
    response.writeHead(200, { 'Content-Type': type });
    createReadStream(file).pipe(response);
  });
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  const { port } = server.address() as { port: number };
  return {
    url: `http://${host}:${port}${base}`,
    requests,
    missing,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function fileOf(folder: string, path: string): string | null {
  const file = join(folder, normalize(`/${path}`), path.endsWith('/') ? 'index.html' : '');
  return statSync(file, { throwIfNoEntry: false })?.isFile() ? file : null;
}
