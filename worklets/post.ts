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

/**
 * Takes a lock that nobody else has, for as long as this thread lives, and tells the owner its name. A thread that dies says
 * nothing, but the browser gives its locks to whoever waits for them. There are none without HTTPS, and in sandboxed
 * documents. Resolves when the lock is held: a thread that blocks for good must wait for that first.
 */
export function holdLock(): Promise<void> {
  const { locks } = navigator as { locks?: LockManager };
  if (!locks) return Promise.resolve();
  const lock = `ringlight ${crypto.randomUUID()}`;
  const { promise, resolve } = Promise.withResolvers<void>();
  const held = new Promise<void>(() => undefined);
  const hold = () => {
    post({ type: 'alive', lock });
    resolve();
    return held;
  };
  locks.request(lock, hold).catch(() => resolve());
  return promise;
}
