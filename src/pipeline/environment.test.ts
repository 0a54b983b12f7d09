import { afterEach, expect, it, vi } from 'vitest';
import { findSoloReason } from './environment.ts';

afterEach(() => vi.unstubAllGlobals());

/** A window that has all, but for what `changes` says. */
function reasonIn(changes: Record<string, unknown> = {}): string | null {
  const all = { isSecureContext: true, crossOriginIsolated: true };
  for (const [name, value] of Object.entries({ ...all, ...changes })) vi.stubGlobal(name, value);
  return findSoloReason();
}

it.each([
  ['an address without HTTPS', { isSecureContext: false, crossOriginIsolated: false }, 'over HTTPS'],
  ['a page without headers', { crossOriginIsolated: false }, 'not cross-origin isolated'],
])('%s: names both ways to isolate', (_, changes, why) => {
  const reason = reasonIn(changes);
  expect(reason).toContain(why);
  expect(reason).toContain('Cross-Origin-Opener-Policy: same-origin');
  expect(reason).toContain('Cross-Origin-Embedder-Policy: require-corp');
  expect(reason).toContain('Document-Isolation-Policy: isolate-and-require-corp');
  expect(reason).toContain('docs/isolation.md');
});

it('names no headers where they are not what is missing', () => {
  expect(reasonIn({ SharedArrayBuffer: undefined })).toMatch(/^This browser hides SharedArrayBuffer/);
  vi.unstubAllGlobals();
  vi.stubGlobal('Atomics', {});
  expect(reasonIn()).toMatch(/^This browser has no Atomics.waitAsync/);
});

it('gives no reason to a page that is isolated', () => {
  vi.stubGlobal('Atomics', { waitAsync: () => undefined });
  expect(reasonIn()).toBeNull();
});
