/** The published package: its files, whether tools and TypeScript understand it, and the licences that it names. Needs dist/. */

import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeNotices, NOTICES } from '../../scripts/notices.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const run = promisify(execFile);
const node = (path: string, args: string[]) =>
  run(process.execPath, [join(root, 'node_modules', path), ...args], { cwd: root });

/** Packages that a dependency with such types would install in a project. */
const TYPES_OF_OTHERS = [
  'lit',
  'lit-html',
  'lit-element',
  '@lit',
  '@types/trusted-types',
  '@types/react',
  'csstype',
];

let folder: string;
let tarball: string;
/** Names of files, below `package/`. */
let names: string[];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ringlight-package-'));
  // Without `prepack`, because it would rebuild files that other tests read.
  const { stdout } = await run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], {
    cwd: root,
  });
  const [packed] = JSON.parse(stdout) as [{ filename: string; files: { path: string }[] }];
  tarball = join(folder, packed.filename);
  names = packed.files.map(({ path }) => path).sort();
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('has the library, its command, its notices, and nothing of the page', () => {
  for (const name of names) {
    expect(name).toMatch(
      /^(package\.json|README\.md|LICENSE|THIRD-PARTY-NOTICES\.md|bin\/[\w-]+\.mjs|dist\/custom-elements\.json|dist\/types\/[\w-]+\.d\.ts|dist\/lib\/[\w.-]+\.(js|js\.map|wasm))$/,
    );
  }
  const all = [
    'LICENSE',
    'THIRD-PARTY-NOTICES.md',
    'bin/ringlight-trace.mjs',
    'dist/custom-elements.json',
    'dist/lib/ringlight.simd.wasm',
  ];
  expect(names).toEqual(expect.arrayContaining(all));
});

it('has one dependency, and works with the React of a project that has one', () => {
  const manifest = JSON.parse(readFileSync(`${root}package.json`, 'utf8'));
  expect(Object.keys(manifest.dependencies)).toEqual(['lit']);
  expect(manifest.peerDependencies).toEqual({ react: '>=18' });
  expect(manifest.peerDependenciesMeta).toEqual({ react: { optional: true } });
});

it('gives publint nothing to say', async () => {
  const { stdout } = await node('publint/src/cli.js', [tarball, '--strict']);
  expect(stdout).toContain('All good!');
});

it('gives "Are the types wrong?" nothing to say', async () => {
  // It fails if it finds a problem. `.attw.json` says that the package is ES modules alone.
  const { stdout } = await node('@arethetypeswrong/cli/dist/index.js', [
    ...[tarball, '--no-color', '--no-emoji', '--format', 'table-flipped'],
  ]);
  for (const entry of ['', '/elements', '/image', '/react', '/trace', '/jsx']) {
    expect(stdout).toMatch(new RegExp(`"ringlight${entry}" +│ OK \\(ESM\\) +│ OK +│`));
  }
});

describe('in a strict project', () => {
  beforeAll(async () => {
    const modules = join(folder, 'node_modules');
    mkdirSync(join(modules, 'ringlight'), { recursive: true });
    await run('tar', ['-xzf', tarball, '--strip-components=1', '-C', join(modules, 'ringlight')]);
    for (const name of TYPES_OF_OTHERS) {
      mkdirSync(join(modules, name, '..'), { recursive: true });
      symlinkSync(join(root, 'node_modules', name), join(modules, name));
    }
    for (const name of ['consumer.ts', 'jsx.tsx', 'react.tsx'])
      cpSync(join(root, 'e2e/package', name), join(folder, name));
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  });

  it.each([
    ['consumer.ts', 'ESNext', 'bundler'],
    ['consumer.ts', 'NodeNext', 'nodenext'],
    ['jsx.tsx', 'ESNext', 'bundler'],
    ['react.tsx', 'ESNext', 'bundler'],
    ['react.tsx', 'NodeNext', 'nodenext'],
  ])('%s compiles: %s, %s', async (file, module, moduleResolution) => {
    const lib = ['ES2022', 'DOM', 'DOM.Iterable'];
    const compilerOptions = {
      ...{ module, moduleResolution, lib, target: 'ES2022', jsx: 'react-jsx', types: [] },
      ...{ strict: true, skipLibCheck: false, noEmit: true, preserveSymlinks: true },
    };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: [file] }));
    const { stdout } = await node('typescript/bin/tsc', ['-p', folder]).catch((error) => error);
    expect(stdout).toBe('');
  });
});

it('names the licence of everything that is compiled in', async () => {
  expect(readFileSync(NOTICES, 'utf8'), 'run node scripts/notices.mjs').toBe(await makeNotices());
});
