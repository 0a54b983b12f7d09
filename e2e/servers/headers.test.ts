/** The dev server and the preview server send the headers of `_headers` with every response. Needs dist/. */

import { readdirSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { createServer, preview } from 'vite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

interface Server {
  origin: string;
  close(): Promise<void>;
}

async function startDev(): Promise<Server> {
  const server = await createServer({ root, logLevel: 'error', server: { port: 0, host: '127.0.0.1' } });
  await server.listen();
  return { origin: originOf(server.httpServer?.address()), close: () => server.close() };
}

async function startPreview(): Promise<Server> {
  const server = await preview({ root, logLevel: 'error', preview: { port: 0, host: '127.0.0.1' } });
  return { origin: originOf(server.httpServer.address()), close: () => server.close() };
}

function originOf(address: AddressInfo | string | null | undefined): string {
  if (!address || typeof address === 'string') throw new Error('The server has no port.');
  return `http://127.0.0.1:${address.port}`;
}

function named(folder: string, pattern: RegExp): string {
  const name = readdirSync(`${root}${folder}`).find((file) => pattern.test(file));
  if (!name) throw new Error(`${folder} has no file like ${pattern}`);
  return `/${folder}/${name}`.replace('/dist/', '/');
}

const SERVERS = [
  {
    name: 'dev',
    start: startDev,
    worker: () => named('worklets', /\.worker\.ts$/),
    wasm: () => named('wasm/prebuilt', /\.simd\.wasm$/),
    hashedFor: null,
  },
  {
    name: 'preview',
    start: startPreview,
    worker: () => named('dist/assets', /\.worker-.*\.js$/),
    wasm: () => named('dist/assets', /\.simd-.*\.wasm$/),
    hashedFor: 'public, max-age=31536000, immutable',
  },
];

describe.each(SERVERS)('$name server', ({ start, worker, wasm, hashedFor }) => {
  let server: Server;
  beforeAll(async () => {
    server = await start();
  });
  afterAll(() => server?.close());

  async function get(path: string, status: number, headers: Record<string, string> = {}): Promise<Response> {
    const response = await fetch(server.origin + path, { headers });
    await response.arrayBuffer();
    expect(response.status).toBe(status);
    expect(response.headers.get('cross-origin-opener-policy')).toBe('same-origin');
    expect(response.headers.get('cross-origin-embedder-policy')).toBe('require-corp');
    expect(response.headers.get('cross-origin-resource-policy')).toBe('same-origin');
    expect(response.headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; .*'wasm-unsafe-eval'/,
    );
    expect(response.headers.get('permissions-policy')).toContain('camera=(self)');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(response.headers.get('referrer-policy')).toBe('no-referrer');
    return response;
  }

  test('the page is asked for again every time', async () => {
    const response = await get('/?source=pattern', 200, { accept: 'text/html' });
    expect(response.headers.get('content-type')).toMatch(/^text\/html/);
    expect(response.headers.get('cache-control')).toBe('no-cache');
  });

  test('a worker script', async () => {
    const response = await get(worker(), 200);
    expect(response.headers.get('content-type')).toMatch(/^text\/javascript/);
    if (hashedFor) expect(response.headers.get('cache-control')).toBe(hashedFor);
  });

  test('a .wasm file, first and when it is asked for again', async () => {
    const response = await get(wasm(), 200);
    expect(response.headers.get('content-type')).toBe('application/wasm');
    if (hashedFor) expect(response.headers.get('cache-control')).toBe(hashedFor);
    await get(wasm(), 304, { 'if-none-match': response.headers.get('etag') ?? '' });
  });

  test('what is missing is a 404 that nobody keeps', async () => {
    for (const path of ['/missing', '/assets/missing.js']) {
      const response = await get(path, 404, { accept: 'text/html' });
      expect(response.headers.get('cache-control') ?? '').not.toContain('max-age');
    }
  });
});
