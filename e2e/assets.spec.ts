/**
 * Where the built library's files are: on another origin, in a folder that the page names, and under the strictest policy with
 * Trusted Types. And the elements twice in a page. Frames are compared with the reference byte by byte.
 */

import { createReadStream } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { expect, type Page, test } from 'playwright/test';
import { frameDifference, frameOfSample } from './support/frame.ts';
import { patternFrame } from './support/pattern.ts';
import { applyFilters } from './support/reference.ts';
import { takeSample } from './support/sample.ts';

type Library = typeof import('../src/index.ts');
type Elements = typeof import('../src/elements/index.ts');

const TYPES: Record<string, string> = {
  '.js': 'text/javascript',
  // What some servers send, and no browser streams.
  '.wasm': 'application/wasm; charset=utf-8',
};
const ISOLATION = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
};
const OPEN = { 'access-control-allow-origin': '*', 'cross-origin-resource-policy': 'cross-origin' };
const STRICT =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'; " +
  "require-trusted-types-for 'script'; trusted-types ringlight";

const servers: Server[] = [];

/** The library at `/app/lib/`, and a page at `/app/`. Resolves to the address of `/app/`. */
async function serve(headers: Record<string, string>): Promise<string> {
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://host').pathname;
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    response.setHeader('content-type', TYPES[extname(path)] ?? 'text/html');
    if (path === '/app/') response.end('<!doctype html><title>page</title>');
    else
      createReadStream(join('dist', path.replace('/app/', '')))
        .on('error', () => response.writeHead(404).end())
        .pipe(response);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://localhost:${(server.address() as AddressInfo).port}/app/`;
}

test.afterEach(async ({ page }) => {
  await page.close();
  for (const server of servers.splice(0)) server.close();
});

/** Starts the library at `from` in the page. Takes a frame, and checks it. Returns what the page says of itself. */
async function run(page: Page, from: string, options: { assets?: { baseUrl: string } } = {}) {
  await page.evaluate(
    async ([from, options]) => {
      const { createPipeline } = (await import(`${from}lib/ringlight.js`)) as Library;
      const source = { type: 'pattern', width: 320, height: 180 } as const;
      const filters = [{ name: 'grayscale' }, { name: 'box-blur', radius: 5 }] as const;
      const audio = { source: 'tone', effects: [{ name: 'denoise' }] } as const;
      const pipeline = await createPipeline({ source, filters, audio, threads: 2, ...options });
      const holder = document.createElement('rl-app');
      document.body.append(Object.assign(holder, { pipeline }));
    },
    [from, options] as const,
  );
  const { input, output, filters, sequence } = await takeSample(page);
  const before = frameOfSample(input);
  expect(frameDifference(before, patternFrame(sequence, { width: 320, height: 180 }))).toBeNull();
  expect(frameDifference(frameOfSample(output), applyFilters(before, filters))).toBeNull();
  return page.evaluate(async () => {
    const { pipeline } = document.querySelector('rl-app') as unknown as {
      pipeline: Awaited<ReturnType<Library['createPipeline']>>;
    };
    const { threads, audio } = pipeline.stats();
    await pipeline.close();
    return { isolated: crossOriginIsolated, threads, effects: audio?.effects.length };
  });
}

/** The addresses of the workers that a page starts, from now on. */
function workersOf(page: Page): string[] {
  const found: string[] = [];
  page.on('worker', (worker) => found.push(worker.url()));
  return found;
}

for (const isolated of [true, false]) {
  test(`the library comes from another origin, ${isolated ? '' : 'not '}isolated`, async ({ page }) => {
    const other = await serve(OPEN);
    await page.goto(await serve(isolated ? ISOLATION : {}));
    const workers = workersOf(page);
    expect(await run(page, other)).toEqual({ isolated, threads: isolated ? 2 : 1, effects: 1 });
    expect(workers.length).toBeGreaterThan(0);
    for (const url of workers) expect(url).toMatch(/^blob:/);
  });
}

test('the files alone come from another origin', async ({ page }) => {
  const other = await serve(OPEN);
  const own = await serve(ISOLATION);
  await page.goto(own);
  const loaded: string[] = [];
  page.on('request', (request) => loaded.push(request.url()));
  await run(page, own, { assets: { baseUrl: `${other}lib` } });
  const files = loaded.filter((url) => /\.(wasm|worker\.js|worklet\.js)$/.test(url));
  expect(files.length).toBeGreaterThan(4);
  for (const url of files) expect(url).toContain(other);
});

test('Trusted Types and the strictest policy see no blob, at /app/', async ({ page }) => {
  const own = await serve({ ...ISOLATION, 'content-security-policy': STRICT });
  const problems: string[] = [];
  page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
  await page.goto(own);
  const workers = workersOf(page);
  expect(await run(page, own)).toEqual({ isolated: true, threads: 2, effects: 1 });
  expect(problems.filter((text) => !text.includes('404'))).toEqual([]);
  for (const url of workers) expect(url).toContain(`${own}lib/`);
});

test('a page that does not allow our policy learns what to allow', async ({ page }) => {
  const csp = STRICT.replace('trusted-types ringlight', "trusted-types 'none'");
  const own = await serve({ ...ISOLATION, 'content-security-policy': csp });
  await page.goto(own);
  await expect(run(page, own)).rejects.toThrow(
    /may not be started as a worker.*Add ringlight to trusted-types/,
  );
});

test('a folder without the files is named', async ({ page }) => {
  const own = await serve(ISOLATION);
  await page.goto(own);
  await expect(run(page, own, { assets: { baseUrl: './nothing' } })).rejects.toThrow(
    /LoadFailedError: \S+\/app\/nothing\/ringlight\.\w+\.wasm is not there: the server answered 404/,
  );
});

test('two copies of the elements live in one page', async ({ page }) => {
  const [first, second] = [await serve(OPEN), await serve(OPEN)];
  await page.goto(await serve(ISOLATION));
  const tags = await page.evaluate(
    async ([first, second]) => {
      const one = (await import(`${first}lib/elements.js`)) as Elements;
      const two = (await import(`${second}lib/elements.js`)) as Elements;
      const isFirst = (tag: string, kind: unknown) => customElements.get(tag) === kind;
      return [
        isFirst('rl-preview', one.RlPreview),
        isFirst('rl-chart', one.RlChart),
        one.RlApp === two.RlApp,
      ];
    },
    [first, second] as const,
  );
  expect(tags).toEqual([true, true, false]);
});
