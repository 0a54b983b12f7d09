// @vitest-environment happy-dom
/** The components of the elements: one for each tag, with its events. */

import { readdirSync } from 'node:fs';
import { act, createElement, createRef, type FunctionComponent } from 'react';
import { createRoot } from 'react-dom/client';
import { renderToString } from 'react-dom/server';
import { expect, it, vi } from 'vitest';
import type { FilterSpec } from '../catalogue/filters.ts';
import { RlChain as RlChainElement, RlChangeEvent } from '../elements/index.ts';
import * as components from './components.ts';
import * as entry from './index.ts';

// The library contains the form for browsers. Node would load another form.
vi.mock('@lit/react', () => import('../../node_modules/@lit/react/index.js'));
vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);

const byName = new Map(Object.entries(components));
const tags = readdirSync('src/elements').filter((name) => name.startsWith('rl-'));
const nameOf = (tag: string) => tag.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());

it('are one for each tag, and in the entry beside the hook', () => {
  expect([...byName.keys()].sort()).toEqual(tags.map(nameOf).sort());
  expect(Object.keys(entry).sort()).toEqual([...byName.keys(), 'useRinglight'].sort());
});

it.each(tags)('%s', (tag) => {
  const name = nameOf(tag);
  const component = byName.get(name) as FunctionComponent;
  expect(customElements.get(tag)?.name).toBe(name);
  expect(component.displayName).toBe(name);
  expect(renderToString(createElement(component))).toMatch(new RegExp(`^<${tag}[^>]*></${tag}>$`));
});

it('set properties, and call their events', async () => {
  const root = createRoot(document.body.appendChild(document.createElement('div')));
  const ref = createRef<RlChainElement>();
  const onRlChange = vi.fn();
  const filters: FilterSpec[] = [{ name: 'sepia' }];
  await act(async () => root.render(createElement(components.RlChain, { ref, filters, onRlChange })));
  const chain = ref.current as RlChainElement;
  expect(chain).toBeInstanceOf(RlChainElement);
  expect(chain.filters).toBe(filters);
  const event = new RlChangeEvent({ filters: [] });
  chain.dispatchEvent(event);
  expect(onRlChange.mock.calls).toEqual([[event]]);
  await act(async () => root.render(createElement(components.RlChain, { ref, filters })));
  chain.dispatchEvent(event);
  expect(onRlChange).toHaveBeenCalledTimes(1);
  await act(async () => root.unmount());
});
