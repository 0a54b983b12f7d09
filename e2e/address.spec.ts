/** The address holds the settings. Foreign parameters stay. Nothing is written when or where the page may not write. */

import { createReadStream } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { expect, type Page, test } from 'playwright/test';
import type { RlApp } from '../src/elements/rl-app/rl-app.ts';
import { expectParameter, open, SMALL } from './support/app.ts';
import { poll } from './support/poll.ts';

const FOREIGN = 'flag&x=a%20b&y=~(1)&z=%E9&u=%C3%A9&w=a+b&plus=1%2B1&x=again&empty=';

test('parameters that are not ours stay byte for byte, and so does the fragment', async ({ page }) => {
  await open(page, `${FOREIGN}&${SMALL}&last#part?a=%20b`);
  await page.getByLabel('Rate').selectOption('60 fps');
  await expectParameter(page, 'fps', '60');
  expect(page.url().split('?').slice(1).join('?')).toMatch(/^source=pattern&.*&fps=60&/);
  expect(page.url().endsWith(`&${FOREIGN}&last#part?a=%20b`)).toBe(true);
});

test('a size or a rate that is not possible gets the nearest one and a sentence', async ({ page }) => {
  await open(page, 'source=pattern&width=4320&height=7680&fps=120');
  const alert = page.getByRole('alert');
  await expect(alert).toContainText('The address says width=4320, but a side has 1 to 3840 whole pixels');
  await expect(alert).toContainText('2160 is used instead.');
  await expect(alert).toContainText('3840 is used instead.');
  await expect(alert).toContainText('60 is used instead.');
  await expectParameter(page, 'height', '3840');
  await expect(page.getByLabel('Size')).toHaveValue('2160x3840');
});

test('a rate of 29.97 and a portrait size are what they are', async ({ page }) => {
  await open(page, 'source=pattern&width=216&height=384&fps=29.97');
  await expect(page.getByRole('alert')).toHaveCount(0);
  await expect(page.getByLabel('Rate')).toHaveValue('29.97');
  await page.getByRole('button', { name: 'Start test picture' }).click();
  await poll(() =>
    page.evaluate(() => {
      const { source, presented } = document.querySelector<RlApp>('rl-app')?.pipeline?.stats() ?? {};
      return presented && source?.width === 216 && source.height === 384;
    }),
  ).toBe(true);
});

test.describe('once the element has left the page', () => {
  for (const leaves of [true, false]) {
    test(`${leaves ? 'nothing is written' : 'what waits is written while it has not'}`, async ({ page }) => {
      await page.clock.install();
      await open(page, SMALL);
      await page.clock.runFor(1000);
      // The first change is written at once. The second is written when browsers allow another.
      await page.getByLabel('Rate').selectOption('60 fps');
      await page.getByLabel('Rate').selectOption('24 fps');
      const before = page.url();
      expect(before).toContain('fps=60');
      if (leaves) await page.evaluate(() => document.querySelector('rl-app')?.remove());
      await page.clock.runFor(1000);
      expect(page.url()).toBe(leaves ? before : before.replace('fps=60', 'fps=24'));
    });
  }
});

/** A page of another site, without our headers. Its documents may load our files from this server. */
const host = createServer((request, response) => {
  const path = new URL(request.url ?? '/', 'http://host').pathname;
  response.setHeader('access-control-allow-origin', '*');
  response.setHeader('content-type', TYPES[extname(path)] ?? 'text/html');
  if (path === '/host') response.end('<!doctype html>');
  else if (path === '/framed') response.end(framed(''));
  else
    createReadStream(join('dist', path))
      .on('error', () => response.writeHead(404).end())
      .pipe(response);
});

const TYPES: Record<string, string> = {
  '.js': 'text/javascript',
  '.wasm': 'application/wasm',
  '.svg': 'image/svg+xml',
};

test.beforeAll(() => new Promise<void>((resolve) => host.listen(0, '127.0.0.1', resolve)));
test.afterAll(() => host.close());

const openHost = (page: Page) => page.goto(`http://127.0.0.1:${(host.address() as AddressInfo).port}/host`);

const framed = (origin: string) =>
  `<!doctype html><script type="module" src="${origin}/lib/elements.js"></script><rl-app></rl-app>`;

/** Kinds of documents. Browsers differ in whether a sandboxed document may change its address. It must not cause an error. */
const KINDS: [string, { sandbox?: string; via: 'srcdoc' | 'blob' | 'src' }][] = [
  ['a srcdoc document', { via: 'srcdoc' }],
  ['a blob document', { via: 'blob' }],
  ['a sandboxed srcdoc document', { via: 'srcdoc', sandbox: 'allow-scripts' }],
  ['a sandboxed document', { via: 'src', sandbox: 'allow-scripts' }],
];

for (const [kind, how] of KINDS) {
  test(`the app works in ${kind}${how.via === 'src' ? '' : ', which keeps its address'}`, async ({
    page,
  }) => {
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(String(error)));
    await openHost(page);
    const body = framed(new URL(page.url()).origin);
    await page.evaluate(
      ([body, { via, sandbox }]) => {
        const frame = document.createElement('iframe');
        if (sandbox !== undefined) frame.setAttribute('sandbox', sandbox);
        if (via === 'srcdoc') frame.srcdoc = body;
        else
          frame.src =
            via === 'src' ? './framed' : URL.createObjectURL(new Blob([body], { type: 'text/html' }));
        document.body.append(frame);
      },
      [body, how] as const,
    );
    const inside = page.frameLocator('iframe');
    await expect(inside.getByRole('button', { name: 'Start camera' })).toBeVisible();
    const href = () => inside.locator('html').evaluate(() => location.href);
    const placeless = /^(about:srcdoc|blob:[^?]*)$/;
    if (how.via !== 'src') expect(await href()).toMatch(placeless);
    await inside.getByRole('radio', { name: 'Test picture' }).check();
    await inside.getByLabel('Size').selectOption('640 × 360');
    // The settings are in force: the button names the source, and the app has the size.
    await expect(inside.getByRole('button', { name: 'Start test picture' })).toBeVisible();
    await expect(inside.getByLabel('Size')).toHaveValue('640x360');
    if (how.via !== 'src') expect(await href()).toMatch(placeless);
    expect(errors).toEqual([]);
  });
}

test('the app runs in a srcdoc document', async ({ page }) => {
  await openHost(page);
  const body = framed(new URL(page.url()).origin);
  await page.evaluate((body) => {
    const frame = document.createElement('iframe');
    frame.srcdoc = body;
    document.body.append(frame);
  }, body);
  const inside = page.frameLocator('iframe');
  await inside.getByRole('radio', { name: 'Test picture' }).check();
  await inside.getByRole('button', { name: 'Start test picture' }).click();
  const stats = () => inside.locator('rl-app').evaluate((app) => (app as RlApp).pipeline?.stats() ?? null);
  await poll(async () => (await stats())?.presented ?? 0).toBeGreaterThan(3);
  await inside.getByLabel('Size').selectOption('640 × 360');
  await poll(async () => (await stats())?.source.width ?? 0).toBe(640);
});
