/**
 * Finds the Rust toolchains. Installs them if it can do so without a question to the user.
 * There are two: one builds the .wasm files (it needs the standard library's sources and a wasm linker), one is native.
 */

import { existsSync, realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { aptInstall } from './apt.mjs';
import { firstLine, isExecutable, Problem, run, which } from './run.mjs';

/**
 * @typedef {object} WasmToolchain
 * @property {string} cargo path of cargo
 * @property {NodeJS.ProcessEnv} env what cargo needs in the environment
 * @property {string} rustc version of the compiler and of its LLVM, in one line
 * @property {string} linker version of the linker, in one line
 * @property {string[]} flags for RUSTFLAGS
 */

const DEBIAN_WASM = ['rustc-web', 'cargo-web', 'rust-web-src', 'lld-19', 'gcc', 'libc6-dev'];
const DEBIAN_NATIVE = ['rustc-web', 'cargo-web', 'rustfmt-web', 'rust-web-clippy', 'gcc', 'libc6-dev'];
const DEBIAN_CARGO = '/usr/bin/cargo';
const LLD_VERSIONS = [19, 20, 21, 22];

const WASM_ADVICE =
  'The .wasm files need a Rust toolchain with the standard library\'s sources: "rustup toolchain install nightly ' +
  `--component rust-src", or on Debian "apt-get install ${DEBIAN_WASM.join(' ')}".`;
const NATIVE_ADVICE =
  'The Rust checks and tests need cargo 1.85 or newer with rustfmt and clippy: install rustup from https://rustup.rs, ' +
  `or on Debian "apt-get install ${DEBIAN_NATIVE.join(' ')}".`;

/**
 * A toolchain that can build the .wasm files. If the one that built the kept files is here, it is that one.
 * @param {{ install: boolean, prefer?: string }} options `prefer`: `rustc` of the kept files' manifest
 * @throws {Problem} if there is none
 * @returns {Promise<WasmToolchain>}
 */
export async function wasmToolchain({ install, prefer }) {
  let found = await wasmToolchains();
  const fits = found.some(({ rustc, cargo }) => rustc === prefer || cargo === DEBIAN_CARGO);
  // Debian's toolchain builds the kept files, so it is installed even if there is another.
  if (install && !fits && (await aptInstall(DEBIAN_WASM))) found = await wasmToolchains();
  const toolchain = found.find(({ rustc }) => rustc === prefer) ?? found[0];
  if (!toolchain) throw new Problem(WASM_ADVICE);
  return toolchain;
}

/** @returns {Promise<WasmToolchain[]>} */
async function wasmToolchains() {
  const found = [await debianToolchain()];
  const rustup = which('rustup');
  if (rustup) {
    const { stdout } = await run(rustup, ['toolchain', 'list'], { quiet: true });
    const names = stdout.split('\n').map((line) => line.split(' ')[0] ?? '');
    for (const name of names.filter((name) => name !== '' && !name.startsWith('no '))) {
      found.push(await rustupToolchain(rustup, name));
    }
  }
  return found.filter((toolchain) => toolchain !== null);
}

/** The toolchain of Debian's packages. A rustup shim may come first on the PATH, so whole paths name the programs. */
async function debianToolchain() {
  const linker = LLD_VERSIONS.map((version) => `/usr/bin/wasm-ld-${version}`).find(isExecutable);
  if (!linker || !isExecutable('/usr/bin/rustc') || !isExecutable(DEBIAN_CARGO)) return null;
  return describe({
    cargo: DEBIAN_CARGO,
    rustc: '/usr/bin/rustc',
    linker: [linker],
    flags: ['-C', `linker=${linker}`],
    env: { PATH: `/usr/bin:${process.env.PATH}`, RUSTC: '/usr/bin/rustc' },
  });
}

/**
 * @param {string} rustup
 * @param {string} name of the toolchain
 */
async function rustupToolchain(rustup, name) {
  const cargo = await firstLine(rustup, ['which', 'cargo', '--toolchain', name]);
  const rustc = await firstLine(rustup, ['which', 'rustc', '--toolchain', name]);
  if (!cargo || !rustc) return null;
  const sysroot = await firstLine(rustc, ['--print', 'sysroot']);
  const host = await firstLine(rustc, ['--print', 'host-tuple']);
  const linker = [join(`${sysroot}`, 'lib/rustlib', `${host}`, 'bin/rust-lld'), '-flavor', 'wasm'];
  // rustc finds this linker by itself.
  return describe({ cargo, rustc, linker, flags: [], env: { RUSTC: rustc, RUSTUP_TOOLCHAIN: name } });
}

/**
 * Completes a toolchain, or returns `null` if a part is missing. Flags map the paths of this machine to fixed names:
 * the same compiler then writes the same bytes on every machine.
 * @param {{ cargo: string, rustc: string, linker: string[], flags: string[], env: NodeJS.ProcessEnv }} parts
 * @returns {Promise<WasmToolchain | null>}
 */
async function describe({ cargo, rustc, linker, flags, env }) {
  const sysroot = await firstLine(rustc, ['--print', 'sysroot']);
  const sources = join(`${sysroot}`, 'lib/rustlib/src/rust');
  if (!existsSync(join(sources, 'library/core/Cargo.toml'))) return null;
  const { stdout } = await run(rustc, ['-vV'], { quiet: true });
  const linkerVersion = await firstLine(`${linker[0]}`, [...linker.slice(1), '--version']);
  if (linkerVersion === null) return null;
  const llvm = /^LLVM version: (.*)$/m.exec(stdout)?.[1] ?? 'unknown';
  const cargoHome = process.env.CARGO_HOME ?? join(homedir(), '.cargo');
  return {
    cargo,
    // A stable compiler needs this to build the standard library from its sources.
    env: { ...env, RUSTC_BOOTSTRAP: '1' },
    rustc: `${stdout.split('\n')[0]}, LLVM ${llvm}`,
    linker: linkerVersion,
    flags: [
      ...flags,
      ...remap(realpathSync(sources), '/rust'),
      ...remap(sources, '/rust'),
      ...remap(cargoHome, '/cargo'),
    ],
  };
}

/**
 * @param {string} from
 * @param {string} to
 */
export function remap(from, to) {
  return [`--remap-path-prefix=${from}=${to}`];
}

/**
 * Path and environment of any cargo that can lint, format and test.
 * @param {{ install: boolean }} options
 * @throws {Problem} if there is none
 */
export async function nativeCargo({ install }) {
  const candidates = () => [which('cargo'), DEBIAN_CARGO, join(homedir(), '.cargo/bin/cargo')];
  const found = await firstComplete(candidates());
  if (found) return found;
  const later = install && (await aptInstall(DEBIAN_NATIVE)) ? await firstComplete(candidates()) : null;
  if (!later) throw new Problem(NATIVE_ADVICE);
  return later;
}

/** @param {(string | null)[]} candidates */
async function firstComplete(candidates) {
  for (const cargo of candidates) {
    if (!cargo || !isExecutable(cargo)) continue;
    // cargo looks for its sub-commands and rustc on the PATH: its own folder comes first.
    const env = { PATH: `${join(cargo, '..')}:${process.env.PATH}` };
    const version = await firstLine(cargo, ['--version'], env);
    const [, major = 0, minor = 0] = (/^cargo (\d+)\.(\d+)/.exec(version ?? '') ?? []).map(Number);
    if (major < 1 || (major === 1 && minor < 85)) continue;
    const complete = await Promise.all(
      ['fmt', 'clippy'].map((part) => firstLine(cargo, [part, '--version'], env)),
    );
    if (complete.every((line) => line !== null)) return { cargo, env };
  }
  return null;
}
