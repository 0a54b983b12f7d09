/**
 * Makes a real project that uses the package: a folder with its own package.json, its packages from npm, and the packed
 * package. In: a folder of sources. Out: a project that is ready to be built. Node.
 */

import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { inject } from 'vitest';
import { ROOT } from '../../../scripts/run.mjs';
import { cacheFolder, copyPackage, dependenciesOf, npmCommand } from './package.ts';

/** The parts of a project. */
export interface ProjectOptions {
  /** A folder of the repository: `examples/vite`. */
  sources: string;
  /** Versions to use instead of those in its package.json: `{ vite: '^7.0.0' }`. */
  versions?: Record<string, string>;
  /** Packages that its package.json does not name. */
  add?: Record<string, string>;
  /** Files that are added to the sources or replace them: texts by path in the project. */
  files?: Record<string, string>;
}

interface Manifest {
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
}

const MAIN = join(ROOT, 'e2e/consumers/support/consumer-main.js');
/** An error shows this many letters of a program's output. Some programs print whole bundles. */
const TAIL = 3000;
const KEPT = new Set(['node_modules', 'package.json', 'package-lock.json']);

/** Makes a project. Its packages come from an earlier run, if they are the same. */
export async function makeProject(options: ProjectOptions): Promise<Project> {
  const { sources, versions = {}, add = {}, files = {} } = options;
  const from = join(ROOT, sources);
  const packed = inject('packed');
  const manifest = withVersions(JSON.parse(readFileSync(join(from, 'package.json'), 'utf8')), versions);
  manifest.devDependencies = { ...manifest.devDependencies, ...add };
  const key = JSON.stringify([manifest, dependenciesOf(packed.folder), process.version]);
  const hash = createHash('sha256').update(key).digest('hex').slice(0, 12);
  const label = [sources, ...Object.entries({ ...versions, ...add })].join('-').replaceAll(/[^\w.]+/g, '-');
  const folder = join(cacheFolder(), `${label}-${hash}`);
  if (!existsSync(join(folder, 'installed'))) {
    removeOlder(label);
    await install(folder, manifest, packed.tarball);
  }
  // Remove everything of an earlier build: sources and the bundler's cache.
  for (const name of readdirSync(folder)) {
    if (!KEPT.has(name) && name !== 'installed') rmSync(join(folder, name), { recursive: true, force: true });
  }
  for (const kept of ['.vite', '.cache']) {
    rmSync(join(folder, 'node_modules', kept), { recursive: true, force: true });
  }
  copyPackage(packed.folder, folder);
  cpSync(from, folder, { recursive: true, filter: (path) => !KEPT.has(path.slice(from.length + 1)) });
  const project = new Project(folder);
  for (const [path, text] of Object.entries(files)) project.write(path, text);
  return project;
}

function withVersions(manifest: Manifest, versions: Record<string, string>): Manifest {
  for (const part of [manifest.dependencies, manifest.devDependencies]) {
    for (const [name, version] of Object.entries(versions)) if (part?.[name]) part[name] = version;
  }
  return manifest;
}

/** Removes kept copies of the project that have other packages. They will not be used again. */
function removeOlder(label: string): void {
  for (const name of readdirSync(cacheFolder())) {
    if (name.slice(0, -13) === label) rmSync(join(cacheFolder(), name), { recursive: true, force: true });
  }
}

async function install(folder: string, manifest: Manifest, tarball: string): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const dependencies = { ...manifest.dependencies, ringlight: `file:${tarball}` };
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ ...manifest, dependencies }));
  const args = [
    'install',
    '--prefer-offline',
    '--no-audit',
    '--no-fund',
    '--no-package-lock',
    '--loglevel=error',
  ];
  const [command, all] = npmCommand(args);
  await runToEnd(command, all, folder);
  writeFileSync(join(folder, 'installed'), '');
}

/** A project whose packages are installed. */
export class Project {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  path(...parts: string[]): string {
    return join(this.folder, ...parts);
  }

  write(path: string, text: string): void {
    mkdirSync(dirname(this.path(path)), { recursive: true });
    writeFileSync(this.path(path), text);
  }

  read(path: string): string {
    return readFileSync(this.path(path), 'utf8');
  }

  /** Adds the script that every consumer runs. */
  addMain(path: string): void {
    this.write(path, readFileSync(MAIN, 'utf8'));
  }

  /** The version of a package that is installed. */
  version(name: string): string {
    return JSON.parse(this.read(`node_modules/${name}/package.json`)).version;
  }

  /** Runs a program of the project to its end. @throws Error with its output if it fails. */
  run(program: string, ...args: string[]): Promise<string> {
    return runToEnd(this.#program(program), args, this.folder);
  }

  /** Starts a server of the project on a free port, and waits until it answers. `$PORT` in `args` stands for the port. */
  async start(program: string, ...args: string[]): Promise<RunningServer> {
    return this.#serve(await freePort(), this.#program(program), args);
  }

  /** Starts a server that is a script of the project. It takes its port from `PORT`. */
  async startScript(script: string): Promise<RunningServer> {
    return this.#serve(await freePort(), process.execPath, [script]);
  }

  async #serve(port: number, program: string, args: readonly string[]): Promise<RunningServer> {
    const all = args.map((arg) => arg.replace('$PORT', String(port)));
    const child = spawn(program, all, {
      cwd: this.folder,
      env: { ...environment(), PORT: String(port) },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: process.platform !== 'win32',
    });
    const server = new RunningServer(child, `http://localhost:${port}/`);
    await server.answers();
    return server;
  }

  /** A program of one of the project's packages, as `npx` finds it. */
  #program(name: string): string {
    return this.path('node_modules/.bin', name);
  }
}

/** A server that belongs to a project. */
export class RunningServer {
  readonly url: string;
  readonly #child: ChildProcess;
  #output = '';

  constructor(child: ChildProcess, url: string) {
    this.#child = child;
    this.url = url;
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (data) => (this.#output += data));
  }

  /** Resolves at the first answer. @throws Error with its output if the server ends before. */
  async answers(): Promise<void> {
    for (;;) {
      if (this.#child.exitCode !== null) throw new Error(`The server ended:\n${this.#output}`);
      try {
        await (await fetch(this.url)).arrayBuffer();
        return;
      } catch {
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
  }

  /** Ends it and what it has started. */
  async [Symbol.asyncDispose](): Promise<void> {
    const { pid, exitCode } = this.#child;
    if (pid === undefined || exitCode !== null) return;
    const ended = new Promise((resolve) => this.#child.once('close', resolve));
    if (process.platform === 'win32') this.#child.kill();
    else process.kill(-pid, 'SIGKILL');
    await ended;
  }
}

/** Leaves out variables that this test run sets, so that a project is built as on its user's machine. */
function environment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^(npm_|VITEST|NODE_ENV$|VITE_)/.test(name));
  return { ...Object.fromEntries(kept), NEXT_TELEMETRY_DISABLED: '1', PARCEL_DISABLE_CACHE: '1', CI: '1' };
}

async function runToEnd(command: string, args: readonly string[], cwd: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env: environment(), stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (output += data));
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve(output);
      else reject(new Error(`${[command, ...args].join(' ')} ended with ${code}:\n${output.slice(-TAIL)}`));
    });
  });
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}
