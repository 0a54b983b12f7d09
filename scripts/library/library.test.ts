/** The steps of the library's build, on texts. The built files are tested in e2e/servers/library.test.ts. */

import { expect, it } from 'vitest';
import { importWorklets } from '../worklet-plugin.ts';
import { type Script, splitElements } from './elements.ts';
import { LEAST_BYTES, pad } from './pad.ts';
import { nameScripts } from './sources.ts';

/** Puts the text together at run time. The plugin compiles the tests, too, and would replace it. */
const beside = (path: string) => `new URL('${path}', import.meta.url)`;

it('names the built script of a worker, literally', () => {
  expect(
    nameScripts("new Worker(new URL('../../worklets/a-b.worker.ts', import.meta.url), { type: 'module' })"),
  ).toBe("new Worker(new URL('./a-b.worker.js', import.meta.url), { type: 'module' })");
  expect(nameScripts(`x.addModule(${beside('../worklets/a.worklet.ts')})`)).toBe(
    `x.addModule(${beside('./a.worklet.js')})`,
  );
  const other = "new URL('../../wasm/prebuilt/a.wasm', import.meta.url)";
  expect(nameScripts(other)).toBe(other);
});

it('has the page compile worklets', () => {
  expect(importWorklets(`f(${beside('./a.worklet.ts')}); g(new URL('./b', u));`)).toBe(
    "import worklet1 from './a.worklet.ts?worker&url';\nf(worklet1); g(new URL('./b', u));",
  );
});

it('makes a small script larger than what bundlers inline, and leaves a large one', () => {
  for (const size of [0, 1, 1000, LEAST_BYTES - 120, LEAST_BYTES - 1]) {
    const padded = pad('x'.repeat(size));
    expect(padded.length).toBeGreaterThanOrEqual(LEAST_BYTES);
    expect(padded.startsWith('x'.repeat(size))).toBe(true);
    expect(padded.slice(size).trim()).toMatch(/^\/\*![\s\S]*\*\/$/);
  }
  const large = 'x'.repeat(LEAST_BYTES);
  expect(pad(large)).toBe(large);
});

function script(name: string, imports: string[], later: string[] = []): Script {
  const code = [
    ...imports.map((path) => `import { a } from "${path}";`),
    ...later.map((path) => `import("${path}")`),
  ];
  const names = [...imports, ...later].map((path) => path.replace('./', ''));
  return { name, code: code.join('\n'), map: null, imports: names };
}

it('writes scripts with Lit twice, and all others once', () => {
  const forms = splitElements([
    script('elements.js', ['./elements-part.js', './shared.js'], ['./elements-late.js']),
    script('elements-part.js', ['lit', 'lit/directives/live.js']),
    script('elements-late.js', ['./shared.js']),
    script('shared.js', []),
  ]);
  expect(Object.fromEntries(forms.map(({ name, code }) => [name, code.split('\n')]))).toEqual({
    'elements.js': [
      'import { a } from "./elements-part.js";',
      'import { a } from "./shared.js";',
      'import("./elements-late.js")',
    ],
    'elements.bundler.js': [
      'import { a } from "./elements-part.bundler.js";',
      'import { a } from "./shared.js";',
      'import("./elements-late.js")',
    ],
    'elements-part.js': ['import { a } from "./lit.js";', 'import { a } from "./lit.js";'],
    'elements-part.bundler.js': ['import { a } from "lit";', 'import { a } from "lit/directives/live.js";'],
    'elements-late.js': ['import { a } from "./shared.js";'],
    'shared.js': [''],
  });
  expect(() => splitElements([script('ringlight.js', ['lit'])])).toThrow('ringlight.js imports Lit');
});
