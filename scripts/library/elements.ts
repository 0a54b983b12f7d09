/**
 * Writes the library's elements in two forms. `elements.js` imports Lit from `lit.js` beside it, so a page needs no import map.
 * `elements.bundler.js` imports the package `lit`, so a project that is bundled, or rendered in Node, has one Lit for its own
 * elements and ours. `exports` in package.json gives each the right form.
 *
 * In: scripts that import `lit`. Out: both forms of these, and all others as they are.
 */

import { type OutputChunk, rolldown } from 'rolldown';

/** A built script, and its map. */
export interface Script {
  readonly name: string;
  readonly code: string;
  readonly map: { readonly name: string; readonly text: string } | null;
  /** What it imports, at once or later. */
  readonly imports: readonly string[];
}

const LIT = /^lit(\/|$)/;
/** A specifier in an `import`. The bundler wrote the code, and it writes every import in this form. */
const SPECIFIER = /(\bfrom |\bimport |\bimport\()"([^"]+)"/g;
/** The parts of Lit that the elements use. */
const LIT_PARTS = `export * from 'lit';
export { live } from 'lit/directives/live.js';
export { repeat } from 'lit/directives/repeat.js';`;

/** See above. */
export function splitElements(scripts: readonly Script[]): Script[] {
  const withLit = findWithLit(scripts);
  return scripts.flatMap((script) => (withLit.has(script.name) ? bothForms(script, withLit) : [script]));
}

/** Finds the scripts that import `lit`, directly or through other scripts. */
function findWithLit(scripts: readonly Script[]): ReadonlySet<string> {
  const found = new Set<string>();
  for (let before = -1; before < found.size; ) {
    before = found.size;
    for (const { name, imports } of scripts) {
      if (imports.some((other) => LIT.test(other) || found.has(other))) found.add(name);
    }
  }
  const other = [...found].find((name) => !/^(elements|react)\b/.test(name));
  if (other) throw new Error(`${other} imports Lit; only the elements and their React components may`);
  return found;
}

function bothForms({ name, code, map, imports }: Script, withLit: ReadonlySet<string>): Script[] {
  const bundler = rename(code, (path) => (withLit.has(path.slice(2)) ? bundlerName(path) : path));
  const page = rename(code, (path) => (LIT.test(path) ? './lit.js' : path));
  return [
    { name: bundlerName(name), code: bundler, map, imports },
    { name, code: page, map, imports },
  ];
}

function rename(code: string, change: (path: string) => string): string {
  return code.replace(SPECIFIER, (_, before: string, path: string) => `${before}"${change(path)}"`);
}

function bundlerName(name: string): string {
  return name.replace(/\.js$/, '.bundler.js');
}

/** Bundles Lit as one module. */
export async function bundleLit(root: string): Promise<OutputChunk> {
  const entry = '\0lit';
  const bundle = await rolldown({
    cwd: root,
    input: { lit: entry },
    platform: 'browser',
    plugins: [
      {
        name: 'ringlight:lit',
        resolveId: (id) => (id === entry ? id : null),
        load: (id) => (id === entry ? LIT_PARTS : null),
      },
    ],
  });
  const { output } = await bundle.generate({ format: 'es', minify: true, comments: { legal: true } });
  await bundle.close();
  return output[0];
}
