/**
 * `npm start [-- --port N]`: serves the app on http://localhost:5173/. A fresh checkout and Node.js are enough.
 * It installs the packages, rebuilds the .wasm files if the Rust sources changed, builds page, library and documentation, and serves them.
 */

import { createServer } from 'node:net';
import { join } from 'node:path';
import { ensurePackages, requireNode } from './install.mjs';
import { isMain, Problem, ROOT, run, script } from './run.mjs';
import { readManifest, sourcesHash } from './wasm-sources.mjs';

const DEFAULT_PORT = 5173;

/**
 * The port that the command line asks for.
 * @param {readonly string[]} args
 * @throws {Problem} if it says anything else
 */
export function portOf(args) {
  const [first, second, ...rest] = args.flatMap((arg) => arg.split('='));
  if (first === undefined) return DEFAULT_PORT;
  const port = Number(second);
  if (first !== '--port' || rest.length > 0 || !Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new Problem('Usage: npm start [-- --port N], with N from 1 to 65535.');
  }
  return port;
}

/** @param {number} port */
async function requireFree(port) {
  // A browser tries both addresses for "localhost": a program on either of them would get the request.
  for (const host of ['127.0.0.1', '::1']) {
    if (await isTaken(port, host)) {
      const advice = `npm start -- --port ${port === 65_535 ? port - 1 : port + 1}`;
      throw new Problem(
        `Port ${port} is taken: end the program that uses it, or take another port ("${advice}").`,
      );
    }
  }
}

/**
 * @param {number} port
 * @param {string} host
 * @returns {Promise<boolean>}
 */
function isTaken(port, host) {
  return new Promise((resolve) => {
    const server = createServer();
    // Other errors do not mean that the port is taken. A machine without IPv6 gives one.
    server.once('error', (error) => resolve('code' in error && error.code === 'EADDRINUSE'));
    server.listen(port, host, () => server.close(() => resolve(false)));
  });
}

async function ensureWasm() {
  const manifest = readManifest();
  if (manifest?.sourcesHash === sourcesHash()) return;
  console.log(
    manifest
      ? 'The Rust sources changed since wasm/prebuilt was built: building again'
      : 'wasm/prebuilt/manifest.json is missing: building wasm/prebuilt',
  );
  const { rebuild } = await import('./wasm-compile.mjs');
  await rebuild({ install: false });
}

async function main() {
  requireNode();
  const port = portOf(process.argv.slice(2));
  await requireFree(port);
  await ensurePackages();
  await ensureWasm();
  const { build, preview } = await import('vite');
  const { buildScripts, buildTypes } = await import('./library.mjs');
  await build({ root: ROOT, logLevel: 'warn' });
  await buildScripts();
  await buildTypes();
  // In a process of its own: TypeScript's memory is free again when it ends. The app runs without the documentation, too.
  await run(process.execPath, [join(ROOT, 'scripts/docs/build.mjs')]);
  const server = await preview({ root: ROOT, logLevel: 'warn', preview: { port, strictPort: true } });
  console.log(`Ringlight is on http://localhost:${port}/ (Ctrl-C ends it)`);
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) {
    process.once(signal, () => {
      // Open connections would keep the server alive.
      if ('closeAllConnections' in server.httpServer) server.httpServer.closeAllConnections();
      server.close().finally(() => process.exit(0));
    });
  }
}

if (isMain(import.meta.url)) script(main);
