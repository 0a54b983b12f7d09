/**
 * Compiles the Rust workspace: two flavours of every module, optimized, with their manifest, and src/generated/.
 * The same compiler writes the same bytes on every machine.
 */

import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { firstLine, Problem, ROOT, run } from './run.mjs';
import { remap, wasmToolchain } from './toolchain.mjs';
import { PREBUILT, readManifest, sourcesHash } from './wasm-sources.mjs';

/** @typedef {import('./wasm-sources.mjs').Manifest} Manifest */
/** @typedef {import('./toolchain.mjs').WasmToolchain} WasmToolchain */
/**
 * @typedef {object} Module
 * @property {string} name of the file, before its flavour
 * @property {string} crate
 * @property {number | null} maxBytes how large the shared memory may become: the page makes the memory with this limit.
 *   `null`: the module has its own memory, and the standard library
 * @property {readonly string[]} link flags for its stack
 * @property {boolean} [unrolled] its vector loops are unrolled by hand, so the SIMD flavour is optimized for size: it is as
 *   fast then. Its scalar loops are not unrolled
 */

const WORKSPACE = join(ROOT, 'wasm');
/** Files that are generated from the Rust declarations, and the part of the layout in each. */
export const LAYOUTS = new Map([
  ['src/generated/layout.ts', 'picture'],
  ['src/generated/sound-layout.ts', 'sound'],
]);
const WASM_OPT = join(ROOT, 'node_modules/binaryen/bin/wasm-opt');

/**
 * `features` are those beyond the common ones. `globalBase` is where the flavour's data lies, in bytes. Both flavours of a
 * module run on one memory: each has its own place, below what wasm/layout places there.
 */
const FLAVOURS = {
  scalar: { features: /** @type {string[]} */ ([]), globalBase: 65_536 },
  simd: { features: ['simd128'], globalBase: 131_072 },
};
/**
 * The modules. Each thread of the pool sets `__stack_pointer` to its own stack. The sound's thread is alone: it uses the
 * linker's stack, in the first half page of the memory.
 * @type {readonly Module[]}
 */
const MODULES = [
  {
    name: 'ringlight',
    crate: 'pool',
    maxBytes: 2 ** 30,
    link: ['--export=__stack_pointer'],
    unrolled: true,
  },
  { name: 'audio', crate: 'audio', maxBytes: 2 ** 23, link: [] },
  { name: 'denoise', crate: 'denoise', maxBytes: null, link: ['-zstack-size=65536'] },
  { name: 'analysis', crate: 'analysis', maxBytes: null, link: ['-zstack-size=65536'] },
];
/** Features by their name in rustc, and their name in wasm-opt. */
const OPT_NAMES = new Map([
  ['atomics', 'threads'],
  ['bulk-memory', 'bulk-memory'],
  ['mutable-globals', 'mutable-globals'],
  ['sign-ext', 'sign-ext'],
  ['nontrapping-fptoint', 'nontrapping-float-to-int'],
  ['simd128', 'simd'],
]);
const COMMON_FEATURES = ['atomics', 'bulk-memory', 'mutable-globals', 'sign-ext', 'nontrapping-fptoint'];
const LINK = ['--stack-first', '--no-entry', '--strip-all'];
/** Flags for a memory that is shared and comes from the page. */
const LINK_SHARED = ['--shared-memory', '--import-memory', '-zstack-size=32768'];

/**
 * Modules whose vectors are written by hand. The compiler would make more vectors: of the short scalar tails of rows, and of
 * code that runs once per change of settings. They would be a sixth of the module.
 */
const CODEGEN = ['no-vectorize-loops', 'no-vectorize-slp'];
/**
 * Modules with the standard library. Without these flags it brings the messages of its panics and the code that formats
 * them. The compiler may make vectors here: the crates that these modules use count on it.
 */
const CODEGEN_STD = ['-Cpanic=immediate-abort', '-Zunstable-options'];

/**
 * Builds everything.
 * @param {{ install: boolean }} options whether a missing toolchain may be installed
 * @throws {Problem} if the toolchain is missing or the build fails
 * @returns {Promise<{ manifest: Manifest, files: Map<string, Buffer>, layouts: Map<string, string> }>}
 */
export async function buildWasm({ install }) {
  const toolchain = await wasmToolchain({ install, prefer: readManifest()?.rustc });
  /** @type {Map<string, string>} */
  const layouts = new Map();
  for (const [path, part] of LAYOUTS) layouts.set(path, await generateLayout(toolchain, part));
  /** @type {Map<string, Buffer>} */
  const files = new Map();
  // Both flavours at the same time: the last step of a module uses one thread, and they share no folder.
  const flavours = Object.entries(FLAVOURS).map(
    /** @returns {Promise<[string, Map<string, Buffer>]>} */
    async ([flavour, options]) => [flavour, await buildFlavour(toolchain, flavour, options)],
  );
  for (const [flavour, built] of await Promise.all(flavours)) {
    for (const [name, bytes] of built) files.set(`${name}.${flavour}.wasm`, bytes);
  }
  const { rustc, linker } = toolchain;
  const wasmOpt = `${await firstLine(process.execPath, [WASM_OPT, '--version'])}`;
  const described = [...files].map(([name, bytes]) => [name, describe(bytes)]);
  const manifest = {
    sourcesHash: sourcesHash(),
    rustc,
    linker,
    wasmOpt,
    files: Object.fromEntries(described),
  };
  return { manifest, files, layouts };
}

/** @param {Buffer} bytes */
function describe(bytes) {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { bytes: bytes.length, gzipBytes: gzipSync(bytes, { level: 9 }).length, sha256 };
}

/**
 * @param {WasmToolchain} toolchain
 * @param {string} part of it
 */
async function generateLayout({ cargo, env }, part) {
  const args = ['run', '--quiet', '--locked', '-p', 'ringlight-layout', '--bin', 'generate'];
  const target = ['--target-dir', join(WORKSPACE, 'target/layout')];
  const { code, output, stdout } = await run(cargo, [...args, ...target, '--', part], {
    cwd: WORKSPACE,
    env,
    quiet: true,
  });
  if (code !== 0) throw new Problem(`The generator of src/generated/ failed:\n${output}`);
  return stdout;
}

/**
 * Builds one flavour of every module. Resolves to the files, by name of the module.
 * @param {WasmToolchain} toolchain
 * @param {string} flavour
 * @param {{ features: readonly string[], globalBase: number }} options
 */
async function buildFlavour(toolchain, flavour, { features, globalBase }) {
  /** @type {Map<string, Buffer>} */
  const built = new Map();
  for (const module of MODULES) {
    const common = COMMON_FEATURES.filter((feature) => module.maxBytes || feature !== 'atomics');
    const all = [...common, ...features];
    const file = await compile(toolchain, flavour, module, all, globalBase);
    built.set(module.name, await optimize(file, all));
  }
  return built;
}

/**
 * The path of a compiled module.
 * @param {WasmToolchain} toolchain
 * @param {string} flavour
 * @param {Module} module
 * @param {readonly string[]} features
 * @param {number} globalBase
 */
async function compile({ cargo, env, flags }, flavour, module, features, globalBase) {
  const { crate, maxBytes, unrolled = false } = module;
  // Two sets of features in one folder would rebuild the standard library each time.
  const target = join(WORKSPACE, 'target', maxBytes ? flavour : `${flavour}-std`);
  const triple = 'wasm32-unknown-unknown';
  const rustflags = [
    ...['-C', `target-feature=${features.map((feature) => `+${feature}`).join(',')}`],
    ...(maxBytes ? CODEGEN.flatMap((option) => ['-C', option]) : CODEGEN_STD),
    ...flags,
    ...remap(WORKSPACE, '/ringlight'),
  ];
  // The modules' own flags go to the last step alone: all that comes before it, such as `core`, is built once for all.
  const shared = [...LINK_SHARED, `--max-memory=${maxBytes}`, `--global-base=${globalBase}`];
  const link = [...LINK, ...(maxBytes ? shared : []), ...module.link];
  const linkArgs = link.flatMap((argument) => ['-C', `link-arg=${argument}`]);
  const args = ['rustc', '--release', '--locked', '-p', `ringlight-${crate}`, '--lib'];
  const options = ['--target', triple, '--target-dir', target];
  const std = `-Zbuild-std=${maxBytes ? 'core' : 'std,panic_abort'}`;
  const { code } = await run(cargo, [...args, ...options, std, '--', ...linkArgs], {
    cwd: WORKSPACE,
    // The encoded form allows paths with spaces.
    env: {
      ...env,
      CARGO_ENCODED_RUSTFLAGS: rustflags.join('\x1f'),
      RUSTFLAGS: '',
      CARGO_PROFILE_RELEASE_OPT_LEVEL: unrolled && features.includes('simd128') ? 's' : '3',
    },
  });
  if (code !== 0) throw new Problem(`Building ${module.name}.${flavour}.wasm failed; see above.`);
  return join(target, triple, `release/ringlight_${crate}.wasm`);
}

/**
 * @param {string} input
 * @param {readonly string[]} features
 */
async function optimize(input, features) {
  const folder = mkdtempSync(join(tmpdir(), 'ringlight-'));
  try {
    const output = join(folder, 'out.wasm');
    const enable = features.map((feature) => `--enable-${OPT_NAMES.get(feature)}`);
    const strip = ['--strip-debug', '--strip-producers', '--strip-target-features'];
    const args = ['-O4', '--mvp-features', ...enable, ...strip, input, '-o', output];
    const { code } = await run(process.execPath, [WASM_OPT, ...args]);
    if (code !== 0) throw new Problem('wasm-opt failed; see above.');
    return readFileSync(output);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * @param {string} folder
 * @param {Awaited<ReturnType<typeof buildWasm>>} built
 */
export function writeBuilt(folder, { manifest, files }) {
  mkdirSync(folder, { recursive: true });
  for (const [name, bytes] of files) writeFileSync(join(folder, name), bytes);
  writeFileSync(join(folder, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
}

/**
 * Builds the modules and replaces the kept files.
 * @param {{ install: boolean }} options
 */
export async function rebuild(options) {
  const built = await buildWasm(options);
  writeBuilt(PREBUILT, built);
  for (const [path, text] of built.layouts) {
    mkdirSync(dirname(join(ROOT, path)), { recursive: true });
    writeFileSync(join(ROOT, path), text);
  }
  for (const [name, { bytes, gzipBytes }] of Object.entries(built.manifest.files)) {
    console.log(`wasm/prebuilt/${name}: ${bytes} bytes, ${gzipBytes} gzipped`);
  }
}
