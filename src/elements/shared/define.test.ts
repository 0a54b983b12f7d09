/** Registering an element: once, whoever does it, and not at all where there is no DOM. */

import { afterEach, expect, it, vi } from 'vitest';
import { define } from './define.ts';

afterEach(() => vi.unstubAllGlobals());

it('leaves a tag to the copy of the library that came first', () => {
  const registry = new Map<string, unknown>();
  const add = vi.fn((tag: string, element: unknown) => {
    if (registry.has(tag)) throw new DOMException('used already', 'NotSupportedError');
    registry.set(tag, element);
  });
  vi.stubGlobal('customElements', { get: (tag: string) => registry.get(tag), define: add });
  const [first, second] = [class {}, class {}] as unknown as CustomElementConstructor[];
  define('rl-test', first as CustomElementConstructor);
  define('rl-test', second as CustomElementConstructor);
  expect(registry.get('rl-test')).toBe(first);
  expect(add).toHaveBeenCalledTimes(1);
});

it('does nothing on a server', () => {
  expect('customElements' in globalThis).toBe(false);
  define('rl-test', class {} as unknown as CustomElementConstructor);
});
