/** How a worker speaks to the thread that started it. */

import type { FromWorker } from '../src/engine/protocol.ts';

/** Sends a message to the thread that started this worker. */
export function post(message: FromWorker, transfer: Transferable[] = []): void {
  self.postMessage(message, { transfer });
}

/** Tells the owner that this thread cannot go on. */
export function fail(error: unknown): void {
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
  post({
    type: 'failed',
    message: name === 'Error' ? message : `${name}: ${message}`,
    ...(stack && { stack }),
  });
}

/** Whatever nobody catches on this thread is told, too. Errors that are thrown reach the owner by themselves. */
export function failOnRejections(): void {
  self.addEventListener('unhandledrejection', (event) => {
    event.preventDefault();
    fail(event.reason);
  });
}

/** Tells the owner that this thread is ready. It is found out at once when the thread dies: see `holdLock`. */
export async function postReady(): Promise<void> {
  post({ type: 'ready', lock: await holdLock() });
}

/**
 * Takes a lock that nobody else has, for as long as this thread lives. A worker that dies says nothing, but the browser
 * gives its locks to whoever waits for them. `null` where there are no locks: without HTTPS, in sandboxed documents.
 */
function holdLock(): Promise<string | null> {
  const { locks } = navigator as { locks?: LockManager };
  if (!locks) return Promise.resolve(null);
  const name = `ringlight ${crypto.randomUUID()}`;
  const { promise, resolve } = Promise.withResolvers<string | null>();
  const held = new Promise<void>(() => undefined);
  locks
    .request(name, () => {
      resolve(name);
      return held;
    })
    .catch(() => resolve(null));
  return promise;
}
