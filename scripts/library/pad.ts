/**
 * Makes small scripts larger. Bundlers put a small file into the page as a `data:` URL (Vite: below 4096 bytes). A page whose
 * Content-Security-Policy says `worker-src 'self'` refuses such a worker. In: a script. Out: the script with a comment.
 */

/** From this size on, bundlers keep a file as a file. */
export const LEAST_BYTES = 4096;

const REASON = `
/*!
 * This comment keeps the file above ${LEAST_BYTES} bytes. Bundlers turn smaller files into data: URLs, and a page with the
 * Content-Security-Policy "worker-src 'self'" refuses a worker or a worklet that is one. It compresses to nothing.
 *
`;
const LINE = ` * ${'-'.repeat(116)}\n`;
const END = ' */\n';

/** Appends a comment to a script that is too small. */
export function pad(code: string): string {
  const missing = LEAST_BYTES - Buffer.byteLength(code) - Buffer.byteLength(REASON + END);
  if (Buffer.byteLength(code) >= LEAST_BYTES) return code;
  return code + REASON + LINE.repeat(Math.max(0, Math.ceil(missing / LINE.length))) + END;
}
