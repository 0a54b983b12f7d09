/**
 * Builds the library: `dist/lib/`, one flat folder with stable names. In: src/, worklets/, wasm/prebuilt/. Out: ES modules that a
 * page can import from any static server, and that every bundler understands.
 *
 * Each worker and each worklet is one file without imports. So no chunk is shared by a page and a worker, and a bundler that only
 * copies such a file copies all of its code. The elements are written in two forms: see elements.ts.
 */

import { copyFile, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import {
  build,
  type InputOptions,
  type OutputChunk,
  type OutputOptions,
  type Plugin,
  type PreRenderedChunk,
} from 'rolldown';
import { cssPlugin } from '../css-plugin.ts';
import { layoutPlugin } from '../layout-plugin.ts';
import { bundleLit, type Script, splitElements } from './elements.ts';
import { pad } from './pad.ts';
import { sourcesPlugin } from './sources.ts';

/** The names of the library's `.wasm` files. Other files in wasm/prebuilt are not part of it. */
const MODULES = /^(ringlight|audio|denoise|analysis)\.(scalar|simd)\.wasm$/;
const THREAD = /\.(worker|worklet)\.ts$/;
/** Packages that a project has itself. `@lit/react` is compiled in: as a dependency it would install React's types everywhere. */
const NOT_OURS = /^(lit|react)(\/|$)/;

/** Files that a page may not need. A bundler leaves out a whole file, but not a table inside one. The second needs the first. */
const GROUPS = [
  { name: 'terms', test: /src\/(generated\/|catalogue\/check\.ts$)/, priority: 2 },
  { name: 'effects', test: /src\/catalogue\/effects\.ts$/, priority: 1 },
];

/** Sources that no entry may contain. Each becomes its own file: see `apartPlugin`. */
const APART = { 'react-components': 'src/react/components.ts' };

/** Everything that is built of TypeScript and JavaScript. */
interface Built {
  scripts: Script[];
  /** Lit as one module. */
  lit: string;
  /** The paths of all files that went in. */
  modules: string[];
}

/** Writes `dist/lib/` anew. `entries`: sources by the name of the built file. */
export async function buildLibrary(root: string, entries: Record<string, string>): Promise<void> {
  const folder = join(root, 'dist/lib');
  const { scripts, lit } = await bundleAll(root, entries);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'lit.js'), lit);
  // `ringlight/jsx` has types alone.
  await writeFile(join(folder, 'jsx.js'), 'export {};\n');
  for (const { name, code, map } of scripts) {
    await writeFile(join(folder, name), map ? `${code}//# sourceMappingURL=${map.name}\n` : code);
    if (map) await writeFile(join(folder, map.name), map.text);
  }
  const prebuilt = join(root, 'wasm/prebuilt');
  for (const file of (await readdir(prebuilt)).filter((name) => MODULES.test(name))) {
    await copyFile(join(prebuilt, file), join(folder, file));
  }
}

/** Returns the folders of the packages that are compiled into the library. */
export async function packagesInside(root: string, entries: Record<string, string>): Promise<string[]> {
  const { modules } = await bundleAll(root, entries);
  const folders = modules.map((path) => /^.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+/.exec(path)?.[0]);
  return [...new Set(folders)].filter((folder) => folder !== undefined).sort();
}

async function bundleAll(root: string, entries: Record<string, string>): Promise<Built> {
  const sources = (await readdir(join(root, 'worklets'))).filter((file) => THREAD.test(file));
  const [page, lit, ...threads] = await Promise.all([
    bundle(
      root,
      { ...entries, ...APART },
      {
        entryFileNames: '[name].js',
        chunkFileNames: (chunk) => nameChunk(root, chunk),
        // Next runs such a file in the browser, also if a server component imports it.
        banner: ({ name }) => (name === 'react' ? "'use client';" : ''),
        codeSplitting: { groups: GROUPS },
      },
    ),
    bundleLit(root),
    ...sources.map((file) => bundleThread(root, file)),
  ]);
  const padded = threads.map(scriptOf).map((script) => ({ ...script, code: pad(script.code) }));
  return {
    scripts: [...splitElements(page.map(scriptOf)), ...padded],
    lit: lit.code,
    modules: [...page, lit, ...threads].flatMap(({ moduleIds }) => moduleIds),
  };
}

async function bundle(
  root: string,
  input: Record<string, string>,
  output: OutputOptions,
): Promise<OutputChunk[]> {
  const options: InputOptions = {
    cwd: root,
    input,
    platform: 'browser',
    tsconfig: false,
    external: NOT_OURS,
    transform: {
      target: 'es2022',
      define: { 'import.meta.env.DEV': 'false', 'import.meta.env.PROD': 'true' },
    },
    plugins: [sourcesPlugin(), apartPlugin(), cssPlugin(), layoutPlugin()] as InputOptions['plugins'],
  };
  const comments = { legal: true, annotation: true, jsdoc: false };
  const built = await build({
    ...options,
    write: false,
    output: { format: 'es', sourcemap: true, comments, ...output },
  });
  return built.output.filter((file): file is OutputChunk => file.type === 'chunk');
}

/**
 * Keeps the components and the elements out of the file of `ringlight/react`. So a project that uses only `useRinglight` loads
 * neither.
 */
function apartPlugin(): Plugin {
  const files: Record<string, string> = {
    './components.ts': './react-components.js',
    '../elements/index.ts': './elements.js',
  };
  return {
    name: 'ringlight:apart',
    resolveId: {
      filter: { id: /^\.\/components\.ts$|^\.\.\/elements\/index\.ts$/ },
      handler: (id) => ({ id: files[id] ?? id, external: true }),
    },
  };
}

async function bundleThread(root: string, file: string): Promise<OutputChunk> {
  const name = file.replace(/\.ts$/, '');
  const chunks = await bundle(
    root,
    { [name]: `worklets/${file}` },
    { entryFileNames: '[name].js', codeSplitting: false },
  );
  const [chunk] = chunks;
  if (!chunk || chunks.length > 1) throw new Error(`${name}.js has ${chunks.length} files; it must be one`);
  return chunk;
}

/** Names the file of `src/audio/open.ts` `audio-open.js`. A file that several others import is named after one of its modules. */
function nameChunk(root: string, { name, facadeModuleId, moduleIds }: PreRenderedChunk): string {
  if (facadeModuleId) {
    const path = relative(join(root, 'src'), facadeModuleId);
    if (!path.startsWith('..')) return `${path.replace(/\.ts$/, '').replaceAll(/[\\/]/g, '-')}.js`;
  }
  const registers = moduleIds.some((id) => id.includes('/src/elements/'));
  return `${registers ? 'elements' : 'shared'}-${name.replace(/^(rolldown|shared)-/, '')}.js`;
}

function scriptOf({ fileName: name, code, map, imports, dynamicImports }: OutputChunk): Script {
  const link = /\n?\/\/# sourceMappingURL=.*\n?$/;
  return {
    name,
    code: code.replace(link, '\n'),
    // A script that only imports others has no source map.
    map: map ? { name: `${name}.map`, text: map.toString() } : null,
    imports: [...imports, ...dynamicImports].map((path) => path.replace(/^\.\//, '')),
  };
}
