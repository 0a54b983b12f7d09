/** Links of the repository's documents lead somewhere, and the check of links finds those that do not. */

import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ROOT } from '../run.mjs';
import { checkMarkdown, checkSite } from './links.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ringlight-links-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('README, CONTRIBUTING and docs/ link to files and headings that exist', () => {
  const docs = readdirSync(join(ROOT, 'docs')).filter((name) => name.endsWith('.md'));
  const names = ['README.md', 'CONTRIBUTING.md', ...docs.map((name) => `docs/${name}`)];
  const { checked, bad } = checkMarkdown(ROOT, names);
  expect(bad).toEqual([]);
  expect(checked).toBeGreaterThan(50);
});

it('finds missing files and headings of Markdown', () => {
  mkdirSync(join(folder, 'docs'));
  writeFileSync(join(folder, 'docs/a.md'), '# A, b and `c`\n[good](../b.md#x) [bad](c.md) ![bad](d.png)');
  writeFileSync(
    join(folder, 'b.md'),
    '## X\n[good](docs/a.md#a-b-and-c) [bad](docs/a.md#z) [other](https://x/)\n```\n# Y\n[code](e.md)\n```\n[bad](#y)',
  );
  expect(checkMarkdown(folder, ['docs/a.md', 'b.md'])).toEqual({
    checked: 6,
    bad: ['docs/a.md: c.md', 'docs/a.md: d.png', 'b.md: docs/a.md#z', 'b.md: #y'],
  });
});

it('finds missing files, pictures and ids of HTML', () => {
  mkdirSync(join(folder, 'sub'));
  writeFileSync(join(folder, 'index.html'), '<a href="sub/a.html#one"></a><a href="sub/a.html#two"></a>');
  writeFileSync(
    join(folder, 'sub/a.html'),
    '<h1 id="one"></h1><a href="../">up</a><a href="#one"></a><a href="."></a><img src="b.png"><a href="data:,x"></a>',
  );
  const { checked, bad } = checkSite(folder);
  expect(checked).toBe(6);
  expect([...bad].sort()).toEqual(['index.html: sub/a.html#two', 'sub/a.html: .', 'sub/a.html: b.png']);
});
