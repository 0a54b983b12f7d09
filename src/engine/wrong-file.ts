/**
 * Says what came instead of a `.wasm` file. In: the bytes, the server's content type, the compiler's error. Out: the end of a
 * sentence that begins with the file's name. It says what came, and what to do. Main thread, and Node.
 */

/** What every WebAssembly file begins with. */
const MAGIC = [0x00, 0x61, 0x73, 0x6d];

/** See above. */
export function describeWrong(bytes: Uint8Array, type: string, cause: unknown): string {
  if (new TextDecoder().decode(bytes.subarray(0, 200)).trimStart().startsWith('<')) {
    return `is an HTML page (${type}): the server sends one for files that it does not have. Put the .wasm file there.`;
  }
  const { length } = bytes;
  if (!MAGIC.every((byte, index) => bytes[index] === byte)) {
    return `is no WebAssembly: ${length} bytes (${type}) came, first ${hex(bytes.subarray(0, 4))}. Deploy the .wasm file as it is.`;
  }
  const reason = cause instanceof Error ? cause.message : String(cause);
  if (/disallowed|unsafe-eval|Content Security Policy/i.test(reason)) {
    return "may not be compiled: add 'wasm-unsafe-eval' to script-src of the Content-Security-Policy.";
  }
  return `is damaged (${reason}): ${length} bytes came. Deploy the file anew, byte for byte.`;
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(' ') || 'none';
}
