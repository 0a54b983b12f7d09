import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { headersFor, parseHeaders } from './headers.ts';

const TEXT = `# comment
/*
  X-All: everywhere
  # comment
  X-Colon: a: b
/assets/*
  Cache-Control: immutable

/a/*.js
\tX-All: again
/exact
  X-Exact: yes
`;

test('a path gets the headers of every rule that matches it', () => {
  const rules = parseHeaders(TEXT);
  expect(Object.fromEntries(headersFor(rules, '/'))).toEqual({ 'x-all': 'everywhere', 'x-colon': 'a: b' });
  expect(headersFor(rules, '/assets/x/y.wasm').get('cache-control')).toBe('immutable');
  expect(headersFor(rules, '/assets').has('cache-control')).toBe(false);
  expect(headersFor(rules, '/exact').get('x-exact')).toBe('yes');
  expect(headersFor(rules, '/exact/').has('x-exact')).toBe(false);
});

test('a star in the middle keeps what follows it, and a name that two rules give has both values', () => {
  const rules = parseHeaders(TEXT);
  expect(headersFor(rules, '/a/b/c.js').get('x-all')).toBe('everywhere, again');
  expect(headersFor(rules, '/a/b/c.css').get('x-all')).toBe('everywhere');
  // Head and tail must not share characters.
  expect(headersFor(parseHeaders('/ab*b\n  X: 1'), '/ab').size).toBe(0);
});

test('lines may end as on Windows, and a file may be empty', () => {
  expect(headersFor(parseHeaders('/*\r\n  X: 1\r\n'), '/').get('x')).toBe('1');
  expect(parseHeaders('')).toEqual([]);
});

test.each([
  ['  X: 1', /line 1: a header needs a path pattern/],
  ['/*\n  X 1', /line 2: a header is written as Name: value/],
  ['/*\n  X:', /line 2: a header is written as Name: value/],
  ['/*\n  X Y: 1', /line 2: a header is written as Name: value/],
  ['*\n  X: 1', /line 1: a path pattern starts with \//],
  ['/a b\n  X: 1', /line 1: a path pattern has no spaces/],
  ['/a/*/*\n  X: 1', /line 1: a path pattern has at most one \*/],
  ['/a/:name\n  X: 1', /line 1: placeholders/],
])('%j is refused with its line', (text, message) => {
  expect(() => parseHeaders(text)).toThrow(message);
});

test('our own file isolates every path, lets nothing in from elsewhere, and names no header twice for a path', () => {
  const rules = parseHeaders(readFileSync(new URL('../_headers', import.meta.url), 'utf8'));
  for (const path of [
    '/',
    '/index.html',
    '/assets/a.wasm',
    '/lib/ringlight.js',
    '/docs/assets/main.js',
    '/missing/deep',
  ]) {
    const headers = headersFor(rules, path);
    expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
    expect(headers.get('cross-origin-embedder-policy')).toBe('require-corp');
    expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toMatch(/unsafe-inline|'unsafe-eval'|https?:|\*/);
    expect((headers.get('cache-control') ?? '').split('max-age').length).toBeLessThanOrEqual(2);
  }
  expect(headersFor(rules, '/assets/a.wasm').get('cache-control')).toBe(
    'public, max-age=31536000, immutable',
  );
  expect(headersFor(rules, '/').get('cache-control')).toBe('no-cache');
});
