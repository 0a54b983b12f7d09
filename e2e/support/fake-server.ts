/** A server for unit tests. It replaces `fetch`, has the real .wasm files, and fails on demand. Node side. */

import { readFileSync } from 'node:fs';
import { vi } from 'vitest';

/** Answers one request. */
export type Answer = (signal: AbortSignal | undefined) => Promise<Response>;

const root = new URL('../../', import.meta.url);

/** The bytes of a built module, such as `ringlight.scalar`. */
export function moduleBytes(name: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(readFileSync(new URL(`wasm/prebuilt/${name}.wasm`, root)));
}

/** Sends bytes. */
export function bytes(data: Uint8Array<ArrayBuffer> | string, type = 'application/wasm'): Answer {
  return async () => new Response(data, { headers: { 'content-type': type } });
}

/** Sends a built module. */
export function module(name: string, type?: string): Answer {
  return bytes(moduleBytes(name), type);
}

/** Answers with an error code. */
export function status(code: number): Answer {
  return async () => new Response('nothing', { status: code });
}

/** Sends the page. Some servers do this for every file that they do not have. */
export const html: Answer = bytes('\n<!doctype html><title>Home</title>', 'text/html; charset=utf-8');

/** Fails as without a network. */
export const offline: Answer = async () => {
  throw new TypeError('fetch failed');
};

/** Sends nothing until the request is aborted. */
export const never: Answer = (signal) =>
  new Promise((_, reject) => {
    signal?.addEventListener('abort', () => reject(signal.reason));
  });

/** Begins to send. Then breaks off, or sends nothing more. */
export function torn(
  data: Uint8Array<ArrayBuffer>,
  then: 'breaks' | 'hangs',
  type = 'application/wasm',
): Answer {
  return async (signal) => {
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        controller.enqueue(data);
        if (then === 'breaks') controller.error(new TypeError('terminated'));
        signal?.addEventListener('abort', () => controller.error(signal.reason));
      },
    });
    return new Response(body, { headers: { 'content-type': type } });
  };
}

/** Answers when `gate` resolves, unless the request was aborted before. */
export function late(gate: Promise<unknown>, answer: Answer): Answer {
  return async (signal) => {
    await Promise.race([gate, never(signal)]);
    return answer(signal);
  };
}

/** See above. */
export class FakeServer {
  /** The addresses of all requests, in order. */
  readonly requests: string[] = [];
  /** The number of requests that were neither answered nor aborted. */
  open = 0;
  readonly #answers = new Map<string, Answer>();

  /** Replaces `fetch`, until `vi.unstubAllGlobals`. */
  install(): this {
    vi.stubGlobal('fetch', async (url: string | URL, options: { signal?: AbortSignal } = {}) => {
      const address = String(url);
      this.requests.push(address);
      this.open++;
      try {
        options.signal?.throwIfAborted();
        return await this.#answer(address)(options.signal);
      } finally {
        this.open--;
      }
    });
    return this;
  }

  /** Sets the answer to requests whose address contains `part`. `null`: the real file again. */
  answer(part: string, answer: Answer | null): void {
    if (answer) this.#answers.set(part, answer);
    else this.#answers.delete(part);
  }

  #answer(address: string): Answer {
    for (const [part, answer] of this.#answers) if (address.includes(part)) return answer;
    const name = /wasm\/prebuilt\/([\w.]+)\.wasm/.exec(address)?.[1];
    return name ? module(name) : status(404);
  }
}
