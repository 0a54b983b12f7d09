/** The documentation's site is complete, has no bad link, and contains nothing that its policy refuses. Needs dist/. */

import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { checkSite, filesBelow } from '../../scripts/docs/links.ts';
import { ROOT } from '../../scripts/run.mjs';

const SITE = join(ROOT, 'dist/docs');
const pages = filesBelow(SITE).filter((name) => name.endsWith('.html'));
const read = (name: string) => readFileSync(join(SITE, name), 'utf8');

it('every link, picture, script and style is there', () => {
  const { checked, bad } = checkSite(SITE);
  expect(bad).toEqual([]);
  expect(checked).toBeGreaterThan(50 * pages.length);
});

it('every document is a page', () => {
  const documents = readdirSync(join(ROOT, 'docs')).filter((name) => name.endsWith('.md'));
  for (const name of [...documents, 'CONTRIBUTING.md']) {
    expect(read(`documents/${name.replace('.md', '.html')}`)).toContain('<h1');
  }
  expect(read('index.html')).toContain('It is a library, too.');
});

it('every picture of the documents is there, and not empty', () => {
  const all = pages.flatMap((name) => [...read(name).matchAll(/<img[^>]*\ssrc="([^"]+)"/g)]);
  const pictures = new Set(all.map(([, source = '']) => source.replace(/^(\.\.\/)*/, '')));
  expect(pictures.size).toBeGreaterThan(25);
  for (const picture of pictures) expect(statSync(join(SITE, picture)).size).toBeGreaterThan(100);
});

it.each([
  ['functions/ringlight.createPipeline.html', 'Promise'],
  ['interfaces/ringlight.Pipeline.html', 'setFilters'],
  ['classes/ringlight_elements.RlChain.html', 'The filter chain'],
  ['functions/ringlight_image.boxBlur.html', 'radius'],
  ['functions/ringlight_trace.parseTrace.html', 'Trace'],
])('%s is in the reference, with its words', (name, word) => {
  expect(read(name)).toContain(word);
});

it('no page has a script or a style inside, and none loads anything from elsewhere', () => {
  for (const name of pages) {
    expect(read(name)).not.toMatch(/<script>|<script [^>]*>[^<]|<style|\sstyle="|\son\w+="/);
    expect(read(name)).not.toMatch(
      /<(?:script|img|iframe)[^>]*\ssrc="(?:https?:)?\/\/|<link[^>]*href="https?:/,
    );
  }
});
