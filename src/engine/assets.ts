/**
 * Finds the library's workers, worklets and `.wasm` files, and starts workers. In: a folder that the caller names, or the
 * address that a bundler has given a file. Out: addresses, workers. Main thread. Addresses work in Node, too.
 *
 * Bundlers find a worker only by the literal text `new Worker(new URL('./x', import.meta.url), { type: 'module' })`. So every
 * start passes a function with that text, and learns the address from the call.
 */

import { checkKeys, checkObject, refuse } from '../catalogue/check.ts';
import { LoadFailedError } from '../errors.ts';

/** Where the library's files are. */
export interface AssetOptions {
  /**
   * The folder of the workers and `.wasm` files (`dist/lib` of the package). It may be on another origin. A relative address is
   * relative to the page. It holds for everything that this copy of the library starts later. Default: where the bundler put them.
   */
  baseUrl?: string | URL;
}

/** The part of an audio context that this file uses. */
export interface WorkletHost {
  readonly audioWorklet: { addModule(url: string | URL): Promise<void> };
}

/** The arguments of a call of `new Worker`. */
interface WorkerCall {
  address: string | URL;
  options: WorkerOptions | undefined;
}

const MODULE: WorkerOptions = { type: 'module' };

/** Addresses that have no origin of their own. */
const OWN_SCHEMES = ['blob:', 'data:', 'file:'];

let base: URL | null = null;
const addresses = new WeakMap<Worker, string>();

/** @throws TypeError that names the argument. */
export function checkAssets(assets: unknown): URL | null {
  if (assets === undefined) return null;
  const given = checkObject(assets, 'assets', "{ baseUrl: '/ringlight/' }");
  checkKeys(given, 'assets', 'an option of assets', ['baseUrl']);
  const { baseUrl } = given;
  if (baseUrl === undefined) return null;
  const mayBe = 'the address of a folder such as "/ringlight/" or "https://cdn.example/ringlight/"';
  if (typeof baseUrl !== 'string' && !(baseUrl instanceof URL)) refuse('assets.baseUrl', baseUrl, mayBe);
  if (!URL.canParse(String(baseUrl), pageAddress())) refuse('assets.baseUrl', baseUrl, mayBe);
  const url = new URL(baseUrl, pageAddress());
  if (!url.pathname.endsWith('/')) url.pathname += '/';
  return url;
}

/**
 * Sets the folder of the workers and `.wasm` files. It holds for everything that this copy of the library starts from now on.
 * `createPipeline` and `init` do the same with their option `assets`.
 * @throws TypeError for a bad option
 */
export function setAssets(assets: AssetOptions): void {
  useAssets(checkAssets(assets));
}

/** Sets a folder that was checked. `null` changes nothing. */
export function useAssets(place: URL | null): void {
  base = place ?? base;
}

/** Returns the address of a file. `beside` is the address that the bundler gave it. */
export function assetUrl(file: string, beside: string): string {
  return base ? new URL(file, base).href : beside;
}

/**
 * Starts a worker.
 * @param file its name in the library's folder.
 * @param name the browser's tools show it.
 * @param make calls `new Worker`, in the form that bundlers find.
 * @throws LoadFailedError if the page's rules forbid the script
 */
export function startWorker(file: string, name: string, make: () => Worker): Worker {
  const { address, options } = base ? { address: new URL(file, base), options: MODULE } : callOf(make);
  const url = new URL(String(address), pageAddress());
  const worker = isOwn(url) ? construct(address, { ...options, name }) : importing(url, { ...options, name });
  addresses.set(worker, url.href);
  return worker;
}

/** Returns the address of a worker's script. A `Worker` does not have it. */
export function workerAddress(worker: Worker): string | undefined {
  return addresses.get(worker);
}

/**
 * Adds a worklet to a context. Returns its address, too: error messages need it.
 * @param add calls `addModule`, in the form that bundlers find.
 */
export function addWorklet(
  context: WorkletHost,
  file: string,
  add: (host: WorkletHost) => Promise<void>,
): { address: string; added: Promise<void> } {
  let address = '';
  const note: WorkletHost = {
    audioWorklet: {
      addModule: async (url) => {
        address = String(url);
      },
    },
  };
  add(note).catch(() => undefined);
  address = assetUrl(file, address);
  return { address, added: base ? context.audioWorklet.addModule(address) : add(context) };
}

/** Whether `new Worker` accepts a script at that address. Browsers accept only scripts of the page's own origin. */
export function isOwn(url: URL): boolean {
  // Not `location.origin`: a page at `about:srcdoc` has the origin of its parent, and a sandboxed page has none.
  const { origin } = globalThis;
  return origin === undefined || OWN_SCHEMES.includes(url.protocol) || url.origin === origin;
}

function pageAddress(): string | undefined {
  const { document, location } = globalThis as {
    document?: { baseURI: string };
    location?: { href: string };
  };
  return document?.baseURI ?? location?.href;
}

/** Returns what `make` passes to `new Worker`. Starts no worker. It is synchronous, so no other code sees the false `Worker`. */
function callOf(make: () => Worker): WorkerCall {
  const realm = globalThis as { Worker: unknown };
  const original = realm.Worker;
  let call: WorkerCall | undefined;
  realm.Worker = class {
    constructor(address: string | URL, options?: WorkerOptions) {
      call = { address, options };
    }
  };
  try {
    make();
  } finally {
    realm.Worker = original;
  }
  return call as WorkerCall;
}

/** Starts a worker of another origin, by a blob that imports its script. Other workers need no blob: strict pages forbid them. */
function importing(url: URL, options: WorkerOptions): Worker {
  const address = JSON.stringify(url.href);
  const text = options.type === 'module' ? `import ${address};` : `importScripts(${address});`;
  const blob = URL.createObjectURL(new Blob([text], { type: 'text/javascript' }));
  const revoke = () => URL.revokeObjectURL(blob);
  try {
    const worker = construct(blob, options);
    // Some browsers read the blob only when the worker starts.
    for (const type of ['message', 'error']) worker.addEventListener(type, revoke, { once: true });
    return worker;
  } catch (error) {
    revoke();
    throw error;
  }
}

function construct(address: string | URL, options: WorkerOptions): Worker {
  try {
    return new Worker(trusted(address), options);
  } catch (cause) {
    if (!(cause instanceof TypeError) || !('trustedTypes' in globalThis)) throw cause;
    throw new LoadFailedError(
      `${address} may not be started as a worker (${cause.message}). Add ringlight to trusted-types of the Content-Security-Policy.`,
      { cause },
    );
  }
}

interface TrustedTypePolicy {
  createScriptURL(address: string): URL;
}
interface TrustedTypePolicies {
  createPolicy(name: string, rules: { createScriptURL(address: string): string }): TrustedTypePolicy;
}

/** `null`: the browser has no Trusted Types, or the page forbids our policy. Then its default policy may allow the address. */
let policy: TrustedTypePolicy | null | undefined;

/** Returns an address that Trusted Types accept. It comes from a bundler or from the caller, so it may be trusted. */
function trusted(address: string | URL): string | URL {
  // A bundler's own policy has already made it a trusted one.
  if (typeof address !== 'string' && !(address instanceof URL)) return address;
  if (policy === undefined) {
    const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypePolicies };
    try {
      policy = trustedTypes?.createPolicy('ringlight', { createScriptURL: (text) => text }) ?? null;
    } catch {
      policy = null;
    }
  }
  return policy?.createScriptURL(String(address)) ?? address;
}
