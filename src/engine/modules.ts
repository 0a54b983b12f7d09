/**
 * The two flavours of the WASM module, compiled once per page while they stream in.
 * Out: `WebAssembly.Module`s to post to the workers. Main thread.
 */

import scalarUrl from '../../wasm/prebuilt/ringlight.scalar.wasm?url';
import simdUrl from '../../wasm/prebuilt/ringlight.simd.wasm?url';

/** Both flavours; `simd` is `null` where the browser has no SIMD. */
export interface Modules {
  scalar: WebAssembly.Module;
  simd: WebAssembly.Module | null;
}

const compiled = new Map<string, Promise<WebAssembly.Module>>();

/** Compiles a file while it streams in, once per page. @throws Error if it cannot be loaded. */
export function compile(url: string): Promise<WebAssembly.Module> {
  let module = compiled.get(url);
  if (!module) {
    module = stream(url);
    // A failure is not kept: the next pipeline tries again.
    module.catch(() => compiled.delete(url));
    compiled.set(url, module);
  }
  return module;
}

async function stream(url: string): Promise<WebAssembly.Module> {
  if (url.startsWith('file:')) return WebAssembly.compile(await readFile(url));
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} could not be loaded: the server says ${response.status}`);
  // Servers that do not know .wasm send another type, which streaming refuses.
  if (!response.headers.get('content-type')?.startsWith('application/wasm')) {
    return WebAssembly.compile(await response.arrayBuffer());
  }
  return WebAssembly.compileStreaming(response);
}

/** In Node, whose `fetch` reads no files. */
async function readFile(url: string): Promise<Uint8Array<ArrayBuffer>> {
  // A name that bundlers do not follow.
  const name = 'node:fs/promises';
  const files = await import(/* @vite-ignore */ name);
  return files.readFile(new URL(url));
}

/** Loads and compiles. @throws Error if a file cannot be loaded. */
export async function loadModules(withSimd: boolean): Promise<Modules> {
  const [scalar, simd] = await Promise.all([compile(scalarUrl), withSimd ? compile(simdUrl) : null]);
  return { scalar, simd };
}
