/**
 * Ways to isolate a page other than the app's own server: the service worker of examples/isolation/github-pages, and
 * Document-Isolation-Policy. A server without headers, in this process, serves the example page with the built library.
 */

import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, type Page, test } from 'playwright/test';

const root = fileURLToPath(new URL('..', import.meta.url));
const recipe = `${root}examples/isolation/github-pages/`;
/** The page's folder: like a project's on GitHub Pages, not the origin's root. */
const FOLDER = '/project/';
const TYPES: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.wasm': 'application/wasm',
};

interface Site {
  readonly address: string;
  /** Paths of the requests, in order. */
  readonly asked: string[];
  /** Files with another text, by name. `null`: a 404. */
  readonly changed: Map<string, string | null>;
  /** Headers of every response, by name. */
  readonly headers: Record<string, string>;
  close(): Promise<void>;
}

async function startSite(): Promise<Site> {
  const asked: string[] = [];
  const changed = new Map<string, string | null>();
  const headers: Record<string, string> = {};
  const server: Server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    asked.push(pathname);
    const name = pathname.slice(FOLDER.length) || 'index.html';
    try {
      const file = name.startsWith('ringlight/')
        ? `${root}dist/lib/${name.slice('ringlight/'.length)}`
        : recipe + name;
      const body = changed.has(name) ? changed.get(name) : await readFile(file);
      if (body === null || body === undefined) throw new Error(`There is no ${name}`);
      response.writeHead(200, { 'Content-Type': TYPES[extname(name)] ?? 'text/plain', ...headers });
      response.end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    ...{ asked, changed, headers },
    address: `http://localhost:${port}${FOLDER}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

let site: Site;
test.beforeEach(async () => {
  site = await startSite();
});
test.afterEach(() => site.close());

/** Opens the example page and waits until its pipeline runs. What the page says then. */
async function say(page: Page, address = site.address): Promise<string> {
  await page.goto(address);
  return said(page);
}

async function said(page: Page): Promise<string> {
  const status = page.getByRole('status');
  await expect(status).toContainText('threads:');
  return status.innerText();
}

/** How often the page itself was loaded. The service worker passes each load on to the server. */
const loads = () => site.asked.filter((path) => path === FOLDER).length;
const frames = (page: Page) =>
  expect.poll(() => page.evaluate(() => document.querySelector('video')?.videoWidth ?? 0)).toBeGreaterThan(0);

test.describe('the service worker for GitHub Pages', () => {
  test('the first visit reloads once, then two threads run', async ({ page }) => {
    expect(await say(page)).toBe('threads: 2');
    expect(loads()).toBe(2);
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
    await frames(page);
    // Later visits are isolated at once, in this tab and in another.
    await page.reload();
    expect(await said(page)).toBe('threads: 2');
    expect(loads()).toBe(3);
    const other = await page.context().newPage();
    expect(await say(other)).toBe('threads: 2');
    expect(loads()).toBe(4);
  });

  test('a tab that lost the worker gets it back, with one reload', async ({ page }) => {
    await say(page);
    await page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.unregister());
    await page.goto('about:blank');
    const before = loads();
    expect(await say(page)).toBe('threads: 2');
    expect(loads() - before).toBe(2);
  });

  const refusals: [name: string, refuse: (page: Page) => unknown, why: string][] = [
    [
      'its script is a 404',
      () => site.changed.set('isolate-worker.js', null),
      'bad HTTP response code (404)',
    ],
    ['its script fails', () => site.changed.set('isolate-worker.js', 'throw 1;'), 'could not be used'],
    [
      'its installation fails',
      () =>
        site.changed.set(
          'isolate-worker.js',
          "oninstall = (event) => event.waitUntil(Promise.reject('no'));",
        ),
      'did not start',
    ],
    [
      'the browser has none',
      (page) => page.addInitScript(() => Reflect.deleteProperty(Navigator.prototype, 'serviceWorker')),
      'has no service worker',
    ],
    [
      'the browser refuses it',
      (page) =>
        page.addInitScript(() => {
          ServiceWorkerContainer.prototype.register = () =>
            Promise.reject(new DOMException('Forbidden by the user.', 'SecurityError'));
        }),
      'Forbidden by the user.',
    ],
  ];
  for (const [name, refuse, why] of refusals) {
    test(`no reload, one worker and a reason where ${name}`, async ({ page }) => {
      await refuse(page);
      const text = await say(page);
      expect(text).toContain('threads: 1');
      expect(text).toContain(why);
      expect(text).toContain('This page is not cross-origin isolated');
      await frames(page);
      expect(loads()).toBe(1);
    });
  }

  const broken: [name: string, worker: (real: string) => string][] = [
    ['gives no headers', () => 'oninstall = () => skipWaiting();'],
    // The page changes its process, and yet is not isolated.
    ['forgets one header', (real) => real.replace(/.*Embedder-Policy.*/, '')],
  ];
  for (const [name, worker] of broken) {
    test(`one reload, never a loop, where the worker ${name}`, async ({ page }) => {
      site.changed.set('isolate-worker.js', worker(await readFile(`${recipe}isolate-worker.js`, 'utf8')));
      const text = await say(page);
      expect(text).toContain('threads: 1');
      expect(text).toContain('It does not reload itself again.');
      await frames(page);
      expect(loads()).toBe(2);
    });
  }

  test('a hard reload goes around the worker: one worker and a reason; the next visit is isolated', async ({
    page,
  }) => {
    expect(await say(page)).toBe('threads: 2');
    const devtools = await page.context().newCDPSession(page);
    const loaded = page.waitForEvent('load');
    await devtools.send('Page.reload', { ignoreCache: true });
    await loaded;
    expect(await said(page)).toContain('It does not reload itself again.');
    expect(loads()).toBe(3);
    expect(await say(page)).toBe('threads: 2');
    expect(loads()).toBe(4);
  });
});

test.describe('Document-Isolation-Policy alone', () => {
  for (const policy of ['isolate-and-require-corp', 'isolate-and-credentialless']) {
    test(`${policy}: the page is isolated and two threads run`, async ({ page }) => {
      site.headers['Document-Isolation-Policy'] = policy;
      expect(await say(page)).toBe('threads: 2');
      expect(loads()).toBe(1);
      await frames(page);
    });
  }
});
