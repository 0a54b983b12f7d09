/**
 * Compiles the Rust workspace: two flavours of the module, optimized, with their manifest, and src/generated/layout.ts.
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

const WORKSPACE = join(ROOT, 'wasm');
/** Generated from the Rust declarations. */
export const LAYOUT = join(ROOT, 'src/generated/layout.ts');
const WASM_OPT = join(ROOT, 'node_modules/binaryen/bin/wasm-opt');

/**
 * `features`: what a flavour has beyond the common ones. `globalBase`: where its data lies, in bytes; both flavours run
 * on one memory, so each has a place of its own below the stacks (`STACKS_BASE` in wasm/layout). `level`: vector loops
 * are unrolled by hand as far as they should be, so that smaller code is as fast; scalar ones are not.
 */
const FLAVOURS = {
  scalar: { features: /** @type {string[]} */ ([]), globalBase: 65_536, level: '3' },
  simd: { features: ['simd128'], globalBase: 131_072, level: 's' },
};
/** Features of rustc, and what wasm-opt calls them. */
const OPT_NAMES = new Map([
  ['atomics', 'threads'],
  ['bulk-memory', 'bulk-memory'],
  ['mutable-globals', 'mutable-globals'],
  ['sign-ext', 'sign-ext'],
  ['nontrapping-fptoint', 'nontrapping-float-to-int'],
  ['simd128', 'simd'],
]);
const COMMON_FEATURES = ['atomics', 'bulk-memory', 'mutable-globals', 'sign-ext', 'nontrapping-fptoint'];
/**
 * The memory is shared and comes from the page; it may grow to 1 GiB. Each thread sets `__stack_pointer` to a stack of
 * its own; the linker's own stack is never used, so it is small.
 */
const LINK = [
  '--shared-memory',
  '--import-memory',
  `--max-memory=${2 ** 30}`,
  '-zstack-size=32768',
  '--stack-first',
  '--export=__stack_pointer',
  '--no-entry',
  '--strip-all',
];

/**
 * Vectors are written by hand. The compiler's own would be made of the scalar tails of rows, which are short, and of code
 * that runs once per change of settings: a sixth of the module.
 */
const CODEGEN = ['no-vectorize-loops', 'no-vectorize-slp'];

/**
 * Builds everything.
 * @param {{ install: boolean }} options whether a missing toolchain may be installed
 * @throws {Problem} where the toolchain is missing or the build fails
 * @returns {Promise<{ manifest: Manifest, files: Map<string, Buffer>, layout: string }>}
 */
export async function buildWasm({ install }) {
  const toolchain = await wasmToolchain({ install, prefer: readManifest()?.rustc });
  const layout = await generateLayout(toolchain);
  /** @type {Map<string, Buffer>} */
  const files = new Map();
  for (const [flavour, options] of Object.entries(FLAVOURS)) {
    files.set(`ringlight.${flavour}.wasm`, await buildFlavour(toolchain, flavour, options));
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
  return { manifest, files, layout };
}

/** @param {Buffer} bytes */
function describe(bytes) {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { bytes: bytes.length, gzipBytes: gzipSync(bytes, { level: 9 }).length, sha256 };
}

/** @param {WasmToolchain} toolchain */
async function generateLayout({ cargo, env }) {
  const args = ['run', '--quiet', '--locked', '-p', 'ringlight-layout', '--bin', 'generate'];
  const target = ['--target-dir', join(WORKSPACE, 'target/layout')];
  const { code, output, stdout } = await run(cargo, [...args, ...target], {
    cwd: WORKSPACE,
    env,
    quiet: true,
  });
  if (code !== 0) throw new Problem(`The generator of src/generated/layout.ts failed:\n${output}`);
  return stdout;
}

/**
 * @param {WasmToolchain} toolchain
 * @param {string} flavour
 * @param {{ features: readonly string[], globalBase: number, level: string }} options
 */
async function buildFlavour({ cargo, env, flags }, flavour, { features, globalBase, level }) {
  const target = join(WORKSPACE, 'target', flavour);
  const triple = 'wasm32-unknown-unknown';
  const all = [...COMMON_FEATURES, ...features];
  const rustflags = [
    ...['-C', `target-feature=${all.map((feature) => `+${feature}`).join(',')}`],
    ...CODEGEN.flatMap((option) => ['-C', option]),
    ...[...LINK, `--global-base=${globalBase}`].flatMap((argument) => ['-C', `link-arg=${argument}`]),
    ...flags,
    ...remap(WORKSPACE, '/ringlight'),
  ];
  const args = ['build', '--release', '--locked', '-p', 'ringlight-pool', '--lib', '--target', triple];
  const { code } = await run(cargo, [...args, '-Zbuild-std=core', '--target-dir', target], {
    cwd: WORKSPACE,
    // The encoded form takes paths with spaces.
    env: {
      ...env,
      CARGO_ENCODED_RUSTFLAGS: rustflags.join('\x1f'),
      RUSTFLAGS: '',
      CARGO_PROFILE_RELEASE_OPT_LEVEL: level,
    },
  });
  if (code !== 0) throw new Problem(`Building the ${flavour} flavour failed; see above.`);
  return optimize(join(target, triple, 'release/ringlight_pool.wasm'), all);
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
 * Builds, and replaces the kept files.
 * @param {{ install: boolean }} options
 */
export async function rebuild(options) {
  const built = await buildWasm(options);
  writeBuilt(PREBUILT, built);
  mkdirSync(dirname(LAYOUT), { recursive: true });
  writeFileSync(LAYOUT, built.layout);
  for (const [name, { bytes, gzipBytes }] of Object.entries(built.manifest.files)) {
    console.log(`wasm/prebuilt/${name}: ${bytes} bytes, ${gzipBytes} gzipped`);
  }
}
