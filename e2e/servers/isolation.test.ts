/**
 * The recipes of docs/isolation.md. Each file of examples/isolation/ gives both headers, and docs/isolation.md quotes it exactly.
 * The servers' recipes run here. The service worker for GitHub Pages runs in e2e/isolation.spec.ts.
 */

import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer as createNetServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { createServer, loadConfigFromFile, preview } from 'vite';
import { afterEach, beforeEach, describe, expect, it, test } from 'vitest';
import { headersFor, parseHeaders } from '../../scripts/headers.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const recipes = join(root, 'examples/isolation');
const read = (name: string) => readFileSync(join(recipes, name), 'utf8');
const BOTH = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
};
/** A page, under both its addresses, and a worker. */
const PATHS = ['/', '/index.html', '/assets/pool.worker.js'];

/** A folder with a small site and a recipe. */
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ringlight-isolation-'));
  site(folder);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function site(at: string): void {
  mkdirSync(join(at, 'assets'), { recursive: true });
  writeFileSync(join(at, 'index.html'), '<!doctype html><title>Site</title>');
  writeFileSync(join(at, 'assets/pool.worker.js'), 'postMessage(1);');
}

/** Requests each path, and expects that it is there, with both headers. */
async function expectBoth(origin: string, paths = PATHS): Promise<void> {
  for (const path of paths) {
    const response = await fetch(origin + path);
    expect(response.status, path).toBe(200);
    expect(Object.fromEntries(response.headers), path).toMatchObject(BOTH);
    expect(await response.text(), path).toContain(path.endsWith('.js') ? 'postMessage(1);' : '<title>Site');
  }
}

/** A port that was free a moment ago, for servers that cannot say which one they took. */
async function freePort(): Promise<number> {
  const server = createNetServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (!address || typeof address === 'string') throw new Error('The server has no port.');
  return address.port;
}

/** Waits until a server answers, calls `use`, and ends the server. */
async function withServer(child: ChildProcess, origin: string, use: () => Promise<void>): Promise<void> {
  let said = '';
  child.stderr?.on('data', (chunk) => {
    said += String(chunk);
  });
  const ended = new Promise((resolve) => child.once('close', resolve));
  try {
    await expect
      .poll(
        () => {
          if (child.exitCode !== null) throw new Error(`The server ended: ${said}`);
          return fetch(origin).then(
            ({ ok }) => ok,
            () => false,
          );
        },
        { timeout: 30_000 },
      )
      .toBe(true);
    await use();
  } finally {
    child.kill();
    await ended;
  }
}

test('_headers, for Netlify and Cloudflare Pages', () => {
  const rules = parseHeaders(read('_headers'));
  for (const path of PATHS) expect(Object.fromEntries(headersFor(rules, path)), path).toEqual(BOTH);
});

describe('Vite', () => {
  async function config() {
    const loaded = await loadConfigFromFile(
      { command: 'serve', mode: 'development' },
      join(recipes, 'vite.config.js'),
    );
    if (!loaded) throw new Error('Vite found no configuration.');
    return { ...loaded.config, configFile: false as const, root: folder, logLevel: 'error' as const };
  }
  const place = { port: 0, host: '127.0.0.1' };

  test('the dev server', async () => {
    const recipe = await config();
    const server = await createServer({ ...recipe, server: { ...recipe.server, ...place } });
    try {
      await server.listen();
      await expectBoth(server.resolvedUrls?.local[0]?.replace(/\/$/, '') ?? '');
    } finally {
      await server.close();
    }
  });

  test('the preview server', async () => {
    const recipe = await config();
    site(join(folder, 'dist'));
    const server = await preview({ ...recipe, preview: { ...recipe.preview, ...place } });
    try {
      await expectBoth(server.resolvedUrls?.local[0]?.replace(/\/$/, '') ?? '');
    } finally {
      await server.close();
    }
  });
});

test('Express', async () => {
  site(join(folder, 'public'));
  writeFileSync(join(folder, 'express.mjs'), read('express.mjs'));
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  const port = await freePort();
  const env = { ...process.env, PORT: String(port) };
  const origin = `http://localhost:${port}`;
  await withServer(spawn(process.execPath, ['express.mjs'], { cwd: folder, env }), origin, () =>
    expectBoth(origin),
  );
});

/** Next.js itself is too large for this suite. The test evaluates its configuration, with Next's meaning of `/:path*`. */
test('Next', async () => {
  const { default: config } = (await import(pathToFileURL(join(recipes, 'next.config.mjs')).href)) as {
    default: { headers(): Promise<{ source: string; headers: { key: string; value: string }[] }[]> };
  };
  const [rule, ...others] = await config.headers();
  expect(others).toEqual([]);
  // Zero or more segments: every path.
  expect(rule?.source).toBe('/:path*');
  expect(Object.fromEntries(rule?.headers.map(({ key, value }) => [key.toLowerCase(), value]) ?? [])).toEqual(
    BOTH,
  );
});

describe('nginx', () => {
  const nginx = ['/usr/sbin/nginx', '/usr/bin/nginx'].find((path) => {
    try {
      return execFileSync(path, ['-v'], { stdio: 'pipe' });
    } catch {
      return false;
    }
  });

  /** The blocks of the file, each with its own add_header lines. */
  function blocks(): { name: string; headers: Record<string, string> }[] {
    const found: { name: string; headers: Record<string, string> }[] = [];
    const open: { name: string; headers: Record<string, string> }[] = [];
    for (const line of read('nginx.conf')
      .split('\n')
      .map((text) => text.trim())) {
      if (line.endsWith('{')) {
        open.push({ name: line.slice(0, -1).trim(), headers: {} });
        found.push(open.at(-1) as (typeof open)[number]);
      } else if (line === '}') open.pop();
      const [, name, value] = /^add_header (\S+) (.+) always;$/.exec(line) ?? [];
      const block = open.at(-1);
      if (name && value && block) block.headers[name.toLowerCase()] = value;
    }
    return found;
  }

  it('names both headers in every block, because a block with its own loses those above', () => {
    expect(blocks().map(({ name }) => name)).toEqual(['server', 'location /assets/']);
    for (const { name, headers } of blocks()) expect(headers, name).toEqual(BOTH);
  });

  it.skipIf(!nginx)(
    'sends both (skipped where nginx is not installed: apt-get install nginx-light)',
    async () => {
      const port = await freePort();
      const server = read('nginx.conf')
        .replace('listen 8080;', `listen 127.0.0.1:${port};`)
        .replace('/var/www/app', folder);
      const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
        .map((name) => `${name}_temp_path ${folder}/${name};`)
        .join(' ');
      writeFileSync(
        join(folder, 'whole.conf'),
        `daemon off; ${process.getuid?.() === 0 ? 'user root;' : ''} pid ${folder}/pid; error_log stderr; events {} http { access_log off; ${temporary} ${server} }`,
      );
      const origin = `http://127.0.0.1:${port}`;
      const child = spawn(nginx as string, ['-p', folder, '-c', join(folder, 'whole.conf'), '-e', 'stderr']);
      await withServer(child, origin, async () => {
        await expectBoth(origin);
        const missing = await fetch(`${origin}/missing.js`);
        expect(missing.status).toBe(404);
        expect(Object.fromEntries(missing.headers)).toMatchObject(BOTH);
      });
    },
  );
});

test('docs/isolation.md quotes every file as it is', () => {
  const text = readFileSync(join(root, 'docs/isolation.md'), 'utf8');
  const quotes = [...text.matchAll(/<!-- examples\/isolation\/(\S+) -->\n```\w*\n([\s\S]*?)```\n/g)];
  const files = readdirSync(recipes, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(recipes.length + 1));
  expect(quotes.map(([, name]) => name).sort()).toEqual(files.sort());
  for (const [, name = '', quote] of quotes) expect(quote, name).toBe(read(name));
});
