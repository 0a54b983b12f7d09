/** Loads a `.wasm` file from the disk. Node's `fetch` cannot read files. In: a `file:` address. Out: a module. Node. */

/** Makes the error of a file. In its message `what` follows the file's name. */
type Fail = (what: string, cause?: unknown) => Error;

/** The part of Node that is used. There is no `import`, because bundlers would follow it. */
interface NodeProcess {
  getBuiltinModule?(name: 'node:fs/promises'): { readFile(url: URL): Promise<Uint8Array<ArrayBuffer>> };
}

/** @throws the error that `fail` makes */
export async function compileFile(url: string, fail: Fail): Promise<WebAssembly.Module> {
  const files = (globalThis as { process?: NodeProcess }).process?.getBuiltinModule?.('node:fs/promises');
  if (!files) {
    throw fail(
      'is an address of a file, which a page cannot load. Serve the page over HTTP, or name the folder in assets.baseUrl.',
    );
  }
  try {
    return await WebAssembly.compile(await files.readFile(new URL(url)));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw fail(
      `cannot be read or compiled (${reason}). Install the package anew, or correct assets.baseUrl.`,
      cause,
    );
  }
}
