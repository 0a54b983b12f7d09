/**
 * Loads the `.wasm` files. Each file is fetched and compiled once per page. All starts share it.
 * In: an address. Out: a `WebAssembly.Module`, or an error that names the file, what came, and what to do. Main thread, and Node.
 */

import { LoadFailedError } from '../errors.ts';

/** A file must arrive within this time. A server may begin to answer and then send nothing more. */
const LOAD_MS = 15_000;
/** A file that is loading or has loaded. */
interface Loading {
  module: Promise<WebAssembly.Module>;
  /** Aborts the load. */
  cancel: AbortController;
  /** Number of starts that asked for it and were not aborted. */
  waiting: number;
  done: boolean;
}

const files = new Map<string, Loading>();

/**
 * Compiles a file while it streams in. A failure is not kept: the next start tries again.
 * @param exports names of functions that the module must have. A module without them is a wrong file
 * @throws LoadFailedError, or the signal's reason
 */
export async function loadModule(
  url: string,
  exports: readonly string[],
  signal?: AbortSignal,
): Promise<WebAssembly.Module> {
  signal?.throwIfAborted();
  const loading = files.get(url) ?? begin(url, exports);
  loading.waiting++;
  return new Promise((resolve, reject) => {
    const leave = () => {
      reject(signal?.reason);
      loading.waiting--;
      // No other start waits. The next start must not wait for a server that does not answer, so it asks again.
      if (loading.waiting === 0 && !loading.done) forget(url, loading);
    };
    const settled = () => signal?.removeEventListener('abort', leave);
    signal?.addEventListener('abort', leave, { once: true });
    loading.module.then(resolve, reject).finally(settled);
  });
}

function begin(url: string, exports: readonly string[]): Loading {
  const cancel = new AbortController();
  const module = fetchModule(url, exports, cancel);
  const loading: Loading = { module, cancel, waiting: 0, done: false };
  files.set(url, loading);
  module.then(
    () => {
      loading.done = true;
    },
    () => forget(url, loading),
  );
  return loading;
}

function forget(url: string, loading: Loading): void {
  loading.cancel.abort();
  if (files.get(url) === loading) files.delete(url);
}

async function fetchModule(
  url: string,
  exports: readonly string[],
  cancel: AbortController,
): Promise<WebAssembly.Module> {
  const fail: Fail = (what, cause) => new LoadFailedError(`${url} ${what}`, { cause });
  const late = fail('did not arrive within 15 seconds. Check the network, then start again.');
  const timer = setTimeout(() => cancel.abort(late), LOAD_MS);
  try {
    const module = await compile(url, cancel.signal, fail);
    const names = new Set(WebAssembly.Module.exports(module).map(({ name }) => name));
    const missing = exports.find((name) => !names.has(name));
    if (missing === undefined) return module;
    throw fail(
      `is another WebAssembly module: it has no ${missing}. Deploy scripts and .wasm files of one build.`,
    );
  } catch (error) {
    throw cancel.signal.reason === late ? late : error;
  } finally {
    clearTimeout(timer);
  }
}

/** Makes the error of a file. In its message `what` follows the file's name. */
type Fail = (what: string, cause?: unknown) => LoadFailedError;

async function compile(url: string, signal: AbortSignal, fail: Fail): Promise<WebAssembly.Module> {
  if (url.startsWith('file:')) return (await import('./disk.ts')).compileFile(url, fail);
  const response = await request(url, signal, fail);
  // `compileStreaming` accepts only this type, without a charset.
  if (response.headers.get('content-type') !== 'application/wasm') return compileBytes(response, fail);
  try {
    return await WebAssembly.compileStreaming(response);
  } catch {
    // The error message needs the bytes, and streaming did not keep them. So the file is loaded and compiled again.
    return compileBytes(await request(url, signal, fail), fail);
  }
}

async function request(url: string, signal: AbortSignal, fail: Fail): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(url, { signal });
  } catch (cause) {
    throw fail(
      'could not be fetched. Check the network, that connect-src of the Content-Security-Policy allows it, and that another origin sends Access-Control-Allow-Origin.',
      cause,
    );
  }
  if (response.ok) return response;
  throw fail(
    `is not there: the server answered ${response.status}. Put the file where the script looks for it.`,
  );
}

async function compileBytes(response: Response, fail: Fail): Promise<WebAssembly.Module> {
  const bytes = await response.arrayBuffer().catch((cause: unknown) => {
    throw fail('broke off while it was loaded. Check the network, then start again.', cause);
  });
  try {
    return await WebAssembly.compile(bytes);
  } catch (cause) {
    const type = response.headers.get('content-type') ?? 'no type';
    // Loaded only if a file is bad.
    const what = await import('./wrong-file.ts').then(
      ({ describeWrong }) => describeWrong(new Uint8Array(bytes), type, cause),
      () => 'could not be compiled. Deploy the file anew, byte for byte.',
    );
    throw fail(what, cause);
  }
}
