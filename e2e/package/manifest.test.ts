/** Compares the custom-elements manifest with the built elements. Needs dist/. */

import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import Ajv from 'ajv';
import type { ClassField, CustomElement, Package } from 'custom-elements-manifest/schema';
import { describe, expect, it, vi } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const json = (path: string) => JSON.parse(readFileSync(root + path, 'utf8'));
const { customElements: path } = json('package.json') as { customElements: string };
const manifest: Package = json(path);
const [module] = manifest.modules;
const declarations = (module?.declarations ?? []) as CustomElement[];
const described = new Map(declarations.map((element) => [element.tagName ?? '', element]));

/** What Lit knows of a class. */
interface LitClass {
  readonly name: string;
  readonly observedAttributes: readonly string[];
  readonly elementProperties: ReadonlyMap<string, { state?: boolean }>;
}

/** By tag. */
const registered = new Map<string, LitClass>();
vi.stubGlobal('customElements', {
  get: (tag: string) => registered.get(tag),
  define: (tag: string, element: LitClass) => registered.set(tag, element),
});
const exported = await import(/* @vite-ignore */ `${root}dist/lib/elements.bundler.js`);

const namesOf = (list: readonly { name: string }[] = []) => list.map(({ name }) => name).sort();

it('is as its schema wants it', () => {
  const validate = new Ajv({ strict: false, validateFormats: false }).compile(
    json('node_modules/custom-elements-manifest/schema.json'),
  );
  validate(manifest);
  expect(validate.errors).toBeNull();
});

it('has every tag that is registered, and its class, under the file that a page imports', () => {
  expect([...registered.keys()].length).toBeGreaterThan(20);
  expect([...described.keys()].sort()).toEqual([...registered.keys()].sort());
  expect(module?.path).toBe(json('package.json').exports['./elements'].default.replace('./', ''));
  const tags = module?.exports?.filter(({ kind }) => kind === 'custom-element-definition') ?? [];
  expect(namesOf(tags)).toEqual([...registered.keys()].sort());
  for (const [tag, { name }] of described) {
    expect(exported[name], tag).toBe(registered.get(tag));
    expect(tags.find((definition) => definition.name === tag)?.declaration.name, tag).toBe(name);
  }
});

describe.each([...registered])('%s', (tag, element) => {
  const { summary, attributes, members, events, slots, cssParts, cssProperties } =
    described.get(tag) ?? ({} as CustomElement);
  const folder = `${root}src/elements/${tag}/`;
  const source = readdirSync(folder)
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map((name) => readFileSync(folder + name, 'utf8'))
    .join('');

  it('has its attributes and properties', () => {
    expect(namesOf(attributes)).toEqual([...element.observedAttributes].sort());
    const properties = [...element.elementProperties].flatMap(([name, { state }]) => (state ? [] : [name]));
    expect(namesOf(members)).toEqual(expect.arrayContaining(properties));
    for (const { name, attribute } of (members ?? []) as (ClassField & { attribute?: string })[]) {
      if (attribute) expect(namesOf(attributes), name).toContain(attribute);
    }
  });

  it('has its parts and slots', () => {
    const parts = [...source.matchAll(/\bpart="([\w-]+)"/g)].map(([, part]) => part);
    expect(namesOf(cssParts)).toEqual(expect.arrayContaining(parts));
    const named = [...source.matchAll(/<slot name="([\w-]+)"/g)].map(([, name = '']) => name);
    const whole = /<slot>|extends (Charted)?Instrument/.test(source) ? [''] : [];
    expect(namesOf(slots)).toEqual([...whole, ...named].sort());
  });

  it('has its events, as the React component has them', () => {
    const component = readFileSync(`${root}dist/types/react.d.ts`, 'utf8');
    const { name } = element;
    const types = new RegExp(`declare const ${name}: ReactWebComponent<[^,>]+, ({[^}]*})`).exec(
      component,
    )?.[1];
    const props = [...(types ?? '').matchAll(/\bon(\w+): EventName<(.+)>;/g)].map(([, event = '', type]) => ({
      name: event.replace(/(?!^)[A-Z]/g, (letter) => `-${letter}`).toLowerCase(),
      type,
    }));
    expect(types).toBeDefined();
    const sent = events?.map(({ name, type }) => ({ name, type: type.text }));
    expect(sent).toEqual(props.map(({ name, type }) => ({ name, type: type?.replace(/\$\d/, '') })));
  });

  it('says what each is', () => {
    expect(summary).toMatch(/\w.*\.$/);
    const all = [attributes, members, events, slots, cssParts, cssProperties].flatMap((list) => list ?? []);
    for (const { name, description } of all) expect(description, name).toMatch(/\w/);
  });
});
