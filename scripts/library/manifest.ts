/**
 * Writes the custom-elements manifest: what editors and documentation tools know of the `rl-*` elements. In: the elements' sources
 * with their class docs. Out: `dist/custom-elements.json`, in which all elements are in the one file that a page imports.
 */

import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as analyzer from '@custom-elements-manifest/analyzer';
// @ts-expect-error It has no types.
import { litPlugin } from '@custom-elements-manifest/analyzer/src/features/framework-plugins/lit/lit.js';
import type {
  ClassDeclaration,
  CustomElement,
  Module,
  Package,
  Reference,
} from 'custom-elements-manifest/schema';

type Element = CustomElement & ClassDeclaration;

/** The parts of the analyzer that its types leave out. */
interface Analyzer {
  create(options: { modules: readonly unknown[]; plugins: readonly unknown[] }): Package;
  ts: {
    createSourceFile(path: string, text: string, target: number, withParents: boolean): unknown;
    ScriptTarget: { ES2022: number };
  };
}

/** The file of the package that exports the classes and registers the tags. */
const FILE = 'dist/lib/elements.js';
const LIT: Reference = { name: 'LitElement', package: 'lit' };

/** See above. */
export async function writeManifest(root: string): Promise<void> {
  const manifest = describeElements(await readSources(join(root, 'src/elements')));
  await writeFile(join(root, 'dist/custom-elements.json'), `${JSON.stringify(manifest, null, 2)}\n`);
}

/** Reads the elements and their base classes. Returns texts by path. */
async function readSources(folder: string): Promise<Map<string, string>> {
  const names = await readdir(folder, { recursive: true });
  const paths = names
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => /(^|\/)[\w-]+\.ts$/.test(name));
  const sources = paths
    .sort()
    .map(async (path) => [path, await readFile(join(folder, path), 'utf8')] as const);
  return new Map(await Promise.all(sources));
}

/** Texts of modules by path in, their manifest out. */
export function describeElements(sources: ReadonlyMap<string, string>): Package {
  const { create, ts } = analyzer as unknown as Analyzer;
  const modules = [...sources].map(([path, text]) =>
    ts.createSourceFile(path, withKnownCall(text), ts.ScriptTarget.ES2022, true),
  );
  const { schemaVersion, modules: found } = create({ modules, plugins: litPlugin() });
  const elements = found
    .flatMap(({ declarations = [] }) => declarations)
    .filter((declaration): declaration is Element => 'tagName' in declaration)
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const names = new Set(elements.map(({ name }) => name));
  return {
    schemaVersion,
    readme: 'README.md',
    modules: [moduleOf(elements.map((element) => publish(element, names)))],
  };
}

/** The analyzer knows the platform's way to register an element, but not `define` of `shared/define.ts`. */
function withKnownCall(text: string): string {
  return text.replace(/^define\('/m, "customElements.define('");
}

function moduleOf(elements: readonly Element[]): Module {
  return {
    kind: 'javascript-module',
    path: FILE,
    declarations: [...elements],
    exports: elements.flatMap(({ name, tagName = '' }) => {
      const declaration = { name, module: FILE };
      return [
        { kind: 'js' as const, name, declaration },
        { kind: 'custom-element-definition' as const, name: tagName, declaration },
      ];
    }),
  };
}

/** Keeps what a page may use of an element. Leaves out base classes that the package does not export. */
function publish(element: Element, names: ReadonlySet<string>): Element {
  const own = <T extends { inheritedFrom?: Reference }>({ inheritedFrom, ...rest }: T) =>
    inheritedFrom && names.has(inheritedFrom.name)
      ? { ...rest, inheritedFrom: { name: inheritedFrom.name, module: FILE } }
      : rest;
  const { superclass, members = [], attributes = [], events = [] } = element;
  const open = members.filter(
    (member) => (member.privacy ?? 'public') === 'public' && !member.static && !member.name.startsWith('#'),
  );
  const fields = new Set(open.map(({ name }) => name));
  return {
    ...element,
    superclass: superclass && names.has(superclass.name) ? { name: superclass.name, module: FILE } : LIT,
    members: open.map(own),
    // A private property has no public attribute.
    attributes: attributes.filter(({ fieldName }) => !fieldName || fields.has(fieldName)).map(own),
    // The analyzer takes `trace` in `new RlTraceEvent(trace)` for the name of an event.
    events: events.filter(({ name }) => name?.startsWith('rl-')).map(own),
  } as Element;
}
