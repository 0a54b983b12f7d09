/** The built library has what bundlers, strict pages and Node rely on. Needs dist/. */

import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'rolldown';
import { describe, expect, it } from 'vitest';
import { LEAST_BYTES } from '../../scripts/library/pad.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = `${root}dist/lib/`;
const { exports, sideEffects } = JSON.parse(readFileSync(`${root}package.json`, 'utf8')) as {
  exports: Record<string, Record<string, string> | string>;
  sideEffects: string[];
};
const entries = Object.entries(exports).filter(
  (entry): entry is [string, Record<string, string>] => typeof entry[1] === 'object',
);
const files = readdirSync(folder);
const scripts = files.filter((name) => name.endsWith('.js'));
const threads = scripts.filter((name) => /\.(worker|worklet)\.js$/.test(name));
const NOT_OURS = ['lit.js', 'shared-runtime.js'];
const read = (name: string) => readFileSync(folder + name, 'utf8');

/** The files that a script names with `new URL`, and the text of each mention. */
function mentions(name: string): { file: string; text: string }[] {
  const found = read(name).matchAll(/.{0,60}new URL\(["']\.\/([^"']+)["'], import\.meta\.url\).{0,30}/g);
  return [...found].map(([text, file = '']) => ({ file, text }));
}

describe('a file beside the scripts', () => {
  const all = scripts.flatMap((name) => mentions(name).map((mention) => ({ name, ...mention })));

  it('is named literally, in the form that bundlers recognise', () => {
    expect(new Set(all.map(({ file }) => file))).toEqual(
      new Set([...threads, ...files.filter((name) => name.endsWith('.wasm'))]),
    );
    for (const { name, file, text } of all) {
      const form = file.endsWith('.worker.js')
        ? /\bnew Worker\(new URL\("\.\/[\w.-]+", import\.meta\.url\), \{ type: "module" \}\)/
        : file.endsWith('.worklet.js')
          ? /\.audioWorklet\.addModule\(new URL\("\.\/[\w.-]+", import\.meta\.url\)\)/
          : /= new URL\("\.\/[\w.-]+", import\.meta\.url\)\.href;/;
      expect(text, name).toMatch(form);
    }
  });

  it('is larger than what bundlers inline', () => {
    for (const file of new Set(all.map(({ file }) => file))) {
      expect(readFileSync(folder + file).length, file).toBeGreaterThanOrEqual(LEAST_BYTES);
    }
  });

  it('imports nothing, if it is a worker or a worklet', () => {
    for (const name of threads) expect(read(name), name).not.toMatch(/^\s*(import|export)\b|\bimport\(/m);
  });
});

describe('scripts', () => {
  it('import files that are there, and nothing but lit and react', () => {
    for (const name of scripts) {
      for (const [, path = ''] of read(name).matchAll(/(?:\bfrom |\bimport |\bimport\()"([^"]+)"/g)) {
        if (path.startsWith('./')) expect(files, name).toContain(path.slice(2));
        else if (name.startsWith('react')) expect(path, name).toBe('react');
        else expect([name.includes('.bundler.'), path.split('/')[0]], name).toEqual([true, 'lit']);
      }
    }
  });

  it('that register elements are named in sideEffects', () => {
    const patterns = sideEffects.map(
      (text) => new RegExp(`^${text.replace(/[.]/g, '\\.').replace(/\*+/g, '.*')}$`),
    );
    const registering = scripts.filter((name) => /\bdefine\("rl-/.test(read(name)));
    expect(registering.length).toBeGreaterThan(3);
    for (const name of registering) {
      expect(
        patterns.some((pattern) => pattern.test(`./dist/lib/${name}`)),
        name,
      ).toBe(true);
    }
  });

  it('have a source map with the sources', () => {
    for (const name of scripts) {
      const map = /\/\/# sourceMappingURL=(.+)\n$/.exec(read(name))?.[1];
      // A script that only imports others has no source map, and neither have scripts of others.
      if (map === undefined) expect(NOT_OURS.includes(name) || read(name).length < 100, name).toBe(true);
      else expect(JSON.parse(read(map)).sourcesContent.length, name).toBeGreaterThan(0);
    }
  });

  it('and types name no folder of the machine that built them', () => {
    const types = readdirSync(`${root}dist/types`).map((name) => `../types/${name}`);
    for (const name of [...files, ...types]) {
      const text = readFileSync(folder + name, 'latin1');
      for (const path of [root, '/root/', '/home/', '/tmp/', '/.cargo/', '/rustc/', 'file:///']) {
        expect(text.includes(path), `${name} has ${path}`).toBe(false);
      }
    }
  });
});

describe('ringlight/react', () => {
  it('is marked for the browser alone, in both forms, with every name', () => {
    for (const name of ['react.js', 'react.bundler.js']) {
      expect(read(name)).toMatch(/^"use client";\n/);
      // Next refuses this after "use client".
      expect(read(name)).not.toMatch(/export \*/);
    }
  });

  it.each([
    ['useRinglight', false],
    ['RlMeter', true],
  ])('brings a project that uses %s elements: %s', async (name, has) => {
    const { output } = await build({
      cwd: root,
      input: { project: '\0project' },
      write: false,
      platform: 'browser',
      external: ['react'],
      plugins: [
        {
          name: 'project',
          resolveId: (id) => (id === '\0project' ? id : null),
          load: (id) =>
            id === '\0project' ? `import { ${name} } from 'ringlight/react'; console.log(${name})` : null,
        },
      ],
    });
    const [first] = output;
    const loaded = new Set(first.imports);
    const code = output.flatMap((file) =>
      file.type === 'chunk' && (file === first || loaded.has(file.fileName)) ? [file.code] : [],
    );
    expect(code.join('\n').includes('define("rl-meter"')).toBe(has);
    expect(code.join('\n').includes('LitElement')).toBe(has);
  });
});

describe('package.json', () => {
  it.each(entries)('%s names files that are there', (_, targets) => {
    for (const target of Object.values(targets)) expect(existsSync(root + target), target).toBe(true);
  });

  it.each(entries)('%s can be imported in Node, without a DOM', async (name) => {
    const specifier = name.replace('.', 'ringlight');
    const program = `console.log(Object.keys(await import('${specifier}')).join())`;
    const args = ['--input-type=module', '--eval', program];
    // Inside the package, imports of its own name work.
    const { stdout, stderr } = await promisify(execFile)(process.execPath, args, { cwd: root });
    // `ringlight/jsx` has types alone.
    if (name !== './jsx') expect(stdout).toMatch(/createPipeline|RlApp|boxBlur|compareTraces|useRinglight/);
    expect(stderr).toBe('');
  });
});
